"""When is a tender itself decided?"""

from sqlalchemy import select

from marketplace.bidding.actions.keeping import keep_after_ending
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.tender_versions import find_where_it_stands
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.regimes import regime_for
from procurement.tendering.lot import are_all_decided
from procurement.tendering.tender import TENDER


def decide_if_all_lots_are(act: Act, tender: Tender) -> None:
    """The tender is awarded with its last lot, and from then on its records are kept for years."""
    states = db.session.scalars(select(Lot.state).where(Lot.tender_id == tender.id)).all()
    if are_all_decided(states) and "award" in TENDER.verbs(tender.state):
        tender.state = TENDER.after(tender.state, "award")
        buyer = db.session.get_one(Organisation, tender.buyer_id)
        keep_after_ending(tender, regime_for(tender, buyer.kind, act.today), act.today)
        find_where_it_stands(tender)
