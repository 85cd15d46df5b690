"""Which law applies to a tender?"""

from datetime import date, datetime

from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.organisations.queries.law import known_figures
from marketplace.tendering.models.tenders import Tender
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.central_notice import is_notified_first
from procurement.tendering.regime import Regime, RegimeFacts, Subject, authority_of, regime_of


def regime_facts(tender: Tender, buyer: Kind, today: date) -> RegimeFacts:
    """What decides the law: a tender keeps that of the day on which its notice was published."""
    began_at = tender.central_notice_at or tender.published_at
    began_on = london_day(began_at) if began_at else today
    return RegimeFacts(
        authority_of(buyer),
        Subject(tender.subject),
        tender.whole_estimate or Money(0),
        began_on,
        known_figures(),
    )


def regime_for(tender: Tender, buyer: Kind, today: date) -> Regime:
    """Which law applies. Refuses as ``procurement.regime.regime_of`` does."""
    return regime_of(regime_facts(tender, buyer, today))


def regime_then(tender: Tender, at: datetime) -> Regime:
    """Which law applies, or would if it were published at that moment."""
    return regime_for(tender, organisation_named_by(tender.buyer_id).kind, london_day(at))


def is_central_first(tender: Tender, buyer: Kind, now: datetime) -> bool:
    """Does the notice go to the central platform first? Not while the law itself is unclear."""
    try:
        return is_notified_first(regime_facts(tender, buyer, london_day(now)))
    except Refusal:
        return False
