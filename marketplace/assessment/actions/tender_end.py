"""When is a tender itself decided?"""

from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.queries.awards import award_mark
from marketplace.bidding.actions.keeping import keep_after_ending
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.approvals import drop_old_asking
from marketplace.tendering.actions.tender_versions import find_where_it_stands
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.regimes import regime_for
from procurement.tendering.lot import LOT, are_all_decided
from procurement.tendering.second_person import Step
from procurement.tendering.tender import TENDER


def decide_if_all_lots_are(act: Act, tender: Tender) -> None:
    """The tender is awarded with its last lot, and from then on its records are kept for years."""
    _follow_awards(tender)
    states = db.session.scalars(select(Lot.state).where(Lot.tender_id == tender.id)).all()
    if are_all_decided(states) and "award" in TENDER.verbs(tender.state):
        tender.state = TENDER.after(tender.state, "award")
        buyer = db.session.get_one(Organisation, tender.buyer_id)
        keep_after_ending(tender, regime_for(tender, buyer.kind, act.today), act.today)
        find_where_it_stands(tender)


def reopen_lot(tender: Tender, lot_id: UUID) -> None:
    """A lot is undecided again, and so is its tender."""
    lot = db.session.get_one(Lot, lot_id)
    lot.state = LOT.after(lot.state, "reopen")
    _follow_awards(tender)
    if "reopen" in TENDER.verbs(tender.state):
        tender.state = TENDER.after(tender.state, "reopen")
    find_where_it_stands(tender)


def _follow_awards(tender: Tender) -> None:
    """A colleague who was asked to approve other awards is asked no more."""
    db.session.flush()
    drop_old_asking(tender, Step.AWARD, award_mark(tender.id))
