"""Are real published releases read, and is what we write valid? Usage: prove_ocds.py FOLDER [PACKAGE…]

FOLDER holds ``ocds/`` with notices as published and the OCDS 1.1.5 schemas and
extensions. Each PACKAGE is a release package of our own to validate as well.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import ocdsmerge
from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from procurement.ground.refusal import Refusal
from procurement.open_data.notice import NoticeFacts, RefusedRelease
from procurement.open_data.ocds_package import record_package, release_package
from procurement.open_data.ocds_read import read_process, read_releases

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.procurement.open_data.release_examples import AT_FIRST, PLANNED, PUBLISHER, WHOLE

_WORDS = {"type": ["string", "null"]}
_FLAG = {"type": ["boolean", "null"]}
_MOMENT = {"type": ["string", "null"], "format": "date-time"}
_PERIOD = {"$ref": "#/definitions/Period"}
NOT_AT_HAND: dict[str, Any] = {
    "ocds_communication_extension": {
        "definitions": {
            "Tender": {"properties": {"communication": {"$ref": "#/definitions/Communication"}}},
            "Communication": {"type": "object", "properties": {"futureNoticeDate": _MOMENT}},
        }
    },
    "ocds_contract_completion_extension": {
        "definitions": {"Implementation": {"properties": {"endDate": _MOMENT}}}
    },
    "ocds_options_extension": {
        "definitions": {
            "Lot": {
                "properties": {"hasOptions": _FLAG, "options": {"$ref": "#/definitions/Options"}}
            },
            "Options": {"type": "object", "properties": {"description": _WORDS}},
        }
    },
    "ocds_renewal_extension": {
        "definitions": {
            "Lot": {
                "properties": {"hasRenewal": _FLAG, "renewal": {"$ref": "#/definitions/Renewal"}}
            },
            "Renewal": {"type": "object", "properties": {"description": _WORDS}},
        }
    },
    "ocds_performance_failures_extension": {
        "definitions": {
            "PerformanceFailure": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "minLength": 1}, "period": _PERIOD,
                    "category": _WORDS, "events": {"type": ["number", "null"]},
                },
            },
            "Implementation": {
                "properties": {
                    "performanceFailures": {
                        "type": "array",
                        "uniqueItems": True,
                        "items": {"$ref": "#/definitions/PerformanceFailure"},
                    }
                }
            },
        }
    },
}  # fmt: skip
"""Extensions whose schemas are not in FOLDER: what their documentation says of the fields that we use,
and nothing else, so that any other field of theirs is a fault."""

FOLDERS = ("contracts-finder", "find-a-tender", "public-contracts-scotland", "sell2wales")


def main(folder: Path, packages: list[Path]) -> int:
    """The exit status: 0 where everything holds, or where FOLDER is absent (and says so)."""
    if not (folder / "ocds").is_dir():
        print(f"OCDS: not proved, because {folder}/ocds is not there.")
        return 0
    both, at = [AT_FIRST, WHOLE], WHOLE.released_at
    releases = release_package([PLANNED, *both], PUBLISHER, uri=PUBLISHER.uri, published_at=at)
    records = record_package([both], PUBLISHER, uri=PUBLISHER.uri, published_at=at)
    faults = list(_reading(folder / "ocds"))
    faults += _validating(folder / "ocds", "a release package of our own", releases)
    faults += _validating(folder / "ocds", "a record package of our own", records)
    faults += _compiling(folder / "ocds", records)
    for path in packages:
        faults += _validating(folder / "ocds", path.name, json.loads(path.read_text("utf-8")))
    for fault in faults:
        print(f"OCDS: {fault}")
    return 1 if faults else 0


def _reading(ocds: Path) -> Iterator[str]:
    """Read every file, say what was taken and refused, and yield what must not be."""
    processes: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in FOLDERS:
        counts: Counter[str] = Counter()
        for path in sorted((ocds / name).glob("*.json*")):
            try:
                for found in read_releases(path.read_bytes(), path.name):
                    if isinstance(found, RefusedRelease):
                        counts["refused"] += 1
                        print(f"OCDS: {path.name}: {found.id} refused: {found.reason}")
                        continue
                    counts["taken"] += 1
                    processes[found.ocid].append(dict(found.release))
                    yield from _alone(found)
                    if "contactPoint" in json.dumps(found.release):
                        yield f"{path.name}: {found.release_id} still names a contact"
            except Refusal as no:
                yield str(no)
        print(f"OCDS: {name}: {counts['taken']} releases taken, {counts['refused']} refused.")
    several = {ocid: found for ocid, found in processes.items() if len(found) > 1}
    for ocid, releases in several.items():
        if read_process(releases) != read_process(releases[::-1]):
            yield f"{ocid}: another order of its releases makes another process"
    print(f"OCDS: {len(processes)} processes merged, {len(several)} of several releases.")


def _alone(found: NoticeFacts) -> Iterator[str]:
    """A process of one release must say what the release says."""
    merged = read_process([dict(found.release)])
    if not isinstance(merged, NoticeFacts):
        yield f"{found.release_id} is taken, and refused once merged: {merged.reason}"
    elif replace(merged, release=found.release) != found:
        yield f"{found.release_id} says another thing once merged"


def _validating(ocds: Path, name: str, package: dict[str, Any]) -> list[str]:
    """Faults of a package against schema 1.1.5 patched with the extensions it declares."""
    try:
        schema = _schema(ocds, package)
    except FileNotFoundError as missing:
        return [f"{name} declares an extension whose schema is not at hand: {missing.filename}"]
    kind = "record" if "records" in package else "release"
    envelope = _json(ocds / f"schema/1.1/{kind}-package-schema.json")
    resource = Resource.from_contents(schema, default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource(schema["id"], resource)
    validator = Draft4Validator(envelope, registry=registry, format_checker=_FORMATS)
    faults = [
        f"{name}: {_where(one.path)}: {one.message}" for one in validator.iter_errors(package)
    ]
    for index, one in enumerate(_releases(package)):
        extra = _undeclared(one, schema, schema, f"release {index}")
        faults += [f"{name}: {field} is in no schema that is declared" for field in extra]
    if not faults:
        print(f"OCDS: {name} is valid with {len(package.get('extensions', []))} extensions.")
    return faults


def _compiling(ocds: Path, records: dict[str, Any]) -> Iterator[str]:
    """Our compiled release must be what merging the releases gives, dates of merging apart."""
    merger = ocdsmerge.Merger(_schema(ocds, records))
    for record in records["records"]:
        merged = merger.create_compiled_release(record["releases"])
        differing = [key for key in merged if merged[key] != record["compiledRelease"].get(key)]
        if differing:
            yield f"{record['ocid']}: compiled differs from merged in {', '.join(differing)}"
        else:
            print(f"OCDS: {record['ocid']} is compiled as its releases merge.")


def _schema(ocds: Path, package: dict[str, Any]) -> Any:
    """The release schema 1.1.5 patched with each extension that the package declares."""
    schema = _json(ocds / "schema/1.1/release-schema.json")
    for url in package.get("extensions", []):
        found = re.search(r"/(ocds_\w+_extension)/", url)
        name = found[1] if found else url.replace("/", "_")
        path = ocds / "extensions" / name / "release-schema.json"
        schema = _patched(schema, NOT_AT_HAND[name] if name in NOT_AT_HAND else _json(path))
    return schema


def _releases(package: dict[str, Any]) -> list[Any]:
    records = package.get("records", [])
    embedded = [one for record in records for one in record["releases"]]
    compiled = [record["compiledRelease"] for record in records]
    return [*package.get("releases", []), *embedded, *compiled]


_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time", ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uri")
def _is_address(value: object) -> bool:
    return not isinstance(value, str) or all(urlsplit(value)[:2])


def _patched(target: Any, patch: Any) -> Any:
    """JSON merge patch (RFC 7396), by which OCDS adds an extension to the schema."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, part in patch.items():
        if part is None:
            merged.pop(key, None)
        else:
            merged[key] = _patched(merged.get(key), part)
    return merged


def _undeclared(value: Any, schema: Any, root: Any, where: str) -> Iterator[str]:
    """Fields that no part of the schema knows: additional fields are lawful, but not wanted."""
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].removeprefix("#/definitions/")]
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from _undeclared(part, schema.get("items", {}), root, f"{where}/{index}")
    elif isinstance(value, dict):
        known = schema.get("properties", {})
        for key, part in value.items():
            if key in known:
                yield from _undeclared(part, known[key], root, f"{where}/{key}")
            else:
                yield f"{where}/{key}"


def _where(path: Any) -> str:
    return "/".join(map(str, path)) or "the package"


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(one) for one in sys.argv[2:]]))
