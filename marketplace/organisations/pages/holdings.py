"""Holdings: what an enterprise is insured for, accredited and registered as, and until when."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FileField

from marketplace.engine import shown
from marketplace.organisations.actions import holdings
from marketplace.organisations.actions.holdings import HoldingTerms
from marketplace.organisations.models.profiles import Holding
from marketplace.organisations.pages.documents import received_if_any
from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.organisations.queries.profiles import holding_kept_by, is_certificate_public
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import DayField, MoneyField, PageForm, PickField, TextField
from marketplace.web.tools import actor, get_or_404, page, said, say, signed_in
from procurement.organisations.holding import HoldingKind

pages = Blueprint("holdings", __name__)


class HoldingForm(PageForm):
    kind = PickField(
        "What is it?", choices=[(kind.value, shown.words(kind)) for kind in HoldingKind]
    )
    name = TextField("What it is called, or who gives it")
    amount = MoneyField("What an insurance covers")
    expires_on = DayField("Last day on which it is good")
    certificate = FileField("Certificate or policy")
    is_public = BooleanField("Everybody may read the certificate")

    def terms(self) -> HoldingTerms:
        """What was typed, still to be judged."""
        return HoldingTerms(
            HoldingKind(self.kind.data),
            self.name.data or "",
            self.amount.data,
            self.expires_on.data,
            received_if_any(self.certificate),
            bool(self.is_public.data),
        )


class RenewForm(HoldingForm, DraftForm):
    """The same for one that stands, with the revision that its author saw."""


@pages.route("/organisations/<uuid:organisation_id>/holdings/new", methods=["GET", "POST"])
@signed_in
def add(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "holding.add")
    form = HoldingForm(kind=said("kind"))
    if form.accepts(lambda: holdings.add_holding(actor(), organisation.id, terms=form.terms())):
        say(_said(form.result, "It stands on your public page"))
        if said("back") == "readiness":
            return redirect(url_for("readiness.show", organisation_id=organisation.id))
        return redirect(url_for("profiles.keep", organisation_id=organisation.id))
    return page(
        "organisations/holdings/edit.html", form=form, organisation=organisation, holding=None
    )


@pages.route("/holdings/<uuid:holding_id>", methods=["GET", "POST"])
@signed_in
def renew(holding_id: UUID) -> ResponseReturnValue:
    holding = get_or_404(holding_kept_by(actor(), holding_id), "holding.renew")
    form = RenewForm(data=_saved(holding))
    if form.accepts(lambda: holdings.renew_holding(actor(), holding.id, terms=form.terms())):
        say(_said(form.result, "It is saved as it stands on your public page"))
        return redirect(url_for("profiles.keep", organisation_id=holding.organisation_id))
    form.catch_up()
    return page(
        "organisations/holdings/edit.html",
        form=form,
        organisation=organisation_named_by(holding.organisation_id),
        holding=holding,
    )


@pages.post("/holdings/<uuid:holding_id>/remove")
@signed_in
def remove(holding_id: UUID) -> ResponseReturnValue:
    holding = get_or_404(holding_kept_by(actor(), holding_id), "holding.remove")
    holdings.remove_holding(actor(), holding.id)
    say("It is taken off your public page.")
    return redirect(url_for("profiles.keep", organisation_id=holding.organisation_id))


def _said(holding: Holding, what: str) -> str:
    without = "" if holding.document_id else ", without a certificate: you can add one at any time"
    return f"{what}{without}.{' We remind you before it ends.' if holding.expires_on else ''}"


def _saved(holding: Holding) -> dict[str, Any]:
    names = ("name", "amount", "expires_on", "revision")
    values = {name: getattr(holding, name) for name in names}
    return {**values, "kind": holding.kind.value, "is_public": is_certificate_public(holding)}
