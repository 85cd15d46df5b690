"""Are published example invoices valid, and broken copies of them not? Usage: prove_einvoice.py FOLDER

FOLDER holds ``einvoice/`` with UBL examples of EN 16931 and Peppol as published.
Each is broken in five ways, one at a time; every break must be found.
"""

import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from lxml import etree

from invoicing.ubl.einvoice import check, read
from invoicing.ubl.ubl_names import NAMES
from invoicing.ubl.ubl_parse import parse
from procurement.ground.refusal import Refusal


def a_pound_more(element: etree._Element) -> None:
    element.text = str(Decimal(element.text or "0") + 1)


def take_out(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def unknown_category(element: etree._Element) -> None:
    element.text = "Q"


MUTATIONS: dict[str, tuple[str, Callable[[etree._Element], None]]] = {
    "line sum": ("cac:LegalMonetaryTotal/cbc:LineExtensionAmount", a_pound_more),
    "tax total": ("cac:TaxTotal/cbc:TaxAmount", a_pound_more),
    "payable amount": ("cac:LegalMonetaryTotal/cbc:PayableAmount", a_pound_more),
    "missing number": ("cbc:ID", take_out),
    "unknown VAT category": (
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID",
        unknown_category,
    ),
}


def main(folder: Path) -> int:
    """The exit status: 0 where everything holds, or where FOLDER is absent (and says so)."""
    if not (folder / "einvoice").is_dir():
        print(f"E-invoices: not proved, because {folder}/einvoice is not there.")
        return 0
    examples = sorted(
        path for path in (folder / "einvoice").glob("*/*") if path.suffix.lower() == ".xml"
    )
    faults = [fault for path in examples for fault in _faults(path)]
    for fault in faults:
        print(fault)
    read_here = sum(_is_read(path) for path in examples)
    print(
        f"E-invoices: {len(examples)} examples and {len(examples) * len(MUTATIONS)} broken "
        f"copies, {len(faults)} disagreements; {read_here} are in pounds and were read."
    )
    return 1 if faults or not examples else 0


def _faults(path: Path) -> Iterator[str]:
    xml = path.read_bytes()
    found = check(xml)
    if path.parent.name.startswith("peppol") and not found.is_peppol:
        yield f"{path.name}: not Peppol’s: {[fault.rule for fault in found.peppol_faults]}"
    if not found.is_valid:
        yield f"{path.name}: not valid: {[fault.rule for fault in found.faults]}"
    for name, (where, change) in MUTATIONS.items():
        root = parse(xml)
        element = root.find(where, NAMES)
        if element is None:
            yield f"{path.name}: has nothing to break for “{name}”"
            continue
        change(element)
        if check(etree.tostring(root)).is_valid:
            yield f"{path.name}: still valid with a wrong {name}"


def _is_read(path: Path) -> bool:
    try:
        read(path.read_bytes())
    except Refusal:
        return False
    return True


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: prove_einvoice.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
