"""Who belongs to an organisation: its people, invitations, and joining by a link."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.actions import memberships
from marketplace.organisations.queries.directory import own_organisation
from marketplace.organisations.queries.memberships import (
    invitation_of_own,
    invitation_with,
    members_of_organisation,
)
from marketplace.tendering.queries.tenders import has_tender
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("memberships", __name__)

ROLES = [
    (Role.OWNER.value, "Owner: may do everything but score bids, and decides who belongs"),
    (Role.BUYER.value, "Buyer: drafts and publishes tenders, runs evaluation and award"),
    (Role.EVALUATOR.value, "Evaluator: can be put on a panel and scores bids"),
    (Role.FINANCE.value, "Finance: invoices, payments and the bank account"),
    (Role.BID_WRITER.value, "Bid writer: writes and submits bids, joins consortia"),
]
"""Where tenders are: in a contracting authority, and whoever else has one."""

OTHER_ROLES = [
    (Role.OWNER.value, "Owner: may do everything, and decides who belongs"),
    (Role.BUYER.value, "Buyer: posts packages of work, chooses offers and accepts work"),
    (Role.FINANCE.value, "Finance: invoices, payments and the bank account"),
    (Role.BID_WRITER.value, "Bid writer: writes bids and offers, joins others in them"),
]
"""In every other organisation: there is no panel."""


class InviteForm(PageForm):
    email = TextField("E-mail address", [Needed("Enter your colleague’s e-mail address.")])
    role = RadioField("Role", coerce=str)


@pages.route("/organisations/<uuid:organisation_id>/people", methods=["GET", "POST"])
@signed_in
def index(organisation_id: UUID) -> ResponseReturnValue:
    """Its people and open invitations; an owner invites here."""
    organisation = get_or_404(own_organisation(actor(), organisation_id))
    form = InviteForm()
    has_panels = organisation.kind.is_contracting_authority or has_tender([organisation.id])
    form.role.choices = ROLES if has_panels else OTHER_ROLES
    if form.accepts(
        lambda: memberships.invite_colleague(
            actor(), organisation.id, email=form.email.data, role=Role(form.role.data)
        )
    ):
        say(f"The invitation is on its way to {form.email.data}.")
        return redirect(url_for("memberships.index", organisation_id=organisation.id))
    members = members_of_organisation(organisation.id, clock.now())
    return page(
        "organisations/memberships/index.html",
        organisation=organisation,
        form=form,
        people=members.people,
        invitations=members.invitations,
    )


@pages.post("/organisations/<uuid:organisation_id>/people/<uuid:membership_id>/end")
@signed_in
def end(organisation_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    organisation = get_or_404(own_organisation(actor(), organisation_id))
    memberships.end_membership(actor(), organisation.id, membership_id=membership_id)
    say("That role has ended.")
    return redirect(url_for("memberships.index", organisation_id=organisation.id))


@pages.post("/invitations/<uuid:invitation_id>/cancel")
@signed_in
def cancel(invitation_id: UUID) -> ResponseReturnValue:
    row = get_or_404(invitation_of_own(actor(), invitation_id))
    memberships.cancel_invitation(actor(), row.id)
    say("The invitation is taken back.")
    return redirect(url_for("memberships.index", organisation_id=row.organisation_id))


@pages.route("/invitations/<token>", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """The page of the link: who invites, to what; then sign in, and accept."""
    row, organisation = invitation_with(token) or (None, None)
    memberships.check_invitation(row, token, clock.now())
    form = PageForm()
    if row and form.accepts(lambda: memberships.accept_invitation(actor(), row.id, token=token)):
        say("You have joined.")
        return redirect(url_for("work.show"))
    return page(
        "organisations/memberships/invitation.html",
        form=form,
        organisation=organisation,
        invitation=row,
        token=token,
    )
