"""Are real published releases read, and is what we write valid? Usage: prove_ocds.py FOLDER [PACKAGE…]

FOLDER holds ``ocds/`` with notices as published and the OCDS 1.1.5 schemas and
extensions. Each PACKAGE is a release package of our own to validate as well.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from procurement.notice import RefusedRelease
from procurement.ocds_read import read_releases
from procurement.ocds_write import release_package
from procurement.refusal import Refusal

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.procurement.release_examples import PUBLISHER, WHOLE

FOLDERS = ("contracts-finder", "find-a-tender", "public-contracts-scotland", "sell2wales")


def main(folder: Path, packages: list[Path]) -> int:
    """The exit status: 0 where everything holds, or where FOLDER is absent (and says so)."""
    if not (folder / "ocds").is_dir():
        print(f"OCDS: not proved, because {folder}/ocds is not there.")
        return 0
    ours = release_package(
        [WHOLE], PUBLISHER, uri=f"{PUBLISHER.uri}/ocds", published_at=WHOLE.released_at
    )
    faults = list(_reading(folder / "ocds"))
    faults += _validating(folder / "ocds", "the example of our own", ours)
    for path in packages:
        faults += _validating(folder / "ocds", path.name, json.loads(path.read_text("utf-8")))
    for fault in faults:
        print(f"OCDS: {fault}")
    return 1 if faults else 0


def _reading(ocds: Path) -> Iterator[str]:
    """Read every file, say what was taken and refused, and yield what must not be."""
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
                    if "contactPoint" in json.dumps(found.release):
                        yield f"{path.name}: {found.release_id} still names a contact"
            except Refusal as no:
                yield str(no)
        print(f"OCDS: {name}: {counts['taken']} releases taken, {counts['refused']} refused.")


def _validating(ocds: Path, name: str, package: dict[str, Any]) -> list[str]:
    """Faults of a package against schema 1.1.5 patched with the extensions it declares."""
    folders = {path.name: path for path in (ocds / "extensions").iterdir()}
    schema = _json(ocds / "schema/1.1/release-schema.json")
    for url in package.get("extensions", []):
        found = re.search(r"/(ocds_\w+_extension)/", url)
        if found is None or found[1] not in folders:
            return [f"{name} declares {url}, whose schema is not at hand"]
        schema = _patched(schema, _json(folders[found[1]] / "release-schema.json"))
    envelope = _json(ocds / "schema/1.1/release-package-schema.json")
    resource = Resource.from_contents(schema, default_specification=DRAFT4)
    registry: Registry[Any] = Registry().with_resource(schema["id"], resource)
    validator = Draft4Validator(envelope, registry=registry, format_checker=FormatChecker())
    faults = [
        f"{name}: {_where(one.path)}: {one.message}" for one in validator.iter_errors(package)
    ]
    for index, release in enumerate(package["releases"]):
        extra = _undeclared(release, schema, schema, f"releases/{index}")
        faults += [f"{name}: {field} is in no schema that is declared" for field in extra]
    if not faults:
        print(f"OCDS: {name} is valid with {len(package.get('extensions', []))} extensions.")
    return faults


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
