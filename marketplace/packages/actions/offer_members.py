"""Several offer together: who is asked, who does what for which share, and each one's word."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action, refuse_unread
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.packages.actions.letters import tell_parties
from marketplace.packages.actions.offers import (
    ask_members,
    count_change,
    makeable,
    withdraw_within,
)
from marketplace.packages.models.offers import Offer, OfferMember
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.makeable import as_read, waits_for_its_makers
from marketplace.packages.queries.offers import members_of, parts_of
from procurement.ground.refusal import Refusal
from procurement.packages.offer import OfferState, Part, check_parts


@dataclass(frozen=True, slots=True)
class MemberPart:
    """What one member would do, and its share of the price in per cent."""

    work: str
    share: Decimal


@action("offer_member.ask")
def ask_offer_member(act: Act, offer: Offer, *, organisation_id: UUID) -> OfferMember:
    """Ask another enterprise in; with the first one the lead becomes a member too."""
    _refuse_made(act, offer)
    who = db.session.get(Organisation, organisation_id)
    if who is None or not who.kind.supplies or who.id in (offer.poster_id, offer.organisation_id):
        raise Refusal("Choose another enterprise.", field="q")
    if not people_of([who.id], Role.BID_WRITER):
        raise Refusal(
            f"Nobody has an account for {who.name} yet, so nobody could accept.", field="q"
        )
    former = _former(offer, organisation_id)
    members = members_of(offer.id, locked=True)
    if former is not None and former.declined_at is None:
        raise Refusal(f"{who.name} is in already.", field="q")
    if not members:
        act.add(_member(offer, offer.organisation_id, 1))
    last = max([row.position for row, _ in members], default=1)
    member = former or _member(offer, organisation_id, last + 1)
    member.work, member.share, member.declined_at = "", Decimal(0), None
    act.add(member)
    ask_members(act, offer)
    package = db.session.get_one(Package, offer.package_id)
    tell_parties(act, offer, package, "offer_together", only=[organisation_id])
    count_change(offer)
    return member


@action("offer_members.agree")
def agree_offer_members(act: Act, offer: Offer, *, parts: Mapping[UUID, MemberPart]) -> None:
    """Say who does what for which share; whoever is not named is out, all others are asked.

    Refuses with fields ``work-<organisation id>``, ``share-<organisation id>`` and ``share``.
    """
    _refuse_made(act, offer)
    members = members_of(offer.id, locked=True)
    if not parts.keys() <= {row.organisation_id for row, _ in members}:
        raise Refusal("The members changed while you were writing this. Look at the list again.")
    if offer.organisation_id not in parts and parts:
        raise Refusal("Your own organisation leads this offer, so it stays in.")
    staying = [(row, name) for row, name in members if row.organisation_id in parts]
    if len(staying) > 1:
        check_parts(
            [
                Part(row.organisation_id, name, parts[row.organisation_id].work,
                     parts[row.organisation_id].share)
                for row, name in staying
            ]
        )  # fmt: skip
    gone = [row for row, _ in members if row.organisation_id not in parts or len(staying) < 2]
    for row in gone:
        db.session.delete(row)
    for row, _ in staying if len(staying) > 1 else []:
        row.work, row.share = parts[row.organisation_id].work, parts[row.organisation_id].share
    db.session.flush()
    ask_members(act, offer)
    count_change(offer)


@action("offer_part.accept")
def accept_offer_part(act: Act, member: OfferMember, *, seen: str) -> None:
    """Accept price and part as they were read, for the package as it was read, and no others.

    A part of it is that the lead sends the member's invoices in its name.
    """
    offer = db.session.get_one(Offer, member.offer_id, populate_existing=True)
    _refuse_out(member, offer)
    package = db.session.get_one(Package, offer.package_id, populate_existing=True)
    if not waits_for_its_makers(offer, package):
        makeable(act, offer)
    check_parts(parts_of(members_of(offer.id)))
    refuse_unread(seen, as_read(offer, package), "accept it")
    member.accepted_at = act.now
    _tell_lead(act, offer, "accepted")


@action("offer_part.decline")
def decline_offer_part(act: Act, member: OfferMember) -> None:
    """Decline, or leave; an offer that was made with this member is taken back."""
    offer = db.session.get_one(Offer, member.offer_id, populate_existing=True, with_for_update=True)
    _refuse_out(member, offer)
    if member.organisation_id == offer.organisation_id:
        raise Refusal("The lead cannot leave its own offer. Take the offer back instead.")
    member.declined_at, member.accepted_at = act.now, None
    offer.parts_open_since = act.now
    if offer.state is OfferState.MADE:
        withdraw_within(act, offer)
    _tell_lead(act, offer, "declined")


def _tell_lead(act: Act, offer: Offer, answer: str) -> None:
    package = db.session.get_one(Package, offer.package_id)
    tell_parties(act, offer, package, "offer_answered", only=[offer.organisation_id], answer=answer)


def _refuse_out(member: OfferMember, offer: Offer) -> None:
    if member.declined_at is not None:
        raise Refusal("Your organisation has declined this.")
    if offer.state in (OfferState.CHOSEN, OfferState.NOT_CHOSEN):
        raise Refusal("This offer is decided on, so it stays as it is.")


def _refuse_made(act: Act, offer: Offer) -> None:
    makeable(act, offer)
    if offer.state is OfferState.MADE:
        raise Refusal("Take the offer back first: whoever made it stands behind it together.")


def _former(offer: Offer, organisation_id: UUID) -> OfferMember | None:
    return db.session.scalars(
        select(OfferMember).where(
            OfferMember.offer_id == offer.id, OfferMember.organisation_id == organisation_id
        )
    ).one_or_none()


def _member(offer: Offer, organisation_id: UUID, position: int) -> OfferMember:
    return OfferMember(offer_id=offer.id, organisation_id=organisation_id, position=position)
