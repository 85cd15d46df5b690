"""How is everything kept safe, and brought back? Database, files and sealing keys in one file.

They belong together: without the keys no sealed bid and no file can be opened,
and the keys open nothing without the database. Files are kept under their hash
and never changed, so a backup taken while the marketplace serves is whole: the
database first, then the files that it names.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from psycopg.conninfo import make_conninfo
from rich.console import Console
from rich.progress import track
from sqlalchemy import create_engine, make_url, text

from marketplace import embedded
from marketplace.commands.answers import Answer, Unusable, answers
from marketplace.engine import clock
from marketplace.engine.access import SYSTEM_ID
from marketplace.gateways import erasures, keys
from marketplace.settings import Settings, from_environment

_FORMAT = 1
_DUMP, _MANIFEST = "database.dump", "manifest.json"
_ERASED = "erased.txt"
_PLAIN = ("--no-owner", "--no-privileges")
_TOO_NEW = b"SET transaction_timeout = 0;"
_STAY = {"database.key", "pages.key"}
"""The passwords of the embedded server: they belong to the place, not to what is kept there."""


def _backed_up(answer: Answer) -> str:
    return (
        f"Database, keys and {answer['files']:,} files are in {answer['file']} "
        f"({answer['bytes']:,} bytes).\n"
        "Whoever holds this file can open every sealed bid: keep it as safe as the keys."
    )


def _restored(answer: Answer) -> str:
    again = answer["erased_again"]
    return (
        f"Database, keys and {answer['files']:,} files are restored as they were at "
        f"{answer['made_at']}."
    ) + (f" {again:,} erased since then were erased again." if again else "")


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@answers(_backed_up)
def backup(out: Path) -> Answer:
    """Write database, files and sealing keys together to OUT, a tar file."""
    with embedded.database(from_environment()) as settings:
        return back_up(settings, out)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Overwrite a database that holds something.")
@answers(_restored)
def restore(file: Path, replace: bool) -> Answer:
    """Bring back database, files and sealing keys from FILE, written by “backup”.

    Stop the marketplace first. A database in which something was done is
    overwritten only with --replace.
    """
    settings = from_environment()
    try:
        with embedded.only_one(settings), embedded.database(settings) as running:
            return bring_back(running, file, replace=replace)
    except embedded.CannotStart as no:
        raise Unusable(str(no)) from None


def back_up(settings: Settings, out: Path) -> Answer:
    """Write the backup of an installation whose database runs. Refuses (Unusable) to overwrite."""
    if out.exists():
        raise Unusable(f"{out} exists already. Choose another name.")
    out = out.absolute()
    if not out.parent.is_dir():
        raise Unusable(f"There is no folder {out.parent}.")
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        dump, part = Path(folder) / _DUMP, Path(folder) / "backup.tar"
        _run("pg_dump", settings, *_PLAIN, "--format=custom", f"--file={dump}")
        files_by_name = {_DUMP: dump}
        files_by_name |= _under(settings.keys, "keys", leaving=_STAY)
        files_by_name |= _under(settings.files, "files")
        if settings.erasures.exists():
            files_by_name[_ERASED] = settings.erasures
        part.touch(mode=0o600)
        _pack(part, files_by_name)
        os.replace(part, out)
    files = sum(name.startswith("files/") for name in files_by_name)
    return {"file": str(out), "bytes": out.stat().st_size, "files": files}


def bring_back(settings: Settings, file: Path, *, replace: bool) -> Answer:
    """Restore a backup into an installation whose database runs, and bring it up to date.

    The file is read whole and checked before anything is changed; the database is
    replaced in one transaction. Whoever was erased since is erased again. Refuses
    (Unusable) a database in which something was done, unless ``replace``. A master
    key that gives way is kept beside.
    """
    if _is_used(settings.url_of_owner) and not replace:
        raise Unusable(
            "The database is not empty. Restoring would overwrite it: back it up first, then "
            "say --replace."
        )
    settings.var.mkdir(parents=True, exist_ok=True)
    erasures.use(settings.erasures)
    erased = erasures.noted() | _erased_in(settings.url_of_owner)
    with _unpacked(file, settings.var) as (folder, manifest):
        _run(
            "psql", settings, "--quiet", "--no-psqlrc", "--single-transaction",
            "--set=ON_ERROR_STOP=1", f"--file={_script(folder / _DUMP)}",
        )  # fmt: skip
        _put_keys(folder / "keys", settings.keys)
        erased |= {UUID(line) for line in _text(folder / _ERASED).split()}
        files = _under(folder / "files", "")
        for name, path in files.items():
            target = settings.files / name.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.replace(path, target)
    keys.use(settings.keys)
    return {
        "file": str(file),
        "files": len(files),
        "made_at": manifest["made_at"],
        "erased_again": _erase_again(settings, erased),
    }


def _erased_in(url: str) -> set[UUID]:
    """Who is erased in the database that gives way: also those whom the list does not know yet."""
    if not _is_used(url):
        return set()
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            erased = text("SELECT id FROM persons WHERE erased_at IS NOT NULL")
            return set(connection.scalars(erased))
    finally:
        engine.dispose()


def _erase_again(settings: Settings, erased: set[UUID]) -> int:
    """Bring the database up to date, and erase in it who was erased since the backup; how many."""
    from marketplace.commands.working import prepare  # noqa: PLC0415 help stays quick
    from marketplace.organisations.actions.erasure import erase_again  # noqa: PLC0415 likewise

    prepare(settings)
    erasures.note(erased)
    return erase_again(erased)


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def _is_used(url: str) -> bool:
    """Did anybody do anything here? Every act leaves an audit record; those of a start are the system’s."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            if connection.scalar(text("SELECT to_regclass('audit_records')")) is None:
                return False
            acts = "SELECT FROM audit_records WHERE person_id IS DISTINCT FROM :system"
            return bool(connection.scalar(text(f"SELECT EXISTS ({acts})"), {"system": SYSTEM_ID}))
    finally:
        engine.dispose()


