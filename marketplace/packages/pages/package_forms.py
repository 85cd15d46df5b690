"""The forms by which a package is posted and changed: they check shape only, the rules judge."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import shown
from marketplace.organisations.models.documents import Document
from marketplace.organisations.pages.documents import received_if_any
from marketplace.packages.actions.packages import Posting
from marketplace.packages.models.developments import Development
from marketplace.packages.pages.package_clause_forms import ClausesForm
from marketplace.tendering.pages.draft_forms import cpv_codes
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
)
from marketplace.web.tools import id_in
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme
from procurement.open_data.cpv import cpv_name
from procurement.organisations.place import PLACES
from procurement.packages.development import HOMES
from procurement.packages.package import Audience, PackageFacts, Rate, Unit, Way

AUDIENCES = [
    (Audience.INVITED.value, "Enterprises that we invite, and nobody else"),
    (Audience.PLACE.value, "Every enterprise that trades in a place, and those that we invite"),
    (Audience.EVERYONE.value, "Everyone: the page can be read without an account"),
]
WAYS = [
    (Way.OPEN.value, "As they come: we read them at once and can negotiate in writing"),
    (Way.SEALED.value, "Sealed: nobody reads them before a moment, and then all at once"),
]
UNITS = [(unit.value, shown.words(unit)) for unit in Unit]


class WorkForm(PageForm):
    """The work, its price, its days and its terms of payment: what can be changed later."""

    title = TextField("What is wanted, in a few words?", [Needed("Give the package a title.")])
    about = TextAreaField("What is to be done?", [Needed("Say what is to be done.")])
    starts_on = DayField("When does the work start?", [Needed("Enter the first day.")])
    ends_on = DayField("When is it finished?", [Needed("Enter the last day.")])
    budget = MoneyField("Budget in all, excluding VAT")
    rate = MoneyField("Or a rate, excluding VAT")
    unit = PickField("for each", choices=UNITS, may_be_open=True)
    quantity = NumberField("How many of them?")
    closes_at = MomentField("Until when are offers taken?")
    payment_days = WholeNumberField(
        "Within how many days do you pay an invoice?",
        [InputRequired("Enter a number of days, such as 7.")],
    )
    payment_reason = TextAreaField("Why do you need longer than 7 days?")
    retention = NumberField("How much of each stage do you hold back?")

    def work(self, audience: Audience, way: Way, terms: str) -> PackageFacts:
        """What was typed, still to be judged."""
        has_rate = self.rate.data is not None or self.quantity.data is not None
        return PackageFacts(
            title=self.title.data,
            about=self.about.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            audience=audience,
            way=way,
            budget=self.budget.data,
            rate=self._rate() if has_rate else None,
            closes_at=self.closes_at.data,
            payment_days=self.payment_days.data,
            payment_reason=self.payment_reason.data or "",
            retention=self.retention.data or Decimal(0),
            terms=terms,
        )

    def _rate(self) -> Rate:
        if not self.unit.data:
            raise Refusal("Say what the rate is for, such as an hour.", field="unit")
        pounds = self.rate.data.pounds if self.rate.data is not None else Decimal(0)
        return Rate(pounds, self.quantity.data or Decimal(0), Unit(self.unit.data))


class PackageForm(WorkForm, ClausesForm):
    theme = PickField("Theme", choices=[(theme.value, shown.words(theme)) for theme in Theme])
    cpv = TextField("CPV code, if you know it")
    postcode = TextField("Postcode of the site", [Needed("Enter the postcode.")])
    audience = RadioField(
        "Who may answer?",
        [InputRequired("Choose who may answer.")],
        choices=AUDIENCES,
    )
    place = SelectField("Which place, if it is for a place?", default="")
    way = RadioField(
        "How are offers made?",
        [InputRequired("Choose how offers are made.")],
        choices=WAYS,
    )
    short_is_meant = BooleanField("The time is short, and is meant to be")
    terms_document_id = SelectField("Which of your documents holds your terms?", default="")
    terms = TextAreaField("Or your terms in words")
    development_id = SelectField("Does it belong to a development?", default="")
    parent_contract_id = SelectField("Is it part of a contract that you have here?", default="")
    won_elsewhere = TextField("Or part of one that you won elsewhere: where?")
    attachment = FileField("A plan or specification")
    attachment_kind = TextField("What is this file?")

    def offer(
        self,
        documents: Sequence[Document],
        developments: Sequence[Development],
        contracts: Sequence[Contract],
    ) -> None:
        """What can be chosen from: the poster’s own."""
        none = ("", "None")
        if any(row.kind in HOMES for row in developments):
            self.offer_set()
        self.place.choices = [none, *((place.slug, place.name) for place in PLACES.values())]
        self.terms_document_id.choices = [none, *((str(row.id), row.kind) for row in documents)]
        self.development_id.choices = [none, *((str(row.id), row.name) for row in developments)]
        self.parent_contract_id.choices = [none, *((str(row.id), row.title) for row in contracts)]

    def validate_cpv(self, field: TextField) -> None:
        codes = cpv_codes(field.data)
        if len(codes) > 1 or any(not cpv_name(code) for code in codes):
            raise ValidationError(
                "Enter one CPV code of eight digits, such as 77310000, or leave it empty."
            )

    def posting(self) -> Posting:
        """What was typed, still to be judged."""
        return Posting(
            facts=self._facts(),
            theme=Theme(self.theme.data),
            postcode=self.postcode.data,
            cpv=self.cpv.data[:8],
            development_id=self._id(self.development_id),
            parent_contract_id=self._id(self.parent_contract_id),
            won_elsewhere=self.won_elsewhere.data,
            terms_document_id=self._id(self.terms_document_id),
            clauses=self.asked(self.ends_on.data),
            attachment=received_if_any(self.attachment),
            attachment_kind=self.attachment_kind.data,
        )

    def _facts(self) -> PackageFacts:
        audience = Audience(self.audience.data)
        facts = self.work(audience, Way(self.way.data), self.terms.data or "")
        return replace(facts, place=self.place.data if audience is Audience.PLACE else "")

    @staticmethod
    def _id(field: SelectField) -> UUID | None:
        return id_in(field.data or "")
