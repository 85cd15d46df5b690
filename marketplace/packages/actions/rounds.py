"""A negotiation in writing: one side proposes, the other accepts or proposes in turn."""

from dataclasses import replace

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action, refuse_unread
from marketplace.packages.actions.letters import tell_parties, tell_poster
from marketplace.packages.actions.offers import (
    add_round,
    count_change,
    write_draft,
)
from marketplace.packages.models.offers import Offer, OfferRound
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.makeable import (
    proposal_read,
    refuse_decided,
    waits_for_its_makers,
)
from marketplace.packages.queries.offers import (
    made_last,
    members_of,
    parts_of,
    rounds_of,
    said_in,
)
from marketplace.packages.queries.package_history import is_said_since
from procurement.ground.refusal import Refusal
from procurement.packages.offer import (
    OfferState,
    Side,
    Terms,
    before_making,
    check_terms,
    check_turn,
)
from procurement.packages.package import Way


@action("round.propose")
def propose_round(act: Act, offer: Offer, *, terms: Terms) -> OfferRound:
    """The poster answers an offer with another price, other words or days; it is for whom it was.

    What its members accepted, they accepted: of this they are asked once the lead takes it up.
    """
    package = _negotiated(offer)
    if package.way is not Way.OPEN:
        raise Refusal("Sealed offers are not negotiated: choose one, or post the package anew.")
    check_terms(terms)
    terms = replace(terms, for_group=rounds_of(offer.id)[-1].for_group_id)
    offer.agreed_round = None
    row = add_round(act, offer, Side.POSTER, terms)
    tell_parties(act, offer, package, "offer_round")
    if members_of(offer.id):
        count_change(offer)
    return row


@action("round.take_up")
def take_up_round(act: Act, offer: Offer, *, seen: str) -> None:
    """The lead of several writes the price and the days that the poster proposed last into the offer:
    each member is asked to accept its part of that price. Once all have, the lead accepts."""
    package = _negotiated(offer)
    rounds = rounds_of(offer.id)
    last = rounds[-1]
    check_turn(last.side, Side.ENTERPRISE)
    if not members_of(offer.id):
        raise Refusal("Nobody offers together with you, so nobody is asked. Accept the price.")
    if offer.agreed_round == last.number:
        raise Refusal("You have accepted this already.")
    refuse_unread(seen, proposal_read(last, package), "accept it")
    own = made_last(offer, rounds)
    write_draft(act, offer, replace(said_in(last), words=own.words), rounds)


@action("round.accept")
def accept_round(act: Act, offer: Offer, *, seen: str) -> None:
    """The enterprise accepts what the poster has proposed last, in the round whose number it read.
    What was proposed since the package was changed is of the package as it is, so the offer is too.

    Where several offer together, each was asked for its part of that very price and has accepted
    it since the proposal: nobody is bound to words that came later.
    """
    package = _negotiated(offer)
    last = rounds_of(offer.id)[-1]
    check_turn(last.side, Side.ENTERPRISE)
    parts = parts_of(members_of(offer.id, locked=True))
    if parts:
        if offer.asked_round != last.number:
            raise Refusal(f"Each member accepts its part of {last.price} first. Ask the members.")
        before_making(parts)
    refuse_unread(seen, proposal_read(last, package), "accept it")
    offer.agreed_round, offer.unsent_since = last.number, None
    if is_said_since(package, last.made_at):
        offer.package_version = package.version
    is_behind = waits_for_its_makers(offer, package)
    tell_poster(act, package, "offer_round_accepted", offer_id=offer.id, is_behind=is_behind)


def _negotiated(offer: Offer) -> Package:
    package = db.session.get_one(Package, offer.package_id, populate_existing=True)
    refuse_decided(package)
    if offer.state is not OfferState.MADE:
        raise Refusal("This offer is not made, so it is not negotiated.")
    return package
