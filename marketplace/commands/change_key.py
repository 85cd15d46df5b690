"""A new master key: nothing more is sealed or signed with the one before."""

import click

from marketplace import embedded
from marketplace.commands.answers import Answer, answers
from marketplace.commands.working import working_database
from marketplace.engine.access import SYSTEM
from marketplace.settings import from_environment


@click.command()
@answers(lambda answer: f"A new key is in use. {answer['file']} holds it: back it up now.")
def change_key() -> Answer:
    """Make a new master key. What was sealed and signed with the one before stays readable.

    Stop the marketplace on every machine first; then copy the file to the others, and keep a
    backup: the old backups do not hold the new key.
    """
    from marketplace.organisations.actions.master_key import (  # noqa: PLC0415 help stays quick
        change_master_key,
    )

    with embedded.only_one(from_environment()), working_database() as settings:
        change_master_key(SYSTEM, None)
    return {"file": str(settings.keys / "master.key")}
