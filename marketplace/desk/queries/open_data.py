"""What of every tender, award and contract here is open data?"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.notice_documents import notice_document
from marketplace.desk.queries.open_data_ground import Ground, gathered
from marketplace.desk.queries.released_contracts import released_contract
from marketplace.desk.queries.released_lots import released_lots, released_value
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Condition, Question, Tender, TenderVersion
from marketplace.tendering.queries.regimes import regime_then
from marketplace.tendering.queries.tender_facts import PROCEDURE
from procurement.assessment.award import AwardState
from procurement.open_data.notice import CpvCode
from procurement.open_data.release_facts import (
    BidCount,
    BidMeasure,
    CriterionKind,
    ReleasedAmendment,
    ReleasedAward,
    ReleasedCondition,
    ReleasedContract,
    ReleasedCriterion,
    ReleasedDocument,
    ReleasedTender,
    ReleaseFacts,
    ReleaseTag,
    Sum,
)
from procurement.tendering.regime import Regime, Subject
from procurement.tendering.tender import TenderState


def releases(base_url: str) -> list[ReleaseFacts]:
    """One release for each published tender, as its process stands; a fixed number of queries."""
    tenders = session.scalars(
        select(Tender).where(Tender.state != TenderState.DRAFT).order_by(Tender.published_at)
    ).all()
    ground = gathered(base_url)
    return [release_of(tender, ground) for tender in tenders]


def release_of(tender: Tender, ground: Ground, now: datetime | None = None) -> ReleaseFacts:
    """A process as it stands; ``now`` is when a draft, which has no version yet, would be published."""
    versions = ground.versions.get(tender.id, [])
    awards = [_award(award, ground) for award in ground.awards.get(tender.id, [])]
    contracts = [
        _contract(contract, ground, award)
        for award in ground.awards.get(tender.id, [])
        for contract in ground.contracts.by_award.get(award.id, [])
    ]
    told = ground.notices.get(tender.id, [])
    released_at = now or max(
        [_last_moment(versions, awards, contracts), *(row.recorded_at for row in told)]
    )
    is_opened = tender.state in (TenderState.OPENED, TenderState.AWARDED)
    return ReleaseFacts(
        ocid=tender.ocid,
        release_id=f"{tender.ocid}-{tender.version}-{released_at:%Y%m%dT%H%M%SZ}",
        released_at=released_at,
        tags=_tags(tender, awards, contracts),
        buyer=ground.parties[tender.buyer_id],
        tender=_tender(tender, versions, ground, released_at),
        bid_counts=_counts(tender, ground) if is_opened else (),
        awards=tuple(awards),
        contracts=tuple(contracts),
    )


def _counts(tender: Tender, ground: Ground) -> tuple[BidCount, ...]:
    return (BidCount(BidMeasure.BIDS, ground.bids.get(tender.id, 0)),)


def _last_moment(
    versions: list[TenderVersion], awards: list[ReleasedAward], contracts: list[ReleasedContract]
) -> datetime:
    """When the newest of what stands in the release happened."""
    moments = [version.published_at for version in versions]
    moments += [award.decided_at for award in awards]
    moments += [contract.signed_at for contract in contracts if contract.signed_at]
    moments += [made.at for contract in contracts for made in contract.amendments]
    moments += [payment.paid_at for contract in contracts for payment in contract.payments]
    return max(moments)


def _tags(
    tender: Tender, awards: list[ReleasedAward], contracts: list[ReleasedContract]
) -> tuple[ReleaseTag, ...]:
    first = ReleaseTag.TENDER_UPDATE if tender.version > 1 else ReleaseTag.TENDER
    if tender.state is TenderState.CANCELLED:
        first = ReleaseTag.TENDER_CANCELLATION
    later = {
        ReleaseTag.AWARD: bool(awards),
        ReleaseTag.CONTRACT: bool(contracts),
        ReleaseTag.IMPLEMENTATION: any(map(_is_under_way, contracts)),
        ReleaseTag.CONTRACT_TERMINATION: any(contract.end for contract in contracts),
    }
    return (first, *(tag for tag, is_so in later.items() if is_so))


def _is_under_way(contract: ReleasedContract) -> bool:
    is_rated = any(indicator.ratings for indicator in contract.indicators)
    return bool(contract.payments or contract.failures or is_rated)


def _tender(
    tender: Tender, versions: list[TenderVersion], ground: Ground, at: datetime
) -> ReleasedTender:
    lots = ground.lots.get(tender.id, [])
    subject = Subject(tender.subject)
    regime = versions[-1].content["regime"] if versions else regime_then(tender, at)
    return ReleasedTender(
        id=str(tender.id),
        title=tender.title,
        description=tender.description,
        state=TenderState.PUBLISHED if tender.state is TenderState.DRAFT else tender.state,
        lots=released_lots(tender, lots, at),
        criteria=_criteria(tender, ground.questions.get(tender.id, [])),
        conditions=_conditions(ground.conditions.get(tender.id, [])),
        cpv_codes=tuple(CpvCode(code) for code in tender.cpv),
        category=str(subject) if subject in (Subject.GOODS, Subject.WORKS) else "services",
        method_details=str(PROCEDURE).replace("_", " ").capitalize() + " procedure",
        value=released_value(tender, lots, at),
        is_above_threshold=_is_above(str(regime)),
        is_suitable_for_sme=tender.suits_sme,
        is_suitable_for_vcse=tender.suits_vcse,
        risks=tender.risks or "",
        is_framework=tender.is_framework,
        special_regimes=("lightTouch",) if regime == Regime.LIGHT else (),
        undivided_reason=tender.no_lots_reason if len(lots) == 1 else "",
        award_on=tender.award_on,
        published_at=tender.published_at,
        questions_close_at=tender.questions_until,
        closes_at=tender.closes_at,
        documents=(*_notices(tender, ground), *_documents(tender, ground)),
        amendments=tuple(
            ReleasedAmendment(f"version-{version.number}", version.published_at, version.why)
            for version in versions[1:]
        ),
    )


def _is_above(regime: str) -> bool | None:
    return None if regime == Regime.PRIVATE else regime in (Regime.PUBLIC, Regime.LIGHT)


def _notices(tender: Tender, ground: Ground) -> Iterator[ReleasedDocument]:
    """The tender where it can be read, and each notice where it was published first."""
    if tender.published_at is not None:
        url = f"{ground.base_url}/tenders/{tender.id}"
        yield ReleasedDocument("tender-notice", "tenderNotice", "Tender", url, tender.published_at)
    for row in ground.notices.get(tender.id, []):
        if row.contract_id is None:
            yield notice_document(row)


def _documents(tender: Tender, ground: Ground) -> Iterator[ReleasedDocument]:
    for document in ground.documents.get(tender.id, []):
        yield ReleasedDocument(
            str(document.id),
            "biddingDocuments",
            document.kind,
            f"{ground.base_url}/documents/{document.id}/versions/{document.newest.number}",
            document.newest.stored_at,
            format=document.newest.media_type,
        )


def _criteria(tender: Tender, questions: list[Question]) -> tuple[ReleasedCriterion, ...]:
    attached = [
        f"Question {row.number}: {one.label} ({one.in_words})."
        for row in questions
        for one in row.asked
    ]
    said = " ".join(["Documents asked for with the answers.", *attached]) if attached else ""
    criteria = (
        ReleasedCriterion(CriterionKind.PRICE, "Price", tender.price_weight),
        ReleasedCriterion(CriterionKind.QUALITY, "Quality", tender.quality_weight, said),
        ReleasedCriterion(CriterionKind.QUALITY, "Social value", tender.social_value_weight),
    )
    return tuple(criterion for criterion in criteria if criterion.weight)


def _conditions(rows: list[Condition]) -> tuple[ReleasedCondition, ...]:
    return tuple(
        ReleasedCondition(one.kind.released_as if one.kind else "other", one.text) for one in rows
    )


def _award(award: Award, ground: Ground) -> ReleasedAward:
    price = ground.prices.get((award.bid_id, award.lot_id))
    lot = next(lot for lot in ground.lots[award.tender_id] if lot.id == award.lot_id)
    return ReleasedAward(
        id=str(award.id),
        lot_id=str(lot.number),
        status="cancelled" if award.state is AwardState.CANCELLED else "active",
        decided_at=award.decided_at,
        suppliers=tuple(ground.parties[party_id] for party_id in ground.winners[award.bid_id]),
        value=Sum(price.price.pence, price.price.pence + price.vat.pence) if price else None,
        summaries_sent_at=award.summaries_sent_at,
        standstill_from=award.published_on if award.standstill_ends_on else None,
        standstill_to=award.standstill_ends_on,
    )


def _contract(contract: Contract, ground: Ground, award: Award) -> ReleasedContract:
    notices = ground.notices.get(award.tender_id, [])
    return released_contract(
        contract,
        ground.contracts,
        ground.parties,
        [notice_document(row) for row in notices if row.contract_id == contract.id],
        [ground.parties[party_id] for party_id in ground.winners[award.bid_id]],
        is_above_threshold=_is_above(contract.regime),
    )
