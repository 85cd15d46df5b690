"""Who belongs to an organisation: its people, invitations, and joining by a link."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, select
from wtforms import RadioField

from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.organisations.actions import memberships
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Invitation, Membership, PersonDetails
from marketplace.organisations.pages.organisations import own_organisation
from marketplace.organisations.queries.people import token_hash
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


class InviteForm(PageForm):
    email = TextField("E-mail address", [Needed("Enter your colleague’s e-mail address.")])
    role = RadioField("Role", choices=ROLES, coerce=str)


@pages.route("/organisations/<uuid:organisation_id>/people", methods=["GET", "POST"])
@signed_in
def index(organisation_id: UUID) -> ResponseReturnValue:
    """Its people and open invitations; an owner invites here."""
    organisation = own_organisation(organisation_id)
    form = InviteForm()
    if form.accepts(
        lambda: memberships.invite_colleague(
            actor(), organisation.id, email=form.email.data, role=Role(form.role.data)
        )
    ):
        say(f"The invitation is on its way to {form.email.data}.")
        return redirect(url_for("memberships.index", organisation_id=organisation.id))
    return page(
        "organisations/memberships/index.html",
        organisation=organisation,
        form=form,
        people=_people(organisation.id),
        invitations=_open_invitations(organisation.id),
    )


@pages.post("/organisations/<uuid:organisation_id>/people/<uuid:membership_id>/end")
@signed_in
def end(organisation_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    organisation = own_organisation(organisation_id)
    memberships.end_membership(actor(), organisation.id, membership_id=membership_id)
    say("That role has ended.")
    return redirect(url_for("memberships.index", organisation_id=organisation.id))


@pages.post("/invitations/<uuid:invitation_id>/cancel")
@signed_in
def cancel(invitation_id: UUID) -> ResponseReturnValue:
    row = get_or_404(
        select(Invitation).where(
            Invitation.id == invitation_id,
            Invitation.organisation_id.in_(actor().organisations),
        )
    )
    memberships.cancel_invitation(actor(), row.id)
    say("The invitation is taken back.")
    return redirect(url_for("memberships.index", organisation_id=row.organisation_id))


@pages.route("/invitations/<token>", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """The page of the link: who invites, to what; then sign in, and accept."""
    row = db.session.scalars(
        select(Invitation).where(Invitation.token_hash == token_hash(token))
    ).one_or_none()
    memberships.check_invitation(row, token, clock.now())
    form = PageForm()
    if row and form.accepts(lambda: memberships.accept_invitation(actor(), row.id, token=token)):
        say("You have joined.")
        return redirect(url_for("work.show"))
    organisation = db.session.get_one(Organisation, row and row.organisation_id)
    return page(
        "organisations/memberships/invitation.html",
        form=form,
        organisation=organisation,
        invitation=row,
        token=token,
    )


def _people(organisation_id: UUID) -> Sequence[Row[Membership, str, str]]:
    return db.session.execute(
        select(Membership, PersonDetails.name, PersonDetails.email)
        .join(PersonDetails, PersonDetails.person_id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(PersonDetails.name, Membership.role)
    ).all()


def _open_invitations(organisation_id: UUID) -> Sequence[Invitation]:
    return db.session.scalars(
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.id)
    ).all()
