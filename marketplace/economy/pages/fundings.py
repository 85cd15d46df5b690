"""Grants and other outside funding: entered by an enterprise, confirmed by the broker."""

import re
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, RadioField, TextAreaField, ValidationError

from invoicing.economy.local_economy import Source
from marketplace.economy.actions import fundings
from marketplace.economy.queries.fundings import (
    FundingList,
    details_of,
    funding_seen_by,
    fundings_of,
)
from marketplace.engine import shown
from marketplace.engine.act import NotAllowed
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.pages.documents import received_if_any
from marketplace.organisations.queries.directory import organisation_by_id
from marketplace.web.forms import DayField, MoneyField, Needed, PageForm, PickField, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.ground.theme import Theme

pages = Blueprint("fundings", __name__)

_FOREIGN = re.compile(r"[€$¥₹]|(?<![A-Z])(?!GBP)[A-Z]{3}(?![A-Z])|euro|dollar", re.IGNORECASE)


class PoundsField(MoneyField):
    """Pounds and pence; a sum in another currency is refused by name."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0] if valuelist else ""
        if _FOREIGN.search(typed):
            self.data = None
            raise ValidationError(
                "Enter pounds sterling. For money in another currency, enter what the bank put "
                "into the account."
            )
        super().process_formdata([re.sub("GBP", "", typed, flags=re.IGNORECASE)])


class FundingForm(PageForm):
    funder_name = TextField("Who gave the money?", [Needed("Say who gave the money.")])
    source = RadioField(
        "What kind of money is it?",
        choices=[
            (Source.GRANT.value, "A grant"),
            (Source.OTHER_FUNDING.value, "Other outside funding, such as social investment"),
        ],
    )
    amount = PoundsField("How much arrived?", [Needed("Enter how much arrived.")])
    received_on = DayField("On which day did it arrive?", [Needed("Enter the day.")])
    theme = PickField("Theme", choices=[(theme.value, shown.words(theme)) for theme in Theme])
    purpose = TextAreaField("What is it for?", [Needed("Say what the money is for.")])
    file = FileField("Evidence, if you have it")


class WithdrawForm(PageForm):
    reason = TextAreaField("Why is it withdrawn?", [Needed("Say why it is withdrawn.")])


@pages.get("/fundings")
@signed_in
def index() -> ResponseReturnValue:
    """For the broker: what waits, then what is counted."""
    if not actor().is_broker:
        raise NotAllowed("funding.confirm")
    return _index(None, fundings_of(actor()))


@pages.get("/organisations/<uuid:organisation_id>/fundings")
@signed_in
def of_organisation(organisation_id: UUID) -> ResponseReturnValue:
    """What an enterprise has entered."""
    organisation = _organisation(organisation_id)
    return _index(organisation, fundings_of(actor(), organisation.id))


@pages.route("/organisations/<uuid:organisation_id>/fundings/new", methods=["GET", "POST"])
@signed_in
def enter(organisation_id: UUID) -> ResponseReturnValue:
    organisation = _organisation(organisation_id)
    form = FundingForm()
    if form.accepts(
        lambda: fundings.enter_funding(
            actor(), organisation.id, **form.values | {"file": received_if_any(form.file)}
        )
    ):
        say("The funding is entered. It is counted once the broker has confirmed it.")
        return redirect(url_for("fundings.show", funding_id=form.result.id))
    return page("economy/fundings/enter.html", form=form, organisation=organisation)


@pages.get("/fundings/<uuid:funding_id>")
@signed_in
def show(funding_id: UUID) -> ResponseReturnValue:
    funding = get_or_404(funding_seen_by(actor(), funding_id))
    details = details_of(funding)
    return page(
        "economy/fundings/show.html",
        funding=funding,
        organisation=details.organisation,
        entry=details.entry,
        version=details.evidence,
    )


@pages.post("/fundings/<uuid:funding_id>/confirm")
@signed_in
def confirm(funding_id: UUID) -> ResponseReturnValue:
    funding = get_or_404(funding_seen_by(actor(), funding_id))
    fundings.confirm_funding(actor(), funding.id)
    say("The funding is counted from now on.")
    return redirect(url_for("fundings.index"))


@pages.route("/fundings/<uuid:funding_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(funding_id: UUID) -> ResponseReturnValue:
    funding = get_or_404(funding_seen_by(actor(), funding_id), "funding.withdraw")
    form = WithdrawForm()
    if form.accepts(
        lambda: fundings.withdraw_funding(actor(), funding.id, reason=form.reason.data)
    ):
        say("The funding is withdrawn and no longer counted.")
        return redirect(url_for("fundings.show", funding_id=funding.id))
    return page("economy/fundings/withdraw.html", form=form, funding=funding)


def _index(organisation: Organisation | None, funding_list: FundingList) -> ResponseReturnValue:
    return page(
        "economy/fundings/index.html",
        organisation=organisation,
        waiting=funding_list.waiting,
        done=funding_list.done,
        names=funding_list.names,
    )


def _organisation(organisation_id: UUID) -> Organisation:
    """The enterprise, for those who may enter funding for it; 403 for all others."""
    return get_or_404(organisation_by_id(organisation_id), "funding.enter")
