"""What keeps a draft from being published the first time?"""

from datetime import datetime

from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.regimes import is_central_first, regime_facts, regime_for
from marketplace.tendering.queries.tender_facts import lot_facts, publishing_faults, standard_vat
from marketplace.tendering.queries.tenders import TenderParts
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.award_criteria import scale_faults
from procurement.tendering.central_notice import central_notice_faults
from procurement.tendering.condition import ConditionFacts, condition_faults
from procurement.tendering.decided import undecided_faults
from procurement.tendering.estimate import estimate_faults
from procurement.tendering.framework import framework_faults
from procurement.tendering.notice_terms import NoticeTerms, notice_term_faults


def draft_faults(tender: Tender, parts: TenderParts, buyer: Kind, now: datetime) -> list[Refusal]:
    """Everything that keeps a draft from being published here the first time.

    Beside what is asked of every version: every part saved by somebody, an estimate of each
    lot, an end, and the central notice.
    """
    faults = [*publishing_faults(tender, parts, buyer, now), *undecided_faults(tender.decided)]
    faults += condition_faults(
        [ConditionFacts(one.kind, one.text, one.shown_by) for one in parts.conditions],
        regime_facts(tender, buyer, london_day(now)),
    )
    lots = [lot_facts(lot, tender) for lot in parts.lots]
    if buyer.is_contracting_authority:
        faults += estimate_faults(
            lots,
            standard_vat(tender, london_day(now)),
            tender.less_vat_because,
        )
    if "scale_words" in tender.decided:
        faults += scale_faults(tender.scale_words or ())
    if tender.ends_on is None:
        faults.append(Refusal("Say when the contract ends, without extensions.", field="ends_on"))
    law = regime_for(tender, buyer, london_day(now))
    faults += framework_faults(tender.ordering, lots, law)
    is_owed = is_central_first(tender, buyer, now)
    if is_owed:
        faults += notice_term_faults(notice_terms(tender), law)
    return faults + central_notice_faults(
        tender.central_notice, tender.central_notice_at, now, is_owed=is_owed
    )


def notice_terms(tender: Tender) -> NoticeTerms:
    """What a draft says for its notice alone, where somebody has saved it for this tender."""
    said = {
        name: None if name in tender.brought else getattr(tender, name)
        for name in (
            "suits_sme", "suits_vcse", "risks", "after_expiry", "engagement", "agreements",
        )
    }  # fmt: skip
    return NoticeTerms(**said)
