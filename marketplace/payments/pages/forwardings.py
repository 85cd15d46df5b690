"""What a host has forwarded to the group that a contract is for."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.engine.access import may
from marketplace.engine.act import NotThere
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.actions import forwardings
from marketplace.payments.models.forwardings import Forwarding
from marketplace.payments.queries.forwardings import (
    forwarded_under,
    forwarding_seen_by,
    forwardings_under,
)
from marketplace.web.forms import DayField, MoneyField, PageForm, TextField
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in

pages = Blueprint("forwardings", __name__)


class ForwardingForm(PageForm):
    amount = MoneyField("How much was forwarded?")
    forwarded_on = DayField("On which day?")
    evidence = TextField("The bank’s reference, if you want to note it")


@pages.get("/contracts/<uuid:contract_id>/forwarded")
@signed_in
def index(contract_id: UUID) -> ResponseReturnValue:
    contract, group_id = _hosted(contract_id)
    return page(
        "payments/forwardings/index.html",
        contract=contract,
        names=names_of([contract.supplier_id, group_id]),
        sums=forwarded_under(contract.id),
        listed=forwardings_under(contract.id, beside()),
        may_record=may(actor(), "forwarding.record", contract),
        is_of_either=not actor().organisations.isdisjoint({contract.supplier_id, group_id}),
    )


@pages.route("/contracts/<uuid:contract_id>/forwarded/new", methods=["GET", "POST"])
@signed_in
def record(contract_id: UUID) -> ResponseReturnValue:
    contract, _ = _hosted(contract_id, "forwarding.record")
    form = ForwardingForm()
    if form.accepts(
        lambda: forwardings.record_forwarding(
            actor(),
            contract.id,
            amount=form.amount.data,
            forwarded_on=form.forwarded_on.data,
            evidence=form.evidence.data or "",
        )
    ):
        say("It is noted. The group is asked whether it came.")
        return redirect(url_for("forwardings.index", contract_id=contract.id))
    return page(
        "payments/forwardings/record.html",
        form=form,
        contract=contract,
        sums=forwarded_under(contract.id),
    )


@pages.post("/contracts/<uuid:contract_id>/forwarded/<uuid:forwarding_id>/take-back")
@signed_in
def take_back(contract_id: UUID, forwarding_id: UUID) -> ResponseReturnValue:
    contract, _ = _hosted(contract_id, "forwarding.take_back")
    forwardings.take_back_forwarding(actor(), contract.id, forwarding_id=forwarding_id)
    say("The note is taken back. It counts as forwarded no more.")
    return redirect(url_for("forwardings.index", contract_id=contract.id))


@pages.post("/forwardings/<uuid:forwarding_id>/confirm")
@signed_in
def confirm(forwarding_id: UUID) -> ResponseReturnValue:
    row = _forwarding(forwarding_id, "forwarding.confirm")
    forwardings.confirm_forwarding(actor(), row.id)
    say("It is confirmed that the money came.")
    return redirect(url_for("forwardings.index", contract_id=row.contract_id))


@pages.route("/forwardings/<uuid:forwarding_id>/deny", methods=["GET", "POST"])
@signed_in
def deny(forwarding_id: UUID) -> ResponseReturnValue:
    row = _forwarding(forwarding_id, "forwarding.deny")
    form = PageForm()
    if form.accepts(lambda: forwardings.deny_forwarding(actor(), row.id)):
        say("The host is told that it did not come. If it comes later, say so here.")
        return redirect(url_for("forwardings.index", contract_id=row.contract_id))
    return page("payments/forwardings/deny.html", form=form, forwarding=row)


def _hosted(contract_id: UUID, right: str | None = None) -> tuple[Contract, UUID]:
    """A contract for a group, read by its host, its group and its buyer."""
    contract = visible_contract(contract_id, right)
    if contract.for_group_id is None:
        raise NotThere("Forwarding")
    return contract, contract.for_group_id


def _forwarding(forwarding_id: UUID, right: str) -> Forwarding:
    return get_or_404(forwarding_seen_by(actor(), forwarding_id), right)
