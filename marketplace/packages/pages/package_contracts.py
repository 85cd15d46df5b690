"""Drawing up the contract of a package: its days and its stages."""

from datetime import date
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FieldList, FormField

from marketplace.contracts.pages.milestone_rows import MILESTONE_ROWS, MilestoneRow
from marketplace.engine import clock
from marketplace.packages.actions import package_contracts
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.above import inherited_by
from marketplace.packages.queries.offers import letter_of
from marketplace.packages.queries.packages import package_seen_by
from marketplace.web.forms import (
    DayField,
    Needed,
    NumberField,
    PageForm,
    TextField,
    WholeNumberField,
)
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.contracts.pass_down import Inherited, PassDownTerms
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.stages import ContractPlan, Stage

pages = Blueprint("package_contracts", __name__)


class ContractForm(PageForm):
    starts_on = DayField("First day of the work", [Needed("Enter the first day.")])
    ends_on = DayField("Last day of the work", [Needed("Enter the last day.")])
    right_on = DayField("Until when are defects put right?")
    order_number = TextField("Purchase-order number, if you use one")
    payment_days = WholeNumberField("Within how many days do you pay an invoice?")
    passed_days = WholeNumberField("Within how many days is everybody below this contract paid?")
    social_share = NumberField("How much of its value is spent with verified social enterprises?")
    labour_share = NumberField(
        "How much of the hours is worked by people furthest from the labour market?"
    )
    stages = FieldList(FormField(MilestoneRow), "Stages", min_entries=MILESTONE_ROWS)

    def plan(self) -> ContractPlan:
        """What was typed; a row without anything is none, and one that is begun must be whole."""
        return ContractPlan(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            stages=[self._stage(row) for row in self.stages.data if any(row.values())],
            right_on=self.right_on.data,
            order_number=self.order_number.data,
            payment_days=self.payment_days.data,
            pass_down=PassDownTerms(
                self.passed_days.data, self.social_share.data, self.labour_share.data
            ),
        )

    @staticmethod
    def _stage(row: dict[str, object]) -> Stage:
        title, due_on, amount = row["title"], row["due_on"], row["amount"]
        if not isinstance(due_on, date) or not isinstance(amount, Money) or not title:
            raise Refusal("Each stage that is begun needs words, a day and a sum.", field="stages")
        return Stage(str(title), due_on, amount)

    def refuse(self, fault: Refusal) -> None:
        """What is wrong with the stages stands at the first of them as well."""
        super().refuse(fault)
        if fault.field == "stages":
            amount = self.stages[0].form.amount
            amount.errors = [*amount.errors, str(fault)]


@pages.route("/packages/<uuid:package_id>/contract", methods=["GET", "POST"])
@signed_in
def draw_up(package_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id), "package.contract")
    letter = get_or_404(letter_of(package.id))
    said, price = letter.content, Money(letter.content["price"])
    first, last = (date.fromisoformat(said[name]) for name in ("starts_on", "ends_on"))
    above = inherited_by(package, letter.offer_id, clock.today())
    form = ContractForm(
        starts_on=first,
        ends_on=last,
        **_taken_over(package, above),
        stages=[{"title": "All of the work", "due_on": last, "amount": price}],
    )
    if form.accepts(
        lambda: package_contracts.contract_package(actor(), package.id, plan=form.plan())
    ):
        say("The contract is written. Both sides can sign it now.")
        return redirect(url_for("contracts.show", contract_id=form.result.id))
    return page(
        "packages/package_contracts/draw_up.html",
        form=form,
        package=package,
        letter=letter,
        price=price,
        above=above,
    )


def _taken_over(package: Package, above: Inherited) -> dict[str, object]:
    """What is filled in beforehand, from the contracts above."""
    if not above.is_any:
        return {}
    days = above.payment[0] if above.payment else package.payment_days
    return {
        "payment_days": min(days, package.payment_days),
        "passed_days": above.payment[0] if above.payment else None,
        "social_share": above.social[0] if above.social else None,
        "labour_share": above.labour[0] if above.labour else None,
    }
