"""Everything worked out again from its inputs, and what does not agree."""

from contextlib import suppress

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import NoResultFound

from marketplace.commands.answers import Answer, answers


def _in_words(answer: Answer) -> str:
    disagreements = answer["disagreements"]
    if not disagreements:
        return f"{answer['checked']:,} figures checked. Everything agrees."
    lines = [f"{answer['checked']:,} figures checked. {len(disagreements):,} do not agree:"]
    for compared in disagreements:
        lines += [
            compared["what"],
            f"    expected {compared['expected']}",
            f"    found    {compared['found']}",
        ]
    return "\n".join(lines)


@click.command()
@answers(_in_words)
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
    return {
        "checked": report.checked,
        "disagreements": [
            {"what": compared.what, "expected": compared.expected, "found": compared.kept}
            for compared in report.disagreements
        ],
    }
