"""The group for which a host signs a contract."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from marketplace.contracts.actions import contract_groups
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.organisations.queries.hostings import groups_hosted_by
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import actor, id_in, page, say, signed_in

pages = Blueprint("contract_groups", __name__)

_NONE = "none"


class GroupForm(PageForm):
    group_id = RadioField("For whom do you sign?", [Needed("Choose for whom you sign.")])


@pages.route("/contracts/<uuid:contract_id>/group", methods=["GET", "POST"])
@signed_in
def name(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_group.name")
    form = GroupForm()
    groups = groups_hosted_by([contract.supplier_id])
    form.group_id.choices = [
        *((str(group.id), f"For {group.name}") for group in groups),
        (_NONE, "For ourselves"),
    ]
    if form.accepts(
        lambda: contract_groups.name_contract_group(
            actor(), contract.id, group_id=id_in(form.group_id.data)
        )
    ):
        say("It stands on the contract. Both sides sign it so.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page("contracts/contract_groups/name.html", form=form, contract=contract, groups=groups)
