"""A negotiation in writing: one side proposes, the other accepts or proposes in turn."""

from dataclasses import replace

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action, refuse_unread
from marketplace.packages.actions.letters import tell_parties, tell_poster
from marketplace.packages.actions.offers import (
    add_round,
    count_change,
    void_acceptances,
)
from marketplace.packages.models.offers import Offer, OfferRound
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.makeable import refuse_decided
from marketplace.packages.queries.offer_content import draft_of
from marketplace.packages.queries.offers import members_of, parts_of, rounds_of, said_in
from procurement.ground.refusal import Refusal
from procurement.packages.offer import (
    OfferState,
    Side,
    Terms,
    before_making,
    check_terms,
    check_turn,
    is_same_deal,
)
from procurement.packages.package import Way


@action("round.propose")
def propose_round(act: Act, offer: Offer, *, terms: Terms) -> OfferRound:
    """The poster answers an offer with another price, other words or days; it is for whom it was."""
    package = _negotiated(offer)
    if package.way is not Way.OPEN:
        raise Refusal("Sealed offers are not negotiated: choose one, or post the package anew.")
    check_terms(terms)
    terms = replace(terms, for_group=rounds_of(offer.id)[-1].for_group_id)
    offer.agreed_round = None
    has_members = void_acceptances(act, offer)
    row = add_round(act, offer, Side.POSTER, terms)
    tell_parties(act, offer, package, "offer_round")
    if has_members:
        count_change(offer)
    return row


@action("round.accept")
def accept_round(act: Act, offer: Offer, *, seen: str) -> None:
    """The enterprise accepts what the poster has proposed last, in the round whose number it read.

    Where several offer together, each has accepted that very price and those days before, and
    has done so since the proposal: nobody is bound to words that came later.
    """
    package = _negotiated(offer)
    last = rounds_of(offer.id)[-1]
    check_turn(last.side, Side.ENTERPRISE)
    parts = parts_of(members_of(offer.id, locked=True))
    if parts:
        if not is_same_deal(draft_of(offer), said_in(last)):
            raise Refusal(
                f"Each member accepts {last.price} and these days first. Write them into your "
                "offer: the members are asked. Then accept here."
            )
        before_making(parts)
    refuse_unread(seen, str(last.number), "accept it")
    offer.agreed_round = last.number
    tell_poster(act, package, "offer_round_accepted", offer_id=offer.id)


def _negotiated(offer: Offer) -> Package:
    package = db.session.get_one(Package, offer.package_id, populate_existing=True)
    refuse_decided(package)
    if offer.state is not OfferState.MADE:
        raise Refusal("This offer is not made, so it is not negotiated.")
    return package
