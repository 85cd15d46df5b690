"""From opened bids to a ranking."""

from marketplace.assessment.actions.condition_checks import lay_out_checks
from marketplace.assessment.queries.evaluators import panel_of
from marketplace.bidding.actions.openings import unseal_bids
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.tendering.actions.tender_versions import find_where_it_stands
from marketplace.tendering.models.tenders import Tender
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TENDER, after_closing


@action("bids.open")
def open_bids(act: Act, tender: Tender) -> None:
    """Open every bid at once, after the deadline and never before."""
    target = TENDER.after(tender.state, "open")
    if tender.closes_at is None:
        raise Refusal("This tender has no deadline.")
    after_closing(tender.closes_at, act.now)
    opened = unseal_bids(act, tender)
    tender.state, tender.opened_at = target, act.now
    find_where_it_stands(tender)
    act.note(opened=opened)
    lay_out_checks(act, tender)
    for row in panel_of(tender.id):
        act.notify(row.person_id, "bids_opened", tender_id=tender.id, title=tender.title)
