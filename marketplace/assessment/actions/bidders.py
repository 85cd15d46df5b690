"""Who is told what becomes of a bid, on either side?"""

from marketplace.bidding.models.bids import Bid
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.organisations.queries.people import people_as, people_of
from marketplace.tendering.models.tenders import Tender


def tell_bidders(act: Act, bid: Bid, template: str, tender: Tender, **ids: object) -> None:
    """E-mail the people who bid; the message holds links, never scores or prices."""
    for person_id in people_as(bid.organisation_id, Role.OWNER, Role.BID_WRITER):
        act.notify(
            person_id, template, tender_id=tender.id, bid_id=bid.id, title=tender.title, **ids
        )


def tell_buyers(act: Act, template: str, tender: Tender, **ids: object) -> None:
    """E-mail those who buy for the tender's organisation."""
    for person_id in people_of([tender.buyer_id], Role.BUYER):
        act.notify(person_id, template, tender_id=tender.id, title=tender.title, **ids)
