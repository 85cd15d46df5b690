"""What the tenders of the demonstration ask and say."""

from decimal import Decimal
from typing import Any

from marketplace.tendering.models.tenders import TenderTerms
from procurement.tendering.attachment import AttachmentAsked, AttachmentKind
from procurement.tendering.condition import ConditionKind
from procurement.tendering.framework import Ordering
from procurement.tendering.notice_terms import Agreements
from procurement.tendering.scoring_scale import SUGGESTED_SCALE as SUGGESTED_SCALE
from procurement.tendering.tie_rule import TieRule

TIE_RULE = TieRule.QUALITY_FIRST
ORDERING = Ordering.AT_ONCE

QUESTIONS: list[dict[str, Any]] = [
    {
        "text": "How will you do the work, and who will do it?",
        "guidance": "Say who does what, with what equipment, and how you know it is done well.",
        "word_limit": 400,
        "weight": Decimal(60),
        "minimum": 2,
        "attachments": [
            AttachmentAsked(
                "Method statement", True, (AttachmentKind.PDF, AttachmentKind.TEXT)
            ).as_json(),
            AttachmentAsked(
                "Photographs of earlier work", False, (AttachmentKind.PICTURE,), most=3
            ).as_json(),
        ],
    },
    {
        "text": "How will you find, train and keep local people?",
        "guidance": "",
        "word_limit": 250,
        "weight": Decimal(40),
        "minimum": None,
        "attachments": [],
    },
]
CONDITIONS: list[dict[str, object]] = [
    {
        "kind": ConditionKind.TECHNICAL,
        "text": "Has done work of this kind and size for any customer in the last three years.",
        "shown_by": "Two letters of customers, or equivalent.",
    },
    {
        "kind": ConditionKind.LEGAL_FINANCIAL,
        "text": "Will have public liability insurance of £5 million from the first day of work.",
        "shown_by": "A quotation of an insurer, or equivalent.",
    },
]
CLAUSES: list[dict[str, object]] = [
    {
        "text": "Paid work placements of at least eight weeks for people out of work",
        "unit": "placements",
        "minimum": Decimal(1),
        "target": Decimal(6),
        "weight": Decimal(60),
        "quantity_share": Decimal(70),
    },
    {
        "text": "Spend with other suppliers inside Greater Icknield",
        "unit": "pounds for each £100 of the price",
        "minimum": None,
        "target": Decimal(20),
        "weight": Decimal(40),
        "quantity_share": Decimal(70),
    },
]
NOTICE_TERMS: TenderTerms = {
    "suits_sme": True,
    "suits_vcse": True,
    "risks": "None known.",
    "after_expiry": "Yes: it will be bought again when the contract ends.",
    "engagement": "None: the market is known from the contract that ends.",
    "agreements": Agreements.NONE,
}
