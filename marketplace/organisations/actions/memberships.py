"""Who joins an organisation, and who leaves it?"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.engine.address import normal_address
from marketplace.organisations.actions import messages
from marketplace.organisations.actions.organisations import appoint
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Invitation, Membership, PersonDetails
from marketplace.organisations.queries.people import people_as, person_with, token_hash
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal

INVITED_FOR = timedelta(days=14)


@action("colleague.invite")
def invite_colleague(act: Act, organisation: Organisation, *, email: str, role: Role) -> Invitation:
    """Ask somebody by e-mail to join in a role; an earlier invitation to the same role is over."""
    address = normal_address(email)
    _check_not_held(organisation.id, address, role)
    db.session.execute(
        update(Invitation)
        .where(
            Invitation.organisation_id == organisation.id,
            func.lower(Invitation.email) == address,
            Invitation.role == role,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > act.now,
        )
        .values(expires_at=act.now)
    )
    token = secrets.token_urlsafe(32)
    row = act.add(
        Invitation(
            organisation_id=organisation.id,
            email=address,
            role=role,
            token_hash=token_hash(token),
            invited_by=act.person_id,
            expires_at=act.now + INVITED_FOR,
        )
    )
    act.note(invitation_id=row.id, role=role)
    messages.notify_address(
        act,
        address,
        "invitation",
        organisation=organisation.name,
        role=role,
        token=messages.secret(token),
        until=london_day(row.expires_at),
    )
    return row


@action("invitation.accept")
def accept_invitation(act: Act, invitation: Invitation, *, token: str) -> UUID:
    """Join with the link that was sent; the organisation's id. The inviter is told who joined.

    Only the person whose proved address was invited: a link that was passed on lets nobody in.
    """
    check_invitation(invitation, token, act.now)
    if person_with(invitation.email) != act.person_id:
        raise Refusal(
            "This invitation was sent to another address than the one of your account. Sign in "
            "with the account of that address, or ask your colleague to invite this one."
        )
    appoint(act, act.person_id, invitation.organisation_id, invitation.role)
    invitation.accepted_at = act.now
    act.note(role=invitation.role)
    act.notify(
        invitation.invited_by,
        "invitation_accepted",
        organisation=db.session.get_one(Organisation, invitation.organisation_id).name,
        organisation_id=invitation.organisation_id,
        role=invitation.role,
    )
    return invitation.organisation_id


@action("invitation.cancel")
def cancel_invitation(act: Act, invitation: Invitation) -> None:
    """Take an invitation back before it is accepted."""
    if invitation.accepted_at is not None:
        raise Refusal("This invitation was accepted already. End the membership instead.")
    invitation.expires_at = act.now


@action("membership.end")
def end_membership(act: Act, organisation: Organisation, *, membership_id: UUID) -> None:
    """End one role of one person; never the last owner's."""
    membership = db.session.get(Membership, membership_id)
    if membership is None or membership.organisation_id != organisation.id:
        raise NotThere("Membership")
    _end(act, membership)


@action("membership.leave")
def leave_membership(act: Act, membership: Membership) -> None:
    """Give up one's own role; never as the last owner."""
    db.session.execute(
        select(Organisation.id)
        .where(Organisation.id == membership.organisation_id)
        .with_for_update()
    )
    _end(act, membership)


def check_invitation(invitation: Invitation | None, token: str, now: datetime) -> None:
    """Refuses a link that cannot be used any more, in a sentence that says what to do."""
    if invitation is None or invitation.token_hash != token_hash(token):
        raise Refusal("This invitation link is not right. Ask your colleague for a new one.")
    if invitation.accepted_at is not None:
        raise Refusal("This invitation was used already. Ask your colleague for a new one.")
    if invitation.expires_at <= now:
        raise Refusal("This invitation is over. Ask your colleague for a new one.")
    if invitation.invited_by not in people_as(invitation.organisation_id, Role.OWNER):
        raise Refusal(
            "Who invited you is no longer an owner of this organisation. Ask another for a new "
            "invitation."
        )


def _end(act: Act, membership: Membership) -> None:
    if membership.ended_at is not None:
        raise Refusal("This role has ended already.")
    if membership.role is Role.OWNER and _owners(membership.organisation_id) < 2:
        raise Refusal(
            "This is the last owner. Invite another owner first: an organisation is never without."
        )
    membership.ended_at = act.now
    act.note(membership_id=membership.id, person=membership.person_id, role=membership.role)


def _owners(organisation_id: UUID) -> int:
    owners = select(Membership.id).where(
        Membership.organisation_id == organisation_id,
        Membership.role == Role.OWNER,
        Membership.ended_at.is_(None),
    )
    return len(db.session.scalars(owners).all())


def _check_not_held(organisation_id: UUID, address: str, role: Role) -> None:
    held = db.session.scalar(
        select(Membership.id)
        .join(PersonDetails, PersonDetails.person_id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == role,
            Membership.ended_at.is_(None),
            func.lower(PersonDetails.email) == address,
        )
    )
    if held is not None:
        raise Refusal("This person has this role already.", field="email")
