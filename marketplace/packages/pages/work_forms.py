"""The fields of a package that can be changed later: the work, its price, its days, its payment, and
the promises in the poster’s own words."""

from contextlib import suppress
from decimal import Decimal

from wtforms import TextAreaField
from wtforms.validators import InputRequired

from marketplace.engine import shown
from marketplace.packages.pages.package_clause_forms import ClausesForm
from marketplace.web.forms import (
    DayField,
    MomentField,
    MoneyField,
    Needed,
    NumberField,
    PickField,
    TextField,
    WholeNumberField,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.package import Audience, PackageFacts, Rate, Unit, Way

UNITS = [(unit.value, shown.words(unit)) for unit in Unit]


class WorkForm(ClausesForm):
    """The work, its price, its days, its terms of payment and its promises."""

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
            clauses=self.asked(self.ends_on.data),
        )

    @property
    def value(self) -> Money | None:
        """The budget, or what the rate comes to, as far as it is typed."""
        if self.budget.data is not None or self.rate.data is None:
            return self.budget.data
        with suppress(Refusal):
            return self._rate().total
        return None

    def _rate(self) -> Rate:
        if self.unit.data not in dict(UNITS):
            raise Refusal("Say what the rate is for, such as an hour.", field="unit")
        pounds = self.rate.data.pounds if self.rate.data is not None else Decimal(0)
        return Rate(pounds, self.quantity.data or Decimal(0), Unit(self.unit.data))
