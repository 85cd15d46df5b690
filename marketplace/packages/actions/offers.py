"""What an enterprise does to answer a package: begins, writes, makes, or takes back its offer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from marketplace.bidding.queries.sealed import signature
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action, refuse_unread
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.actions.letters import (
    give_receipts,
    tell_parties,
    tell_poster,
    tell_writers,
)
from marketplace.packages.models.offers import Offer, OfferMember, OfferRound, OfferVersion
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.makeable import (
    WRITABLE,
    as_read,
    refuse_decided,
    refuse_late,
    refuse_unhosted,
    refuse_unmakeable,
)
from marketplace.packages.queries.offer_content import draft_of, kept_draft, sealed_offer, which
from marketplace.packages.queries.offers import (
    MOST_OFFERS,
    MOST_ROUNDS,
    is_as_made,
    made_last,
    may_answer,
    members_of,
    offers_held,
    parts_of,
    proposal_met,
    rounds_of,
)
from procurement.ground.refusal import Refusal
from procurement.packages.offer import (
    OFFER,
    OfferState,
    Side,
    Terms,
    before_making,
    check_terms,
    is_same_offer,
)
from procurement.packages.package import Way
from procurement.packages.package_change import before_standing_by


@action("offer.begin")
def begin_offer(act: Act, package: Package, *, organisation_id: UUID, terms: Terms) -> Offer:
    """Write an offer for one of the person’s enterprises; nobody else reads it until it is made."""
    if organisation_id not in act.actor.organisations_as(Role.BID_WRITER):
        raise NotAllowed(act.verb)
    refuse_late(package, organisation_id, act.now)
    who = db.session.get_one(Organisation, organisation_id)
    if not who.kind.supplies or not may_answer(package.id, [organisation_id], act.today):
        raise Refusal("This package is not for this organisation.", field="organisation_id")
    known = select(Offer.id).where(
        Offer.package_id == package.id, Offer.organisation_id == organisation_id
    )
    if db.session.scalar(known) is not None:
        raise Refusal("Your organisation has begun an offer already.", field="organisation_id")
    check_terms(terms)
    refuse_unhosted(organisation_id, terms)
    others = select(func.count()).select_from(Offer).where(Offer.package_id == package.id)
    if (db.session.scalar(others) or 0) >= MOST_OFFERS:
        raise Refusal(f"This package has {MOST_OFFERS} offers already, and takes no more.")
    offer = Offer(
        id=db.uuid7(),
        package_id=package.id,
        poster_id=package.poster_id,
        organisation_id=organisation_id,
        begun_at=act.now,
    )
    offer.draft = kept_draft(offer, terms)
    act.note(offer=offer.id)
    return act.add(offer)


@action("offer.save")
def save_offer(act: Act, offer: Offer, *, terms: Terms) -> None:
    """Write it anew; whoever offers together is asked again to accept it."""
    makeable(act, offer)
    check_terms(terms)
    refuse_unhosted(offer.organisation_id, terms)
    write_draft(act, offer, terms, rounds_of(offer.id))


@action("offer.make")
def make_offer(act: Act, offer: Offer, *, seen: str) -> Offer:
    """Make it as it was read: sealed until the moment, or the next round of a negotiation."""
    package = makeable(act, offer)
    offer.state = OFFER.after(offer.state, "make")
    terms = draft_of(offer)
    check_terms(terms)
    members = members_of(offer.id, locked=True)
    before_making(parts_of(members))
    refuse_unhosted(offer.organisation_id, terms, is_joint=bool(members))
    refuse_unread(seen, as_read(offer, package), "make it")
    offer.version, offer.made_at, offer.agreed_round = offer.version + 1, act.now, None
    offer.package_version, offer.for_group_id = package.version, terms.for_group
    offer.unsent_since = offer.asked_round = None
    if package.way is Way.SEALED:
        if offer.version > MOST_ROUNDS:
            raise Refusal(f"An offer is made {MOST_ROUNDS} times at most. The last one counts.")
        packed, sha256 = sealed_offer(package, offer, terms, [row for row, _ in members])
        version = OfferVersion(
            offer_id=offer.id,
            number=offer.version,
            sealed=packed,
            sha256=sha256,
            received_at=act.now,
            submitted_by=act.person_id,
        )
        act.add(version)
        act.note(sha256=sha256)
        give_receipts(
            act, offer, package, "offer_sealed",
            version=version.number, at=act.now, sha256=sha256, closes_at=package.closes_at,
            signature=signature(which(offer, version.number), act.now, sha256),
        )  # fmt: skip
    else:
        add_round(act, offer, Side.ENTERPRISE, terms)
        tell_parties(act, offer, package, "offer_made", at=act.now)
        tell_poster(act, package, "offer_received", offer_id=offer.id)
    if terms.for_group:
        host = db.session.get_one(Organisation, offer.organisation_id).name
        tell_writers(
            act, [terms.for_group], package, "offer_for_group", offer_id=offer.id, host=host
        )
    return offer


@action("offer.stand_by")
def stand_by_offer(act: Act, offer: Offer, *, seen: str) -> None:
    """Say that it stands as it was made, for the package as it was changed since. Where several offer
    together, each member has accepted the same price and part anew before."""
    package = db.session.get_one(Package, offer.package_id, populate_existing=True)
    refuse_decided(package)
    if offer.state is not OfferState.MADE:
        raise Refusal("This offer is not made, so there is nothing to stand by.")
    before_standing_by(offer.package_version, package.version)
    parts = parts_of(members_of(offer.id, locked=True))
    if not is_as_made(offer, parts, made_last(offer, rounds_of(offer.id))):
        raise Refusal("What is written now is not what you made. Make it anew instead.")
    before_making(parts)
    refuse_unread(seen, as_read(offer, package), "say that it stands")
    offer.package_version = package.version
    if package.way is Way.OPEN or package.closed_at is not None:
        tell_poster(act, package, "offer_stands", offer_id=offer.id)


@action("offer.withdraw")
def withdraw_offer(act: Act, offer: Offer) -> None:
    """Take it back before one is chosen; it can be made again while offers are taken."""
    withdraw_within(act, offer)


def withdraw_within(act: Act, offer: Offer) -> None:
    """Withdraw an offer within an action that holds its row, and tell whose offer it is."""
    package = db.session.get_one(Package, offer.package_id)
    offer.state = OFFER.after(offer.state, "withdraw")
    tell_parties(act, offer, package, "offer_withdrawn")
    if package.way is Way.OPEN or package.closed_at is not None:
        tell_poster(act, package, "offer_taken_back", offer_id=offer.id)


def write_draft(act: Act, offer: Offer, terms: Terms, rounds: Sequence[OfferRound]) -> None:
    """Put these terms where its own side makes them from, after these rounds; every member is asked
    to accept them."""
    ask_members(act, offer)
    offer.asked_round = proposal_met(rounds, terms)
    is_unsent = (
        offer.state is OfferState.MADE
        and offer.asked_round is None
        and not is_same_offer(made_last(offer, rounds), terms)
    )
    offer.unsent_since = act.now if is_unsent else None
    offer.draft = kept_draft(offer, terms)  # the last, so that it counts as a change of the offer


def ask_members(act: Act, offer: Offer) -> None:
    """After any change every member is asked anew, once the parts are a whole."""
    members = void_acceptances(act, offer)
    parts = parts_of(members)
    is_whole = sum(part.share for part in parts) == 100 and all(part.is_said for part in parts)
    offer.parts_open_since = act.now if len(parts) > 1 and not is_whole else None
    if len(parts) > 1 and is_whole:
        package = db.session.get_one(Package, offer.package_id)
        others = [row.organisation_id for row, _ in members[1:]]
        tell_parties(act, offer, package, "offer_to_accept", only=others)


def void_acceptances(act: Act, offer: Offer) -> list[tuple[OfferMember, str]]:
    """Nobody but the lead has accepted any more: every member, each held for this transaction."""
    members = members_of(offer.id, locked=True)
    for row, _ in members:
        is_lead = row.organisation_id == offer.organisation_id
        row.accepted_at = act.now if is_lead else None
    return members


def void_acceptances_of(package: Package) -> None:
    """Of each offer that several write or have made together: nobody but its lead stands by it until
    it says so."""
    open_ = {row.id: row for row in offers_held(package.id) if row.state in WRITABLE}
    members = db.session.scalars(
        select(OfferMember)
        .where(OfferMember.offer_id.in_(open_))
        .order_by(OfferMember.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for member in members:
        if member.organisation_id != open_[member.offer_id].organisation_id:
            member.accepted_at = None


def count_change(offer: Offer) -> None:
    """A change of what its members accept is one of the offer: said last, for a query would end the
    mark."""
    flag_modified(offer, "version")


def add_round(act: Act, offer: Offer, side: Side, terms: Terms) -> OfferRound:
    """Put one side’s words after all others, within an action that holds the offer’s row."""
    last = db.session.scalar(
        select(func.max(OfferRound.number)).where(OfferRound.offer_id == offer.id)
    )
    if (last or 0) >= MOST_ROUNDS:
        raise Refusal(
            f"More than {MOST_ROUNDS} rounds are not negotiated here. Choose, or withdraw."
        )
    return act.add(round_of(offer.id, (last or 0) + 1, side, terms, act.now, act.person_id))


def round_of(
    offer_id: UUID, number: int, side: Side, terms: Terms, made_at: datetime, made_by: UUID
) -> OfferRound:
    """One step as it is kept: when and by whom it was said, be it read at once or opened later."""
    return OfferRound(
        offer_id=offer_id,
        number=number,
        side=side,
        price=terms.price,
        words=terms.words.strip(),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        for_group_id=terms.for_group,
        made_at=made_at,
        made_by=made_by,
    )


def makeable(act: Act, offer: Offer) -> Package:
    """The package of an offer that can be made still, or made anew; refuses any other. Within an
    action that holds the offer’s row."""
    package = db.session.get_one(Package, offer.package_id, populate_existing=True)
    refuse_unmakeable(offer, package, act.now)
    return package
