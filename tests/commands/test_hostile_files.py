"""Is a file that is made to hold the machine up refused in a sentence, and soon?"""

import ast
import json
import warnings
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from marketplace.commands import marketplace
from marketplace.gateways.file_kinds import checked_kind
from marketplace.settings import ROOT
from procurement.ground.refusal import Refusal

_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"


def packed(**parts: bytes) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def entities() -> bytes:
    """Nine entities, each ten of the one before."""
    each = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    return (
        f'<!DOCTYPE x [<!ENTITY e0 "ha">{each}]><Invoice xmlns="{_INVOICE}">&e9;</Invoice>'.encode()
    )


WIDE = b"name,id\n" + b"," * 3_000_000
BOMB = packed(**{"xl/worksheets/sheet1.xml": _SHEET + b" " * 30_000_000})
DEEP = b"[" * 100_000


def answer(command: tuple[str, ...], content: bytes, file: Path) -> tuple[int, dict[str, Any]]:
    file.write_bytes(content)
    named = [str(file) if part == "FILE" else part for part in command]
    ended = CliRunner().invoke(marketplace, [*named, "--json"])
    return ended.exit_code, json.loads(ended.stdout)


@pytest.mark.parametrize(
    ("command", "content", "sentence"),
    [
        (("read-spend", "FILE"), BOMB, "This workbook has more rows or cells than can be read."),
        (("read-spend", "FILE"), b"Supplier,Amount,Date\n" + WIDE, "longer than any row may be"),
        (("match-suppliers", "FILE", "FILE"), WIDE, "longer than any row may be"),
        (
            ("calc", "payer", "FILE", "--period-end", "2026-11-01"),
            WIDE,
            "longer than any row may be",
        ),
        (("check-invoice", "FILE"), entities(), "The file is not XML"),
        (("calc", "score", "FILE"), DEEP, "is not JSON"),
        (("calc", "score", "FILE"), b" " * (20 * 1024 * 1024 + 1), "is larger than 20 MB"),
        (("calc", "score", "/dev/zero"), b"", "is larger than 20 MB"),
        (("invoice-xml", "FILE"), DEEP, "is not JSON"),
    ],
)
def test_it_is_a_fault_and_the_status_is_2(
    command: tuple[str, ...], content: bytes, sentence: str, tmp_path: Path
) -> None:
    status, said = answer(command, content, tmp_path / "file")
    assert status == 2
    assert sentence in said["faults"][0]


def test_a_receipt_that_is_nested_deeply_is_none(tmp_path: Path) -> None:
    status, said = answer(("check-receipt", "FILE", "--key", "ab"), DEEP, tmp_path / "file")
    assert (status, said["given"]) == (0, False)


def test_a_fault_does_not_repeat_the_file(tmp_path: Path) -> None:
    content = json.dumps({"labour_pence": "x" * 100_000}).encode()
    status, said = answer(("calc", "cis", "FILE"), content, tmp_path / "file")
    assert status == 2
    assert all(len(fault) <= 301 for fault in said["faults"])


def test_a_document_with_a_thousand_lists_of_its_parts_is_refused() -> None:
    content = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(content, "w") as archive:
        warnings.simplefilter("ignore")
        for part in ("word/document.xml", *["[Content_Types].xml"] * 1_000):
            archive.writestr(part, b"")
    with pytest.raises(Refusal, match="two lists of its parts"):
        checked_kind("a.docx", content.getvalue())


READERS = {
    "invoicing.spend.spend": {"read_spend"},
    "invoicing.spend.spend_sheets": {"sheets"},
    "invoicing.spend.text_rows": {"plain_table"},
    "invoicing.spend.funding_list": {"as_csv"},
    "invoicing.ubl.einvoice": {"check", "read"},
    "procurement.open_data.ocds_read": {"read_releases"},
}
OUR_OWN = {"demonstration/people.py"}
"""Reads what is shipped with the product."""


def called_here(tree: ast.Module) -> set[str]:
    """What is imported from the readers and called in this process."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in READERS.get(node.module or "", ())
    }
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return names & {function.id for function in called if isinstance(function, ast.Name)}


def test_what_came_from_elsewhere_is_read_in_a_process_of_its_own() -> None:
    folder = ROOT / "marketplace"
    here = {
        str(path.relative_to(folder)): names
        for path in folder.rglob("*.py")
        if (names := called_here(ast.parse(path.read_text())))
    }
    assert set(here) <= OUR_OWN, here
