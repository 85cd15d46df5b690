"""Since when the buyer’s own finance system can pay the supplier of a contract."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.contracts.actions import set_ups
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.set_ups import set_up_of
from marketplace.organisations.queries.directory import names_of
from marketplace.web.forms import DayField, Needed, PageForm
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("set_ups", __name__)


class SetUpForm(PageForm):
    since = DayField(
        "Since when?", [Needed("Enter the day from which your own system could pay it.")]
    )


@pages.route("/contracts/<uuid:contract_id>/set-up", methods=["GET", "POST"])
@signed_in
def record(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    form = SetUpForm(obj=set_up_of(contract))
    if form.accepts(lambda: set_ups.record_set_up(actor(), contract.id, since=form.since.data)):
        say("It is on record since when you can pay this supplier. Both sides read it here.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    supplier = names_of([contract.supplier_id])[contract.supplier_id]
    return page("contracts/set_ups/record.html", contract=contract, supplier=supplier, form=form)
