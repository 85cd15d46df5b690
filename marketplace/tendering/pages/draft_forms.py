"""The forms in which a buyer completes a draft: each checks shape only, the rules judge later."""

import re
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from marketplace.engine import shown
from marketplace.tendering.pages.attachment_rows import attachment_list
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import (
    DayField,
    MomentField,
    MoneyField,
    Needed,
    NumberField,
    PageForm,
    PickField,
    TextField,
    WholeNumberField,
    Within,
)
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.tendering.condition import ConditionKind
from procurement.tendering.framework import Ordering
from procurement.tendering.lot import LONGEST_EXTENSION
from procurement.tendering.model_clauses import model_clauses
from procurement.tendering.notice_terms import Agreements
from procurement.tendering.price_formula import PriceFormula
from procurement.tendering.suggested_clauses import SUGGESTED_CLAUSES
from procurement.tendering.tie_rule import TieRule

_SUBJECTS = [
    ("services", "Services"),
    ("goods", "Goods"),
    ("works", "Building works"),
    ("light_touch", "Light-touch services: social, health, education, catering and some others"),
]
_YES_NO = [("yes", "Yes"), ("no", "No")]
FORMULAS = {
    PriceFormula.LOWEST_OVER_THIS: "Lowest price against this price",
    PriceFormula.MEAN_RELATIVE: "Against the mean of all prices",
    PriceFormula.STANDARD_DIFFERENTIAL: "How far above the lowest price",
    PriceFormula.BENCHMARK: "Between a floor and a ceiling that you publish",
    PriceFormula.FIXED_PRICE: "Fixed price: bids compete on quality only",
    PriceFormula.PRICE_PER_QUALITY_POINT: "Price for each quality point",
}


class AboutForm(DraftForm):
    title = TextField("Title", [Needed("Give the tender a title.")])
    description = TextAreaField("What do you want to buy?")
    delivery = TextField("Where is the work done or delivered?")
    theme = PickField("Theme", choices=[(theme.value, shown.words(theme)) for theme in Theme])
    subject = RadioField("What kind of contract is it?", choices=_SUBJECTS)
    ordering = RadioField(
        "How is the work ordered?", choices=[(way.value, way.in_words) for way in Ordering]
    )
    cpv = TextField("CPV codes")

    def validate_cpv(self, field: TextField) -> None:
        for code in cpv_codes(field.data):
            if not re.fullmatch(r"[0-9]{8}(-[0-9])?", code):
                raise ValidationError(
                    f"“{code}” is not a CPV code: use eight digits, such as 55520000."
                )


_FROM_NOTHING = [Within(Money(0), None, "This cannot be below £0.")]


class LotRow(Form):
    """No law can be told for a sum below £0: what no lot can have is not saved."""

    title = TextField("Title of the lot")
    description = TextAreaField("What is in it?")
    estimate = MoneyField("Estimate, without VAT", _FROM_NOTHING)
    options_estimate = MoneyField("What could options add, without VAT?", _FROM_NOTHING)
    extension_months = WholeNumberField(
        "By how long can it be extended at most?",
        [Within(0, LONGEST_EXTENSION, f"Enter 0 to {LONGEST_EXTENSION} months.")],
    )
    options = TextAreaField("Which options are there?")
    extension = TextAreaField("How can it be extended?")
    extension_estimate = MoneyField("What could extensions add, without VAT?", _FROM_NOTHING)
    starts_on = DayField("Contract for this lot begins")
    ends_on = DayField("Contract for this lot ends")
    vat_percent = NumberField("VAT on it", [Within(0, 100, "VAT is 0 to 100 per cent.")])
    floor = MoneyField("Floor price, without VAT", _FROM_NOTHING)
    ceiling = MoneyField("Ceiling price, without VAT", _FROM_NOTHING)
    remove = BooleanField("Remove this lot")


class LotsForm(DraftForm):
    lots = FieldList(FormField(LotRow), "Lot")
    less_vat_because = TextField("Where less VAT is due than the standard rate: why?")
    no_lots_reason = TextAreaField("If there is only one lot: why is the contract not divided?")


class ConditionRow(Form):
    kind = PickField(
        "What is it about?",
        choices=[(kind.value, kind.in_words) for kind in ConditionKind],
        may_be_open=True,
    )
    text = TextAreaField("What must the bidder have or be?")
    shown_by = TextAreaField("What shows it?")
    remove = BooleanField("Remove this condition")


