"""The forms in which a buyer completes a draft: each checks shape only, the rules judge later."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from marketplace import shown
from marketplace.forms import (
    DayField,
    MomentField,
    MoneyField,
    Needed,
    NumberField,
    PageForm,
    TextField,
    WholeNumberField,
)
from marketplace.models.tenders import Tender, TenderParts
from procurement.price_formula import PriceFormula
from procurement.suggested_clauses import SUGGESTED_CLAUSES
from procurement.theme import Theme

_SUBJECTS = [
    ("services", "Services"),
    ("goods", "Goods"),
    ("works", "Building works"),
    ("light_touch", "Light-touch services: social, health, education, catering and some others"),
]
_FORMULAS = {
    PriceFormula.LOWEST_OVER_THIS: "Lowest price against this price",
    PriceFormula.MEAN_RELATIVE: "Against the mean of all prices",
    PriceFormula.STANDARD_DIFFERENTIAL: "How far above the lowest price",
    PriceFormula.BENCHMARK: "Between a floor and a ceiling that you publish",
    PriceFormula.FIXED_PRICE: "Fixed price: bids compete on quality only",
    PriceFormula.PRICE_PER_QUALITY_POINT: "Price for each quality point",
}
_NEW_ROWS = 2


class DraftForm(PageForm):
    """A form of a tender carries the revision that its author saw."""

    revision = HiddenField()

    @property
    def seen(self) -> int:
        """The revision the form was made from; what is no number fits none."""
        typed = str(self.revision.data or "")
        return int(typed) if typed.isdecimal() else -1

    def catch_up(self, revision: int) -> None:
        """After a refusal that is no fault of a field: what is saved next builds on this revision."""
        if self.form_errors:
            self.revision.data = revision


class AboutForm(DraftForm):
    title = TextField("Title", [Needed("Give the tender a title.")])
    description = TextAreaField("What do you want to buy?")
    delivery = TextField("Where is the work done or delivered?")
    theme = SelectField("Theme", choices=[(theme.value, shown.words(theme)) for theme in Theme])
    subject = RadioField("What kind of contract is it?", choices=_SUBJECTS)
    estimate = MoneyField("Estimated value of the whole contract, including VAT")
    cpv = TextField("CPV codes")

    def validate_cpv(self, field: Any) -> None:
        for code in _codes(field.data):
            if not re.fullmatch(r"\d{8}(-\d)?", code):
                raise ValidationError(
                    f"“{code}” is not a CPV code: use eight digits, such as 55520000."
                )


class LotRow(Form):
    title = TextField("Title of the lot")
    description = TextAreaField("What is in it?")
    estimate = MoneyField("Estimate, without VAT")
    remove = BooleanField("Remove this lot")


class LotsForm(DraftForm):
    lots = FieldList(FormField(LotRow))
    no_lots_reason = TextAreaField("If there is only one lot: why is the contract not divided?")


class CriteriaForm(DraftForm):
    price_weight = NumberField("Price", [InputRequired("Enter a weight, such as 40.")])
    quality_weight = NumberField("Quality", [InputRequired("Enter a weight, such as 40.")])
    social_value_weight = NumberField(
        "Social value", [InputRequired("Enter a weight, such as 20.")]
    )
    price_formula = RadioField(
        "How does a price earn points?",
        choices=[(formula.value, label) for formula, label in _FORMULAS.items()],
    )
    floor = MoneyField("Floor price, for the whole lot, without VAT")
    ceiling = MoneyField("Ceiling price, for the whole lot, without VAT")


class QuestionRow(Form):
    text = TextAreaField("Question")
    guidance = TextAreaField("What does a good answer show?")
    word_limit = WholeNumberField("Word limit")
    weight = NumberField("Weight within quality")
    minimum = WholeNumberField("Pass mark")
    remove = BooleanField("Remove this question")


class QuestionsForm(DraftForm):
    questions = FieldList(FormField(QuestionRow))


class ClauseRow(Form):
    text = TextAreaField("What do you ask for?")
    unit = TextField("Unit")
    target = NumberField("How much you need")
    minimum = NumberField("Least you accept")
    weight = NumberField("Weight within social value")
    quantity_share = NumberField("Share of the weight that the quantity earns")
    remove = BooleanField("Remove this clause")


class ClausesForm(DraftForm):
    clauses = FieldList(FormField(ClauseRow))
    suggested = SelectMultipleField(
        "Add from the suggestions",
        choices=[(one.slug, f"{one.text} ({one.unit})") for one in SUGGESTED_CLAUSES],
    )


class TimetableForm(DraftForm):
    questions_until = MomentField("Suppliers may ask questions until")
    answers_by = DayField("All answers are published by")
    closes_at = MomentField("Deadline for bids")
    award_on = DayField("Award planned for")
    starts_on = DayField("Contract begins")
    ends_on = DayField("Contract ends")


class PlanForm(DraftForm):
    from_what = RadioField(
        "Plan from",
        choices=[
            ("publication", "the day I publish the tender"),
            ("start", "the day by which the contract must begin"),
        ],
        default="publication",
    )
    from_on = DayField("Date", [Needed("Enter the date to plan from.")])
    tendering_days = WholeNumberField("Days for suppliers to bid", default=30)


class PaymentForm(DraftForm):
    payment_days = WholeNumberField(
        "Days from receipt of a valid invoice to payment",
        [InputRequired("Enter a number of days, such as 7.")],
    )
    payment_reason = TextAreaField("Why do you need longer than 7 days?")


@dataclass(frozen=True, slots=True)
class Section:
    """One task of completing a draft: its form, what the form shows, and what it changes."""

    slug: str
    title: str
    form: type[DraftForm]
    shows: Callable[[Tender, TenderParts], dict[str, Any]]
    changes: Callable[[Any], dict[str, Any]]
    fields: tuple[str, ...]
    """The beginnings of the fields, as the rules call them, whose faults are mended here."""


def _about(form: AboutForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "description": (form.description.data or "").strip(),
        "delivery": form.delivery.data,
        "theme": form.theme.data,
        "subject": form.subject.data,
        "estimate": form.estimate.data,
        "cpv": [code[:8] for code in _codes(form.cpv.data)],
    }


def _codes(typed: str | None) -> list[str]:
    return [code for code in re.split(r"[\s,;]+", typed or "") if code]


def _shows_rows(name: str, *fields: str) -> Callable[[Tender, TenderParts], dict[str, Any]]:
    """The rows there are, and blank ones to fill in."""

    def shows(tender: Tender, parts: TenderParts) -> dict[str, Any]:
        rows = [{field: getattr(row, field) for field in fields} for row in getattr(parts, name)]
        return {name: rows + [{}] * _NEW_ROWS}

    return shows


def filled(rows: Any, defaults: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows in which something was typed and that are not to be removed."""
    found = []
    for row in rows:
        values = {
            key: value.strip() if isinstance(value, str) else value
            for key, value in row.data.items()
            if key not in {"remove", "csrf_token"}
        }
        if row.form.remove.data or not any(
            value not in (None, "") and value != defaults.get(key) for key, value in values.items()
        ):
            continue
        found.append(
            {key: defaults.get(key) if value is None else value for key, value in values.items()}
        )
    return found


