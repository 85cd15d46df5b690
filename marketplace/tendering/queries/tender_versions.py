"""What exactly was published, and what changed from one version to the next?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from marketplace.engine.plain import plain
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tender_documents import TenderDocument
from marketplace.tendering.queries.tenders import TenderParts
from procurement.bidding.sealing import canonical
from procurement.tendering.regime import Regime

Content = dict[str, Any]

FIELDS = [
    "ocid",
    "title",
    "description",
    "cpv",
    "theme",
    "subject",
    "ordering",
    "estimate",
    "options_estimate",
    "delivery",
    "starts_on",
    "ends_on",
    "no_lots_reason",
    "price_weight",
    "quality_weight",
    "social_value_weight",
    "price_formula",
    "tie_rule",
    "scale",
    "scale_words",
    "payment_days",
    "payment_reason",
    "questions_until",
    "answers_by",
    "closes_at",
    "award_on",
    "suits_sme",
    "suits_vcse",
    "risks",
    "after_expiry",
    "engagement",
    "agreements",
    "central_notice",
    "central_notice_at",
]
"""The columns of a tender that are published. Versions from before there was a rule for equal bids
hold none; nor those from before it was asked how the work is ordered."""

_ASKED_LATER = ("tie_rule", "ordering")

_OF_PARTS = {
    "lots": [
        "number", "title", "description", "estimate", "options_estimate", "options",
        "extension_months", "extension", "extension_estimate", "vat_percent", "starts_on",
        "ends_on", "floor", "ceiling", "state",
    ],
    "questions": ["number", "text", "guidance", "word_limit", "weight", "minimum", "attachments"],
    "clauses": ["number", "text", "unit", "minimum", "target", "weight", "quantity_share", "proof"],
    "conditions": ["number", "kind", "text", "shown_by"],
}  # fmt: skip
WORDS = {
    "title": "Title",
    "description": "What is bought",
    "cpv": "CPV codes",
    "theme": "Theme",
    "subject": "Kind of contract",
    "ordering": "How the work is ordered",
    "estimate": "Estimate including VAT",
    "options_estimate": "What options and extensions could add, including VAT",
    "delivery": "Where",
    "starts_on": "Contract begins",
    "ends_on": "Contract ends",
    "no_lots_reason": "Why there is one lot",
    "price_weight": "Weight of price",
    "quality_weight": "Weight of quality",
    "social_value_weight": "Weight of social value",
    "price_formula": "Price formula",
    "tie_rule": "What decides between equal bids",
    "scale": "Highest score",
    "scale_words": "What each score means",
    "payment_days": "Payment term in days",
    "payment_reason": "Why payment takes longer than 7 days",
    "questions_until": "Questions until",
    "answers_by": "Answers by",
    "closes_at": "Deadline for bids",
    "award_on": "Award planned for",
    "suits_sme": "Suits small and medium-sized enterprises",
    "suits_vcse": "Suits voluntary, community and social enterprises",
    "risks": "Known risks",
    "after_expiry": "After the contract ends",
    "options": "Options",
    "extension_months": "Longest extension in months",
    "extension": "How it can be extended",
    "extension_estimate": "What extensions could add",
    "vat_percent": "VAT in per cent",
    "engagement": "How suppliers were asked beforehand",
    "agreements": "International agreements",
    "central_notice": "Notice on the central digital platform",
    "central_notice_at": "Published on the central digital platform",
    "regime": "Law that applies",
    "text": "text",
    "guidance": "guidance",
    "word_limit": "word limit",
    "weight": "weight",
    "minimum": "minimum",
    "attachments": "documents asked for",
    "unit": "unit",
    "target": "target",
    "quantity_share": "share for quantity",
    "proof": "how it is shown",
    "kind": "what it is about",
    "shown_by": "what shows it",
    "floor": "floor price",
    "ceiling": "ceiling price",
    "state": "state",
}
"""What people call each part of a version."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, its text before and after (None: not there)."""

    what: str
    key: str
    before: Any
    after: Any


def content_of(
    tender: Tender,
    parts: TenderParts,
    documents: Sequence[TenderDocument],
    buyer: Organisation,
    regime: Regime,
) -> Content:
    """The whole of what is published, as JSON without floats: money in pence, decimals as text."""
    content: Content = {
        name: getattr(tender, name)
        for name in FIELDS
        if name not in _ASKED_LATER or getattr(tender, name)
    }
    content |= {"buyer": buyer.name, "buyer_id": buyer.id, "regime": regime}
    for name, fields in _OF_PARTS.items():
        content[name] = [
            {"id": row.id}
            | {field: getattr(row, field) for field in fields if _is_said(row, field)}
            for row in getattr(parts, name)
        ]
    content["documents"] = [document.published for document in documents]
    published: Content = plain(content)
    return published


_WHERE_SAID = {
    "proof", "attachments", "options_estimate", "options", "extension_months", "extension",
    "extension_estimate", "vat_percent", "starts_on", "ends_on",
}  # fmt: skip


def _is_said(row: Any, field: str) -> bool:
    """What a version holds only where something is said of it: those from before there were such
    fields stay as they are."""
    return field not in _WHERE_SAID or getattr(row, field) not in (None, "", [])


def fingerprint_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes of a version's content, in hexadecimal."""
    return sha256(canonical(content)).hexdigest()


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What changed, in the order of the page: the tender first, then lot by lot and so on."""
    changes = [
        Change(WORDS[name], name, before.get(name), after.get(name))
        for name in (*FIELDS, "regime")
        if before.get(name) != after.get(name)
    ]
    changes += _of_parts("Lot", _lots_of(before), _lots_of(after))
    for name, noun in (
        ("conditions", "Condition"), ("questions", "Question"), ("clauses", "Clause"),
    ):  # fmt: skip
        changes += _of_parts(noun, before.get(name, []), after.get(name, []))
    return changes + _of_documents(before.get("documents", []), after.get("documents", []))


def _lots_of(content: Mapping[str, Any]) -> list[Content]:
    """Each with its limits and options: older versions held one of them that stood for every lot."""
    kept = content.get("price_parameters", {})
    held = {name: kept[f"{name}_pence"] for name in ("floor", "ceiling") if f"{name}_pence" in kept}
    if content.get("options_estimate") and content.get("options"):
        held["options"] = content["options"]
    return [lot | held for lot in content["lots"]]


def _of_documents(before: Sequence[Any], after: Sequence[Any]) -> list[Change]:
    old = {document["id"]: document for document in before}
    return [
        Change(f"Document: {document['kind']}", "document", old.get(document["id"]), document)
        for document in after
        if old.get(document["id"]) != document
    ]


def _of_parts(noun: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    old = {part["id"]: part for part in before}
    for part in after:
        was = old.get(part["id"], {})
        for key, value in part.items():
            if key in WORDS and was.get(key) != value:
                yield Change(
                    f"{noun} {part['number']}: {WORDS[key].lower()}", key, was.get(key), value
                )
