"""Every published tender, award and contract, written as open contracting data."""

import json
from pathlib import Path
from typing import Any

import click


@click.command("export-ocds")
@click.option("--out", type=click.Path(dir_okay=False), help="Write to this file.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object: the package.")
def export_ocds(out: str | None, as_json: bool) -> None:
    """Write a release package (OCDS 1.1.5) of all that is published here.

    Sealed bids, drafts, awards not yet announced and people are not in it. Register
    a prefix of your own with the Open Contracting Partnership before you publish it.
    """
    package = _package()
    text = json.dumps(package, ensure_ascii=False, indent=None if as_json else 2)
    if out is not None:
        _write(Path(out), text)
        click.echo(f"{len(package['releases']):,} releases written to {out}.", err=True)
    if out is None or as_json:
        click.echo(text)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None


def _package() -> dict[str, Any]:
    from marketplace.commands.working import working_database  # noqa: PLC0415 help stays quick
    from marketplace.desk.queries.open_data import releases  # noqa: PLC0415 help stays quick
    from marketplace.engine import clock, shown  # noqa: PLC0415 help stays quick
    from procurement.open_data.ocds_package import release_package  # noqa: PLC0415 help stays quick
    from procurement.open_data.release_facts import Publisher  # noqa: PLC0415 help stays quick

    with working_database() as settings:
        return release_package(
            releases(settings.base_url),
            Publisher(shown.NAME, settings.base_url),
            uri=f"{settings.base_url}/tenders",
            published_at=clock.now(),
        )
