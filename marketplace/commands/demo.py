"""The demonstration, loaded into the database that is named."""

import click
from rich.console import Console
from rich.progress import Progress

from marketplace.commands.answers import Answer, answers
from marketplace.commands.working import working_database


@click.command()
@answers(lambda answer: str(answer["accounts"]))
def demo() -> Answer:
    """Load the demonstration: a whole story, with accounts to sign in as.

    For a database that is not in use for real: the clock is moved while the story
    is played, and the accounts have a password that everybody knows. Refuses
    where DEMONSTRATION is not set to yes. Loaded before, it changes nothing.
    """
    from marketplace import demonstration  # noqa: PLC0415 help stays quick

    with working_database() as settings:
        if not settings.demonstration:
            raise click.UsageError("Set DEMONSTRATION=yes for a database that is not for real.")
        return {"loaded": load(), "accounts": demonstration.accounts()}


def load() -> bool:
    """Load the demonstration with a bar for those who wait; whether it was loaded now."""
    from marketplace import demonstration  # noqa: PLC0415 help stays quick

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Playing the demonstration’s story", total=1.0)
        return demonstration.load_once(lambda done: bar.update(task, completed=done))
