"""Everything worked out again from its inputs, and what does not agree."""

from contextlib import suppress

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import NoResultFound

from marketplace.commands.answers import Answer, answers, compared_answer, disagreements_in_words


@click.command()
@answers(disagreements_in_words)
def verify() -> Answer:
    """Work out again every ranking, split, balance and ledger entry, and check the audit chain.

    Nothing is changed; the audit record keeps that it was done, for it opens again with the key
    every bid that was opened before. The exit status is 0 also where something does not agree: read
    the answer.
    """
    from marketplace.commands.working import working_database  # noqa: PLC0415 help stays quick
    from marketplace.desk.actions.records import verify_record  # noqa: PLC0415 help stays quick
    from marketplace.engine.access import SYSTEM  # noqa: PLC0415 help stays quick
    from marketplace.verification import verified  # noqa: PLC0415 help stays quick

    with (
        working_database(),
        Progress(console=Console(stderr=True), transient=True) as progress,
    ):
        with suppress(NoResultFound):  # no line is left to write in: the check says that too
            verify_record(SYSTEM, None)
        task = progress.add_task("Checking", total=None)
        report = verified(
            lambda name, done, total: progress.update(
                task, description=name, completed=done, total=total
            )
        )
    return compared_answer(report.checked, report.disagreements)
