"""How an organisation numbers its invoices and credit notes."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from invoicing.billing.invoice import series_number
from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.payments.actions import number_series
from marketplace.payments.models.invoices import InvoiceKind
from marketplace.payments.queries.number_series import series_of
from marketplace.web.forms import Needed, NumberField, PageForm, TextField
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("number_series", __name__)

KINDS = [(InvoiceKind.INVOICE, "Invoices"), (InvoiceKind.CREDIT_NOTE, "Credit notes")]


class SeriesForm(PageForm):
    kind = RadioField("Which documents?", choices=KINDS)
    prefix = TextField("What do their numbers begin with?")
    first = NumberField("Which number is next?", [Needed("Say which number is next.")])


@pages.route("/organisations/<uuid:organisation_id>/numbers", methods=["GET", "POST"])
@signed_in
def choose(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "number_series.choose")
    form = SeriesForm()
    if form.accepts(
        lambda: number_series.choose_number_series(
            actor(),
            organisation.id,
            kind=InvoiceKind(form.kind.data),
            prefix=(form.prefix.data or "").strip(),
            first=int(form.first.data) if form.first.data % 1 == 0 else 0,
        )
    ):
        say("The next document gets the number that you chose.")
        return redirect(url_for("number_series.choose", organisation_id=organisation.id))
    following = [
        (said, series_number(row.beginning, row.last + 1))
        for row, (_, said) in zip(series_of(organisation.id), KINDS, strict=True)
    ]
    return page(
        "payments/invoices/numbers.html", form=form, organisation=organisation, following=following
    )
