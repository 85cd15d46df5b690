"""The broker's desk: claims, buyers to approve, enterprises to verify, two records made one."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, SelectMultipleField, TextAreaField

from marketplace.desk.actions import merges
from marketplace.desk.queries import desk as desk_of_the_broker
from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import verifications
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.pages.organisations import EVIDENCE, visible_organisation
from marketplace.organisations.queries.directory import identifiers_of, verification_by_id
from marketplace.organisations.queries.evidence_requests import evidence_request_of
from marketplace.organisations.queries.hostings import host_of, is_registered
from marketplace.organisations.queries.law import known_holidays
from marketplace.organisations.queries.places import brokered_places
from marketplace.web.forms import DayField, Needed, PageForm, PickField, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.organisations.organisation import Identifier, Scheme
from procurement.organisations.social_enterprise import Criterion, EvidenceKind, last_good_day

pages = Blueprint("verifications", __name__)


class VerifyForm(PageForm):
    evidence = PickField(
        "Evidence", choices=[(kind.value, text) for kind, text in EVIDENCE.items()]
    )
    identifier = SelectField("The number you looked up, for a register", choices=[("", "None")])
    criteria = SelectMultipleField(
        "For a governing document: what you found in it",
        choices=[(criterion.value, criterion.value) for criterion in Criterion],
    )
    reference = TextField(
        "Name the evidence: the entry, the certificate’s number or the document",
        [Needed("Name the evidence you looked at.")],
    )
    expires_on = DayField("Good until", [Needed("Enter the last day it is good.")])


class RevokeForm(PageForm):
    reason = TextAreaField("Reason", [Needed("Say why: the organisation will read it.")])


class MergeForm(PageForm):
    into = TextField(
        "Number of the record that stays", [Needed("Enter a number such as GB-COH-02036103.")]
    )


class DissolveForm(PageForm):
    on = DayField("The day it ended", [Needed("Enter the day.")])


@pages.get("/broker")
@signed_in
def desk() -> ResponseReturnValue:
    """What waits for the broker."""
    _only_the_broker()
    return page(
        "desk/verifications/desk.html",
        desk=desk_of_the_broker.waiting(actor(), clock.today()),
        places=brokered_places(actor()),
        warning=known_holidays().warning(clock.today()),
    )


@pages.post("/organisations/<uuid:organisation_id>/approve")
@signed_in
def approve(organisation_id: UUID) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    verifications.approve_buyer(actor(), organisation.id)
    say(f"{organisation.name} may now publish.")
    return redirect(url_for("verifications.desk"))


@pages.route("/organisations/<uuid:organisation_id>/verify", methods=["GET", "POST"])
@signed_in
def verify(organisation_id: UUID) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    _only_the_broker()
    form = VerifyForm(expires_on=last_good_day(clock.today()))
    form.identifier.choices = [("", "None")] + [
        (f"{row.scheme}-{row.identifier}", f"{Scheme(row.scheme).register}: {row.identifier}")
        for row in identifiers_of(organisation.id)
        if row.scheme in set(Scheme)
    ]
    if form.accepts(
        lambda: verifications.verify_enterprise(
            actor(),
            organisation.id,
            **form.values
            | {
                "evidence": EvidenceKind(form.evidence.data),
                "criteria": frozenset(map(Criterion, form.criteria.data)),
            },
        )
    ):
        say(f"{organisation.name} is verified as a social enterprise.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page(
        "desk/verifications/verify.html",
        form=form,
        organisation=organisation,
        is_registered=is_registered(organisation.id),
        host=host_of(organisation.id),
        asked=evidence_request_of(organisation.id),
    )


@pages.route("/verifications/<uuid:verification_id>/revoke", methods=["GET", "POST"])
@signed_in
def revoke(verification_id: UUID) -> ResponseReturnValue:
    row = get_or_404(verification_by_id(verification_id))
    organisation = visible_organisation(row.organisation_id)
    _only_the_broker()
    form = RevokeForm()
    if form.accepts(
        lambda: verifications.revoke_verification(actor(), row.id, reason=form.reason.data)
    ):
        say("The verification is revoked from today.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page(
        "desk/verifications/revoke.html", form=form, verification=row, organisation=organisation
    )


@pages.route("/organisations/<uuid:organisation_id>/merge", methods=["GET", "POST"])
@signed_in
def merge(organisation_id: UUID) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    _only_the_broker()
    form = MergeForm()
    if form.accepts(lambda: _merge(organisation, form.into.data)):
        say("The two records are one.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page("desk/verifications/merge.html", form=form, organisation=organisation)


@pages.route("/organisations/<uuid:organisation_id>/dissolve", methods=["GET", "POST"])
@signed_in
def dissolve(organisation_id: UUID) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    _only_the_broker()
    form = DissolveForm()
    if form.accepts(
        lambda: verifications.dissolve_organisation(actor(), organisation.id, on=form.on.data)
    ):
        say("The end of the organisation is noted.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page("desk/verifications/dissolve.html", form=form, organisation=organisation)


def _merge(organisation: Organisation, typed: str) -> None:
    merges.merge_organisation(actor(), organisation.id, into=Identifier.parse(typed))


def _only_the_broker() -> None:
    """The organisation may be visible to all, but these pages are the broker's."""
    if not actor().is_broker:
        raise NotAllowed
