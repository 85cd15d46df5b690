"""Notices of other bodies, taken in from files of open contracting data."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from marketplace.commands.answers import Answer, Unusable, read_bytes
from marketplace.gateways.confined import read_apart
from procurement.ground.refusal import Refusal
from procurement.open_data.notice import NoticeFacts, RefusedRelease
from procurement.open_data.ocds_read import read_releases

_AT_A_TIME = 200
"""Releases taken in by one transaction, and named in one record of it."""


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
    answer = _imported(files, faults)
    if faults:
        answer["faults"] = faults
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _in_words(answer))
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(2 if faults else 0)


def _imported(files: tuple[str, ...], faults: list[str]) -> Answer:
    """The releases of one file after the other, and what became of each.

    So many at a time go in in one transaction: what is broken off goes on where it stood.
    """
    from marketplace.commands.working import working_database  # noqa: PLC0415 help stays quick

    answer: Answer = {"releases": 0, "imported": 0, "updated": 0, "unchanged": 0, "refused": 0}
    answer["reasons"] = []
    with working_database(), Progress(console=Console(stderr=True), transient=True) as progress:
        for name in files:
            releases = _read(name, faults)
            task = progress.add_task(f"Taking in {Path(name).name}", total=len(releases))
            for at in range(0, len(releases), _AT_A_TIME):
                batch = releases[at : at + _AT_A_TIME]
                _take_in(name, batch, answer)
                progress.advance(task, len(batch))
    return answer


def _read(name: str, faults: list[str]) -> list[NoticeFacts | RefusedRelease]:
    try:
        return read_apart(read_releases, read_bytes(name), name)
    except Unusable as no:
        faults += no.faults
    except Refusal as no:
        faults.append(str(no))
    return []


def _take_in(name: str, batch: list[NoticeFacts | RefusedRelease], answer: Answer) -> None:
    from marketplace.engine.access import SYSTEM  # noqa: PLC0415 help stays quick
    from marketplace.tendering.actions.notices import (  # noqa: PLC0415 help stays quick
        import_notice_batch,
    )
    from marketplace.tendering.queries.notices import (  # noqa: PLC0415 help stays quick
        kept_among,
        key_of,
    )

    answer["releases"] += len(batch)
    fit = [release for release in batch if isinstance(release, NoticeFacts)]
    kept = kept_among(fit)
    # What is known already is no act, and leaves no record.
    new = [release for release in fit if key_of(release) not in kept]
    outcomes = iter(import_notice_batch(SYSTEM, None, releases=new) if new else [])
    for release in batch:
        if isinstance(release, RefusedRelease):
            reason, id = release.reason, release.id
        elif key_of(release) in kept:
            answer["unchanged"] += 1
            continue
        elif not isinstance(outcome := next(outcomes), Refusal):
            answer[outcome] += 1
            continue
        else:
            reason, id = str(outcome), release.release_id
        answer["refused"] += 1
        answer["reasons"].append({"file": name, "id": id, "reason": reason})


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
