"""In which tasks is a draft completed, and where is each fault mended?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from marketplace.tendering.actions.tenders import DraftChanges
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.pages.attachment_rows import attachments_in, rows_shown
from marketplace.tendering.pages.draft_forms import (
    AboutForm,
    CentralForm,
    ClausesForm,
    ConditionsForm,
    CriteriaForm,
    LotsForm,
    NoticeForm,
    PaymentForm,
    QuestionsForm,
    ScaleForm,
    TimetableForm,
    cpv_codes,
)
from marketplace.tendering.pages.draft_rows import filled, rows_filled
from marketplace.tendering.queries.tenders import TenderParts
from marketplace.web.draft_form import DraftForm
from procurement.tendering.framework import Ordering
from procurement.tendering.model_clauses import PLANNING_QUESTIONS, model_clauses
from procurement.tendering.notice_terms import Agreements
from procurement.tendering.price_formula import FORMULA_IN_WORDS, KNOWN_FAULT, PriceFormula
from procurement.tendering.scoring_scale import SUGGESTED_SCALE
from procurement.tendering.suggested_clauses import SUGGESTED_CLAUSES
from procurement.tendering.tie_rule import TieRule

_NEW_ROWS = 2
Shows = Callable[[Tender, TenderParts], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Section:
    """One task of completing a draft: its form, what the form shows, and what it changes."""

    slug: str
    title: str
    form: type[DraftForm]
    shows: Shows
    changes: Callable[[Any], DraftChanges]
    fields: tuple[str, ...]
    """The beginnings of the fields, as the rules call them, whose faults are mended here."""
    choices: tuple[str, ...] = ()
    """What is shown as chosen only where somebody chose it, for this tender or for the earlier one
    that it was made of: nothing comes answered."""
    helps: Mapping[str, object] = field(default_factory=dict)
    """What its page shows beside the form, by name, to help the author decide."""

    def shown(self, tender: Tender, parts: TenderParts) -> dict[str, object]:
        """What its form shows of a draft."""
        values = self.shows(tender, parts)
        chosen = {*tender.decided, *tender.brought}
        open_ = [name for name in self.choices if name not in chosen]
        return values | dict.fromkeys(open_)


def _about(form: DraftForm) -> DraftChanges:
    return {
        "title": form.title.data,
        "description": (form.description.data or "").strip(),
        "delivery": form.delivery.data,
        "theme": form.theme.data,
        "subject": form.subject.data,
        "ordering": Ordering(form.ordering.data),
        "cpv": [code[:8] for code in cpv_codes(form.cpv.data)],
    }


def _shows_rows(name: str, *fields: str) -> Shows:
    """The rows there are, and blank ones to fill in."""

    def shows(tender: Tender, parts: TenderParts) -> dict[str, object]:
        rows = [{field: getattr(row, field) for field in fields} for row in getattr(parts, name)]
        return {name: rows + [{}] * _NEW_ROWS}

    return shows


_LOT = {"title": "", "description": "", "options": "", "extension": ""}
_OF_LOT = (
    "title", "description", "estimate", "options_estimate", "extension_months", "options",
    "extension", "extension_estimate", "starts_on", "ends_on", "vat_percent", "floor", "ceiling",
)  # fmt: skip
_QUESTION = {"text": "", "guidance": "", "word_limit": 300, "weight": Decimal(0)}
_CONDITION: dict[str, object] = {"kind": None, "text": "", "shown_by": ""}
CLAUSE = {
    "text": "",
    "unit": "",
    "target": Decimal(0),
    "weight": Decimal(0),
    "quantity_share": Decimal(70),
    "proof": "",
}


_ASKED = ("text", "guidance", "word_limit", "weight", "minimum")


def _shows_questions(tender: Tender, parts: TenderParts) -> dict[str, object]:
    rows = [
        {name: getattr(row, name) for name in _ASKED} | {"attachments": rows_shown(row.asked)}
        for row in parts.questions
    ]
    return {"questions": rows + [{}] * _NEW_ROWS}


def _questions(form: DraftForm) -> DraftChanges:
    rows = rows_filled(form.questions, _QUESTION)
    asked = [attachments_in(row.form.attachments) for row in rows]
    values = filled(form.questions, _QUESTION)
    return {
        "questions": [
            {**row, "attachments": files} for row, files in zip(values, asked, strict=True)
        ]
    }


def _conditions(form: DraftForm) -> DraftChanges:
    rows = filled(form.conditions, _CONDITION)
    return {"conditions": [{**row, "kind": row["kind"] or None} for row in rows]}


def _clauses(form: DraftForm) -> DraftChanges:
    rows = filled(form.clauses, CLAUSE)
    rows += [
        {
            **CLAUSE,
            "text": clause.text,
            "unit": clause.unit,
            "target": clause.target,
            "minimum": None,
        }
        for clause in SUGGESTED_CLAUSES
        if clause.slug in (form.suggested.data or [])
    ]
    rows += [
        {
            **CLAUSE,
            "text": clause.text,
            "unit": clause.unit,
            "target": clause.target,
            "minimum": None,
            "proof": clause.proof,
        }
        for clause in model_clauses()
        if clause.slug in (form.model.data or [])
    ]
    return {"clauses": rows}


_CRITERIA = ("price_weight", "quality_weight", "social_value_weight", "price_formula", "tie_rule")


def _criteria(form: DraftForm) -> DraftChanges:
    return {
        "price_weight": form.price_weight.data,
        "quality_weight": form.quality_weight.data,
        "social_value_weight": form.social_value_weight.data,
        "price_formula": form.price_formula.data,
        "tie_rule": TieRule(form.tie_rule.data),
    }


def _scale(form: ScaleForm) -> DraftChanges:
    words = form.written()
    return {"scale_words": words, "scale": max(len(words) - 1, 0)}


def _columns(*names: str) -> Shows:
    return lambda tender, _: {name: getattr(tender, name) for name in names}


def _timetable(form: DraftForm) -> DraftChanges:
    return {
        "questions_until": form.questions_until.data,
        "answers_by": form.answers_by.data,
        "closes_at": form.closes_at.data,
        "award_on": form.award_on.data,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
    }


_SAID = ("risks", "after_expiry", "engagement", "engaged_how")
_DAYS = ("notice_on", "engaged_until")
_SUITS = ("suits_sme", "suits_vcse")


def _shows_notice(tender: Tender, _: TenderParts) -> dict[str, object]:
    words = {True: "yes", False: "no"}
    suits = {name: words.get(getattr(tender, name)) for name in _SUITS}
    return suits | {name: getattr(tender, name) for name in (*_SAID, *_DAYS, "agreements")}


def _agreements(chosen: str | None) -> Agreements | None:
    return Agreements(chosen) if chosen else None


def _notice(form: DraftForm) -> DraftChanges:
    said = {name: (form[name].data or "").strip() or None for name in _SAID}
    suits = {name: {"yes": True, "no": False}.get(form[name].data) for name in _SUITS}
    days = {name: form[name].data for name in _DAYS}
    changes: Any = {**said, **suits, **days, "agreements": _agreements(form.agreements.data)}
    return cast(DraftChanges, changes)


SECTIONS = {
    section.slug: section
    for section in (
        Section(
            "about",
            "About the contract",
            AboutForm,
            lambda tender, _: {
                **_columns(
                    "title",
                    "description",
                    "delivery",
                    "theme",
                    "subject",
                    "ordering",
                )(tender, _),
                "cpv": ", ".join(tender.cpv),
            },
            _about,
            ("title", "description", "subject", "cpv", "delivery"),
            choices=("theme", "subject", "ordering"),
        ),
        Section(
            "lots",
            "Lots",
            LotsForm,
            lambda tender, parts: {
                **_shows_rows("lots", *_OF_LOT)(tender, parts),
                **_columns("less_vat_because", "no_lots_reason")(tender, parts),
            },
            lambda form: {
                "lots": filled(form.lots, _LOT),
                "less_vat_because": form.less_vat_because.data or "",
                "no_lots_reason": (form.no_lots_reason.data or "").strip(),
            },
            ("lots", "estimate", "undivided_reason", "less_vat_because"),
        ),
        Section(
            "conditions",
            "Conditions of participation",
            ConditionsForm,
            _shows_rows("conditions", "kind", "text", "shown_by"),
            _conditions,
            ("conditions",),
        ),
        Section(
            "criteria",
            "How bids are scored",
            CriteriaForm,
            _columns(*_CRITERIA),
            _criteria,
            _CRITERIA,
            choices=("price_formula", "tie_rule"),
            helps={
                "formulas": [
                    (FORMULA_IN_WORDS[formula], KNOWN_FAULT[formula]) for formula in PriceFormula
                ]
            },
        ),
        Section(
            "scale",
            "What each score means",
            ScaleForm,
            lambda tender, _: {"scale_words": tender.scale_words or list(SUGGESTED_SCALE)},
            _scale,
            ("scale_words", "scale"),
        ),
        Section(
            "questions",
            "Questions about quality",
            QuestionsForm,
            _shows_questions,
            _questions,
            ("questions",),
        ),
        Section(
            "clauses",
            "Social-benefit clauses",
            ClausesForm,
            _shows_rows(
                "clauses",
                "text",
                "unit",
                "target",
                "minimum",
                "weight",
                "quantity_share",
                "proof",
            ),
            _clauses,
            ("clauses",),
            helps={
                "suggestions": SUGGESTED_CLAUSES,
                "models": model_clauses(),
                "planning": PLANNING_QUESTIONS,
            },
        ),
        Section(
            "timetable",
            "Timetable",
            TimetableForm,
            _columns(
                "questions_until", "answers_by", "closes_at", "award_on", "starts_on", "ends_on"
            ),
            _timetable,
            (
                "timetable",
                "questions_close_at",
                "answers_by",
                "closes_at",
                "award_on",
                "starts_on",
                "ends_on",
                "urgency_reason",
            ),
        ),
        Section(
            "payment",
            "Payment",
            PaymentForm,
            _columns("payment_days", "payment_reason"),
            lambda form: {
                "payment_days": form.payment_days.data,
                "payment_reason": (form.payment_reason.data or "").strip(),
            },
            ("payment_days", "payment_reason"),
        ),
        Section(
            "notice",
            "What the notice must say besides",
            NoticeForm,
            _shows_notice,
            _notice,
            (*_SUITS, *_SAID, "agreements"),
        ),
        Section(
            "central",
            "Notice on the central digital platform",
            CentralForm,
            _columns("central_notice", "central_notice_at"),
            lambda form: {
                "central_notice": form.central_notice.data,
                "central_notice_at": form.central_notice_at.data,
            },
            ("central_notice", "central_notice_at"),
        ),
    )
}

_ANCHORS = {
    "estimate": "lots",
    "undivided_reason": "no_lots_reason",
    "price_formula": "price_formula",
    "questions_close_at": "questions_until",
    "timetable": "from_on",
}


def section_of(field: str | None) -> Section:
    """The section in which a fault of this field is mended."""
    first = (field or "").partition("-")[0]
    for section in SECTIONS.values():
        if first in section.fields:
            return section
    return SECTIONS["about"]


def anchor_of(field: str | None) -> str:
    """The id of the field on its page."""
    return _ANCHORS.get(field or "", (field or "").removesuffix("_pence"))
