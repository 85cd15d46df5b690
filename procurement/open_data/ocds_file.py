"""Which releases are in this file?

Open Contracting Data Standard 1.1: a release package, a record package (a
record counts as one, its compiled release), one release, or lines that each
hold a release or ``{"release": …}``.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from procurement.ground.refusal import Refusal
from procurement.open_data.ocds_fields import objects
from procurement.open_data.ocds_merge import compiled


def releases_in(content: bytes, filename: str) -> Iterator[tuple[str, Any]]:
    """Each release as (its place in the file, what stands there), in order.

    Numbers with a point come as Decimal; what stands there may be anything, even a
    line that is no JSON (None). Refuses a file that is not JSON or holds no releases.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(f"{filename} cannot be read: it is not UTF-8 text.") from None
    if not text.strip():
        raise Refusal(f"{filename} is empty.")
    try:
        return iter(_in_document(_loaded(text), filename))
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not isinstance(_loaded_line(lines[0]), dict):
            raise Refusal(f"{filename} is not JSON: {error}.") from None
        return _in_lines(text)


def _in_document(document: Any, filename: str) -> list[tuple[str, Any]]:
    if isinstance(document, dict):
        for name, pick in (("releases", _whole), ("records", _compiled)):
            if isinstance(document.get(name), list):
                return [
                    (f"{name}[{index}]", pick(entry)) for index, entry in enumerate(document[name])
                ]
        if "release" in document or "ocid" in document:
            return [("release", _unwrapped(document))]
    if isinstance(document, list):
        return [(f"[{index}]", _unwrapped(entry)) for index, entry in enumerate(document)]
    raise Refusal(f"{filename} holds no OCDS releases or records.")


def _in_lines(text: str) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"line {number}", _unwrapped(_loaded_line(line))


def _whole(entry: Any) -> Any:
    return entry


def _unwrapped(entry: Any) -> Any:
    return entry["release"] if isinstance(entry, dict) and "release" in entry else entry


def _compiled(record: Any) -> Any:
    """A record's compiled release or, where it has none, its embedded releases compiled."""
    if not isinstance(record, dict):
        return record
    if isinstance(record.get("compiledRelease"), dict):
        return {"ocid": record.get("ocid"), **record["compiledRelease"]}
    embedded = objects(record.get("releases"))
    return {"ocid": record.get("ocid"), **(compiled(embedded) if embedded else {})}


def _loaded_line(line: str) -> Any:
    try:
        return _loaded(line)
    except ValueError:
        return None


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number")