def _script(dump: Path) -> Path:
    """The dump as statements, without the one setting that servers before 17 do not know."""
    script = dump.with_suffix(".sql")
    _call("pg_restore", *_PLAIN, "--clean", "--if-exists", f"--file={script}", str(dump))
    lines = script.read_bytes().splitlines(keepends=True)
    script.write_bytes(b"".join(line for line in lines if line.strip() != _TOO_NEW))
    return script


def _run(program: str, settings: Settings, *options: str) -> None:
    """Run a program of PostgreSQL on the database; its password stays out of the process list."""
    url = make_url(settings.url_of_owner)
    told = {"dbname": url.database, "user": url.username, "host": url.host, "port": url.port}
    told |= {name: str(value) for name, value in url.query.items()}
    place = make_conninfo("", **told)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    _call(program, "--no-password", f"--dbname={place}", *options, **secret)


def _call(program: str, *options: str, **environment: str) -> None:
    done = subprocess.run(
        [str(embedded.program(program)), *options],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = next(iter(done.stderr.strip().splitlines()), "no reason was given")
        raise Unusable(f"The database could not be copied, and nothing was changed. {said}")


def _under(folder: Path, name: str, leaving: Collection[str] = ()) -> dict[str, Path]:
    """Every file under a folder, by its name in the backup."""
    if not folder.exists():
        return {}
    return {
        f"{name}/{path.relative_to(folder)}": path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in leaving
    }


def _pack(part: Path, files: dict[str, Path]) -> None:
    sums = {}
    with tarfile.open(part, "w") as tar:
        for name, path in track(files.items(), "Packing", console=Console(stderr=True)):
            sums[name] = _sha256(path)
            tar.add(path, name, recursive=False)
        manifest = {
            "format": _FORMAT,
            "made_at": clock.real().isoformat(timespec="seconds"),
            "sha256": sums,
        }
        with tempfile.NamedTemporaryFile("w", dir=part.parent, suffix=".json") as file:
            json.dump(manifest, file)
            file.flush()
            tar.add(file.name, _MANIFEST)


@contextmanager
def _unpacked(file: Path, var: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The backup's parts in a folder, each checked against the manifest."""
    with tempfile.TemporaryDirectory(dir=var, prefix="restoring-") as name:
        folder = Path(name)
        try:
            with tarfile.open(file) as tar:
                tar.extractall(folder, filter="data")
            manifest = json.loads((folder / _MANIFEST).read_text())
        except (OSError, tarfile.TarError, ValueError) as error:
            raise Unusable(f"{file} is not a backup that can be read: {error}.") from None
        if manifest.get("format") != _FORMAT or _DUMP not in manifest.get("sha256", {}):
            raise Unusable(f"{file} is not a backup of this marketplace.")
        for part, expected in manifest["sha256"].items():
            path = folder / part
            if not path.is_file() or _sha256(path) != expected:
                raise Unusable(f"{file} is damaged: {part} is not what was backed up.")
        yield folder, manifest


def _put_keys(source: Path, kept: Path) -> None:
    kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in _under(source, "").values():
        target = kept / path.name
        if target.exists() and target.read_bytes() != path.read_bytes():
            shutil.copy2(target, target.with_suffix(f".before-{clock.real():%Y%m%dT%H%M%S}"))
        path.chmod(0o600)
        os.replace(path, target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