class ConditionsForm(DraftForm):
    conditions = FieldList(FormField(ConditionRow), "Condition")


class CriteriaForm(DraftForm):
    price_weight = NumberField("Price", [InputRequired("Enter a weight, such as 40.")])
    quality_weight = NumberField("Quality", [InputRequired("Enter a weight, such as 40.")])
    social_value_weight = NumberField(
        "Social value", [InputRequired("Enter a weight, such as 20.")]
    )
    price_formula = RadioField(
        "How does a price earn points?",
        choices=[(formula.value, label) for formula, label in FORMULAS.items()],
    )
    tie_rule = RadioField(
        "What decides if two bids come out equal?",
        choices=[(rule.value, rule.in_words) for rule in TieRule],
    )


class ScaleWords(PageForm):
    scale_words = FieldList(TextAreaField("What it means"), "Line", min_entries=6)

    def process(self, *given: Any, **values: Any) -> None:
        super().process(*given, **values)
        for score, row in enumerate(self.scale_words):
            row.label.text = f"What a score of {score} means"

    def written(self) -> list[str]:
        """The words from 0 on: the highest score is the last one that has some."""
        words = [(text or "").strip() for text in self.scale_words.data]
        while words and not words[-1]:
            words.pop()
        return words


class ScaleForm(ScaleWords, DraftForm):
    pass


class QuestionRow(Form):
    text = TextAreaField("Question")
    guidance = TextAreaField("What does a good answer show?")
    word_limit = WholeNumberField("Word limit")
    weight = NumberField("Weight within quality")
    minimum = WholeNumberField("Pass mark")
    attachments = attachment_list()
    remove = BooleanField("Remove this question")


class QuestionsForm(DraftForm):
    questions = FieldList(FormField(QuestionRow), "Question")


class ClauseRow(Form):
    text = TextAreaField("What do you ask for?")
    unit = TextField("Unit")
    target = NumberField("How much you need")
    minimum = NumberField("Least you accept")
    weight = NumberField("Weight within social value")
    quantity_share = NumberField("Share of the weight that the quantity earns")
    proof = TextAreaField("How is it shown, who confirms it, and what follows if it is not kept?")
    remove = BooleanField("Remove this clause")


class ClausesForm(DraftForm):
    clauses = FieldList(FormField(ClauseRow), "Clause")
    suggested = SelectMultipleField(
        "Add from the suggestions",
        choices=[(clause.slug, f"{clause.text} ({clause.unit})") for clause in SUGGESTED_CLAUSES],
    )
    model = SelectMultipleField(
        "Add from the model set",
        choices=[(clause.slug, f"{clause.text} ({clause.unit})") for clause in model_clauses()],
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
    )
    from_on = DayField("Date", [Needed("Enter the date to plan from.")])
    tendering_days = WholeNumberField("Days for suppliers to bid", default=30)


class PaymentForm(DraftForm):
    payment_days = WholeNumberField(
        "Days from receipt of a valid invoice to payment",
        [InputRequired("Enter a number of days, such as 7.")],
    )
    payment_reason = TextAreaField("Why do you need longer than 7 days?")


class NoticeForm(DraftForm):
    suits_sme = PickField(
        "Are small and medium-sized enterprises particularly suited to it?",
        choices=_YES_NO,
        may_be_open=True,
    )
    suits_vcse = PickField(
        "Are voluntary, community and social enterprises particularly suited to it?",
        choices=_YES_NO,
        may_be_open=True,
    )
    risks = TextAreaField("Which risks to the contract do you know of?")
    after_expiry = TextAreaField("Will you still need this after the contract ends?")
    engagement = TextAreaField("How did you ask suppliers beforehand, or why did you not?")
    agreements = PickField(
        "Which agreements with other countries cover it?",
        choices=[(kind.value, kind.in_words) for kind in Agreements],
        may_be_open=True,
    )
    notice_on = DayField("When do you expect to publish the tender notice?")
    engaged_until = DayField("Until when can suppliers take part in the market engagement?")
    engaged_how = TextAreaField("How do they take part?")


class CentralForm(DraftForm):
    central_notice = TextField("Number of the notice")
    central_notice_at = MomentField("When was it published there?")


def cpv_codes(typed: str | None) -> list[str]:
    """The codes as typed, parted by commas, semicolons or spaces."""
    return [code for code in re.split(r"[\s,;]+", typed or "") if code]
