"""Notices of other bodies, taken in from files of open contracting data."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from marketplace.commands.answers import Answer, Unusable, read_bytes
from procurement.ground.refusal import Refusal
from procurement.open_data.notice import NoticeFacts, RefusedRelease
from procurement.open_data.ocds_read import read_releases

ReadRelease = tuple[str, NoticeFacts | RefusedRelease]


@click.command("import-notices")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
def import_notices(files: tuple[str, ...], as_json: bool) -> None:
    """Take in notices as published: OCDS release packages, record packages, or lines of releases.

    All releases of a process are kept and merged in the order of their dates, in
    whatever order they arrive; the same again changes nothing. A file that cannot
    be read is a fault; the others still go in.
    """
    faults: list[str] = []
    releases = list(_read(files, faults))
    answer = _imported(releases)
    if faults:
        answer["faults"] = faults
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _in_words(answer))
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(2 if faults else 0)


def _read(files: tuple[str, ...], faults: list[str]) -> Iterator[ReadRelease]:
    for name in files:
        try:
            for release in read_releases(read_bytes(name), name):
                yield name, release
        except Unusable as no:
            faults += no.faults
        except Refusal as no:
            faults.append(str(no))


def _imported(releases: list[ReadRelease]) -> Answer:
    """Every release taken in, each in a transaction of its own, and what became of it."""
    from marketplace.commands.working import working_database  # noqa: PLC0415 help stays quick
    from marketplace.engine.access import SYSTEM  # noqa: PLC0415 help stays quick
    from marketplace.tendering.actions.notices import (  # noqa: PLC0415 help stays quick
        Outcome,
        import_notice,
    )
    from marketplace.tendering.queries.notices import is_kept  # noqa: PLC0415 help stays quick

    counts: dict[str, int] = dict.fromkeys(Outcome, 0)
    reasons: list[dict[str, Any]] = []
    with working_database(), Progress(console=Console(stderr=True), transient=True) as progress:
        for name, facts in progress.track(releases, description="Taking in notices"):
            if isinstance(facts, RefusedRelease):
                reasons.append({"file": name, "id": facts.id, "reason": facts.reason})
                continue
            try:
                known = is_kept(facts)
                outcome = Outcome.UNCHANGED if known else import_notice(SYSTEM, None, facts)
                counts[outcome] += 1
            except Refusal as no:
                reasons.append({"file": name, "id": facts.release_id, "reason": str(no)})
    return {
        "releases": len(releases),
        **{str(name): number for name, number in counts.items()},
        "refused": len(reasons),
        "reasons": reasons,
    }


def _in_words(answer: Answer) -> str:
    lines = [
        f"{answer['releases']:,} releases: {answer['imported']:,} imported, "
        f"{answer['updated']:,} updated, {answer['unchanged']:,} unchanged, "
        f"{answer['refused']:,} refused."
    ]
    lines += [
        f"{refusal['file']}: {refusal['id']}: {refusal['reason']}" for refusal in answer["reasons"]
    ]
    return "\n".join(lines)
