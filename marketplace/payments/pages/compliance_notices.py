"""How an authority paid under its public contracts: its notice of each half-year (s69)."""

import json
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from invoicing.payments.payments_compliance import NOTHING_ELSE, LedgerFigures
from marketplace.engine import clock
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.payments.actions import compliance_notices
from marketplace.payments.models.compliance_notices import ComplianceNotice
from marketplace.payments.queries.compliance_notices import (
    Compliance,
    compliance_of,
    compliance_rows,
    figures_of,
)
from marketplace.tendering.pages.published_form import PublishedForm
from marketplace.web.forms import MoneyField, NumberField, PageForm, TextField, WholeNumberField
from marketplace.web.tools import actor, json_file, page, say, signed_in
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.notice_items import missing_from

pages = Blueprint("compliance_notices", __name__)

_PREPARE, _RECORD = "compliance_notice.prepare", "compliance_notice.record"
OTHERS = [
    ("none", "None: every one of them is recorded on this marketplace"),
    ("some", "There are others: our own ledger has them"),
]
_ASKED = ("paid", "mean_days", "within_30", "days_31_to_60", "over_60", "payable", "not_paid")


class LedgerForm(PageForm):
    others = RadioField(
        "Which invoices under your public contracts are not recorded here?", choices=OTHERS
    )
    paid = WholeNumberField("How many of the others did you pay in the period?")
    mean_days = NumberField("In how many days on average?")
    within_30 = WholeNumberField("How many of them within 30 days?")
    days_31_to_60 = WholeNumberField("How many in 31 to 60 days?")
    over_60 = WholeNumberField("How many in 61 days or more?")
    payable = MoneyField("How much of the others fell due in the period?")
    not_paid = MoneyField("How much of that was not paid by its end?")

    def ledger(self) -> LedgerFigures:
        """What was typed; refuses a figure that was left out: none is taken for nothing."""
        if self.others.data == "none":
            return NOTHING_ELSE
        refuse_if_any(
            [
                Refusal("Enter this from your own ledger; 0 where there is none.", field=name)
                for name in _ASKED
                if self[name].data is None
            ]
        )
        return LedgerFigures(**{name: self[name].data for name in _ASKED})


class RecordForm(PublishedForm):
    approver = TextField("Who approved the figures?")
    title = TextField("With which title?")


@pages.get("/organisations/<uuid:organisation_id>/payments-notices")
@signed_in
def index(organisation_id: UUID) -> ResponseReturnValue:
    organisation = _authority(organisation_id)
    return page(
        "payments/compliance_notices/index.html",
        organisation=organisation,
        rows=compliance_rows(organisation.id, clock.today()),
        today=clock.today(),
    )


@pages.route(
    "/organisations/<uuid:organisation_id>/payments-notices/<begins_on>", methods=["GET", "POST"]
)
@signed_in
def prepare(organisation_id: UUID, begins_on: str) -> ResponseReturnValue:
    """What the notice says, and what of it is the authority’s own to say."""
    organisation = _authority(organisation_id)
    notice = _notice(organisation, begins_on)
    form = LedgerForm(**_said(notice.row))
    if form.accepts(
        lambda: compliance_notices.prepare_compliance_notice(
            actor(), organisation.id, begins_on=notice.period.begins, ledger=form.ledger()
        )
    ):
        say("The figures are worked out with what you said.")
        return redirect(url_for(".prepare", organisation_id=organisation.id, begins_on=begins_on))
    return page(
        "payments/compliance_notices/prepare.html",
        organisation=organisation,
        notice=notice,
        form=form,
        missing=[item for item in missing_from(notice.lines) if item.key != "approval"],
    )


@pages.route(
    "/organisations/<uuid:organisation_id>/payments-notices/<begins_on>/record",
    methods=["GET", "POST"],
)
@signed_in
def record(organisation_id: UUID, begins_on: str) -> ResponseReturnValue:
    """Where and when it was published, and who approved its figures."""
    organisation = _authority(organisation_id, _RECORD)
    notice = _notice(organisation, begins_on)
    form = RecordForm()
    if form.accepts(
        lambda: compliance_notices.record_compliance_notice(
            actor(),
            organisation.id,
            begins_on=notice.period.begins,
            approver=form.approver.data or "",
            title=form.title.data or "",
            published=form.published,
        )
    ):
        say("The payments compliance notice is recorded.")
        return redirect(url_for(".index", organisation_id=organisation.id))
    return page(
        "payments/compliance_notices/record.html",
        organisation=organisation,
        notice=notice,
        form=form,
    )


@pages.get("/organisations/<uuid:organisation_id>/payments-notices/<begins_on>/figures.json")
@signed_in
def figures(organisation_id: UUID, begins_on: str) -> ResponseReturnValue:
    """Its figures as a file; the open contracting standard has no fields for them."""
    organisation = _authority(organisation_id)
    notice = _notice(organisation, begins_on)
    told = figures_of(notice)
    if told is None:
        abort(404)
    return json_file(json.dumps(told, indent=2).encode(), f"UK17-{begins_on}.json")


def _authority(organisation_id: UUID, right: str = _PREPARE) -> Organisation:
    organisation = managed_organisation(organisation_id, right)
    if not organisation.kind.is_contracting_authority:
        abort(404)
    return organisation


def _notice(organisation: Organisation, begins_on: str) -> Compliance:
    """That of a half-year which is over, by its first day."""
    rows = compliance_rows(organisation.id, clock.today())
    wanted = [period for period, _ in rows if period.begins.isoformat() == begins_on]
    if not wanted:
        abort(404)
    return compliance_of(organisation, wanted[0])


def _said(row: ComplianceNotice | None) -> dict[str, Any]:
    """What was said before, for the form."""
    if row is None:
        return {}
    if row.ledger == NOTHING_ELSE:
        return {"others": "none"}
    return {"others": "some"} | {name: getattr(row, name) for name in _ASKED}
