"""A new draft of an earlier tender: what of it is used again, and what never is?"""

from collections.abc import Mapping
from typing import Any

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.db import Row
from marketplace.organisations.actions.documents import copy_document
from marketplace.tendering.actions.tenders import PARTS, begin_draft, write_parts
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tender_documents import SUBJECT, documents_of_tender
from marketplace.tendering.queries.tenders import parts_of

COPIED: Mapping[str, tuple[str, ...]] = {
    "tenders": (
        "title", "description", "cpv", "theme", "subject", "ordering", "delivery",
        "no_lots_reason",
        "price_weight", "quality_weight", "social_value_weight", "price_formula", "tie_rule",
        "scale", "scale_words", "payment_days", "payment_reason",
        "suits_sme", "suits_vcse", "risks", "after_expiry", "engagement", "agreements",
    ),
    "lots": ("title", "description", "options", "extension_months", "extension"),
    "questions": ("text", "guidance", "word_limit", "weight", "minimum", "attachments"),
    "clauses": (
        "text", "unit", "minimum", "target", "weight", "quantity_share", "proof",
    ),
    "conditions": ("kind", "text", "shown_by"),
}  # fmt: skip
"""What a copy begins with, by table and column; and the newest version of each document."""

NOT_COPIED: Mapping[str, tuple[str, ...]] = {
    "It is a day of the earlier procurement: new ones are planned, as long as those were.": (
        "tenders.questions_until", "tenders.answers_by", "tenders.closes_at", "tenders.award_on",
        "tenders.starts_on", "tenders.ends_on", "tenders.notice_on", "tenders.engaged_until",
        "tenders.engaged_how", "lots.starts_on", "lots.ends_on",
    ),
    "It is estimated anew: beside its field stands what it was last time.": (
        "tenders.estimate", "tenders.options_estimate", "tenders.less_vat_because",
        "lots.estimate", "lots.options_estimate", "lots.extension_estimate", "lots.vat_percent",
        "lots.floor", "lots.ceiling",
    ),
    "Each has its own.": (
        "tenders.id", "tenders.buyer_id", "tenders.ocid", "tenders.copied_from_id",
        "tenders.notice_id", "tenders.notice_release_id", "tenders.central_notice",
        "tenders.central_notice_at", "tenders.brought", "tenders.decided", "tenders.created_at",
        "tenders.deleted_at",
        "tenders.revision", "lots.id", "lots.tender_id", "lots.number", "questions.id",
        "questions.tender_id", "questions.number", "clauses.id", "clauses.tender_id",
        "clauses.number", "conditions.id", "conditions.tender_id", "conditions.number",
    ),
    "It came of publishing the earlier tender, or of deciding on it.": (
        "tenders.state", "tenders.version", "tenders.published_at", "tenders.opened_at",
        "tenders.cancelled_because", "tenders.sealing_key", "tenders.merkle_root",
        "tenders.keep_until", "tenders.emptied_on", "lots.state", "lots.cancelled_because",
        "tender_versions", "searched_tenders", "awards", "official_notices", "approvals",
    ),
    "It belongs to those who asked or bid, or to how their bids were judged.": (
        "clarifications", "threads", "consortia", "bids", "bid_answers", "bid_prices", "bid_commitments",
        "bid_conditions",
        "bid_files", "missing_documents",
        "scores", "agreed_scores", "disregards", "lot_rankings", "draws", "price_enquiries",
        "condition_checks",
    ),
    "People are appointed for each procurement, and declare their interests in each (s83).": (
        "evaluators", "assignments", "sole_scorers", "interest_declarations",
    ),
    "Whether the work belongs to a development is said of each tender.": ("development_links",),
}  # fmt: skip
"""Why not: every other column of those tables, and every other table that names a tender or a part."""


@action("tender.copy")
def copy_tender(act: Act, tender: Tender) -> Tender:
    """A new draft that begins with all of this tender that may be used again, none of it decided."""
    copy = begin_draft(act, tender.buyer_id, _columns(tender, "tenders") | {
        "copied_from_id": tender.id,
        "brought": sorted({*COPIED["tenders"], *PARTS}),
    })  # fmt: skip
    parts = parts_of(tender.id)
    for name in PARTS:
        write_parts(copy.id, name, [_columns(row, name) for row in getattr(parts, name)])
    for document in documents_of_tender(tender.id):
        if not document.is_unsafe:
            copy_document(act, document.record, document.newest, SUBJECT, copy.id)
    return copy


def _columns(row: Row, table: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COPIED[table]}