_LOT = {"title": "", "description": ""}
_QUESTION = {"text": "", "guidance": "", "word_limit": 300, "weight": Decimal(0)}
_CLAUSE = {
    "text": "",
    "unit": "",
    "target": Decimal(0),
    "weight": Decimal(0),
    "quantity_share": Decimal(70),
}


def _clauses(form: ClausesForm) -> dict[str, Any]:
    rows = filled(form.clauses, _CLAUSE)
    rows += [
        {**_CLAUSE, "text": one.text, "unit": one.unit, "target": one.target, "minimum": None}
        for one in SUGGESTED_CLAUSES
        if one.slug in (form.suggested.data or [])
    ]
    return {"clauses": rows}


def _criteria(form: CriteriaForm) -> dict[str, Any]:
    limits = {"floor_pence": form.floor.data, "ceiling_pence": form.ceiling.data}
    return {
        "price_weight": form.price_weight.data,
        "quality_weight": form.quality_weight.data,
        "social_value_weight": form.social_value_weight.data,
        "price_formula": form.price_formula.data,
        "price_parameters": {
            name: limit.pence
            for name, limit in limits.items()
            if limit is not None and form.price_formula.data == PriceFormula.BENCHMARK
        },
    }


def _shows_criteria(tender: Tender, _: TenderParts) -> dict[str, Any]:
    limits = {
        name: shown.money(tender.price_parameters[f"{name}_pence"])
        for name in ("floor", "ceiling")
        if f"{name}_pence" in tender.price_parameters
    }
    return {
        "price_weight": tender.price_weight,
        "quality_weight": tender.quality_weight,
        "social_value_weight": tender.social_value_weight,
        "price_formula": tender.price_formula,
        **limits,
    }


def _columns(*names: str) -> Callable[[Tender, TenderParts], dict[str, Any]]:
    return lambda tender, _: {name: getattr(tender, name) for name in names}


def _same(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda form: {name: form[name].data for name in names}


_DATES = ("questions_until", "answers_by", "closes_at", "award_on", "starts_on", "ends_on")

SECTIONS = {
    section.slug: section
    for section in (
        Section(
            "about",
            "About the contract",
            AboutForm,
            lambda tender, _: {
                **_columns("title", "description", "delivery", "theme", "subject", "estimate")(
                    tender, _
                ),
                "cpv": ", ".join(tender.cpv),
            },
            _about,
            ("title", "description", "estimate", "subject", "cpv", "delivery"),
        ),
        Section(
            "lots",
            "Lots",
            LotsForm,
            lambda tender, parts: {
                **_shows_rows("lots", "title", "description", "estimate")(tender, parts),
                "no_lots_reason": tender.no_lots_reason,
            },
            lambda form: {
                "lots": filled(form.lots, _LOT),
                "no_lots_reason": (form.no_lots_reason.data or "").strip(),
            },
            ("lots", "undivided_reason"),
        ),
        Section(
            "criteria",
            "How bids are scored",
            CriteriaForm,
            _shows_criteria,
            _criteria,
            ("price_weight", "quality_weight", "social_value_weight", "formula", "scale"),
        ),
        Section(
            "questions",
            "Questions about quality",
            QuestionsForm,
            _shows_rows("questions", "text", "guidance", "word_limit", "weight", "minimum"),
            lambda form: {"questions": filled(form.questions, _QUESTION)},
            ("questions",),
        ),
        Section(
            "clauses",
            "Social-benefit clauses",
            ClausesForm,
            _shows_rows("clauses", "text", "unit", "target", "minimum", "weight", "quantity_share"),
            _clauses,
            ("clauses",),
        ),
        Section(
            "timetable",
            "Timetable",
            TimetableForm,
            _columns(*_DATES),
            _same(*_DATES),
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
    )
}

_ANCHORS = {
    "undivided_reason": "no_lots_reason",
    "formula": "price_formula",
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
