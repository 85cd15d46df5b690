"""Which awards were decided in a tender, and what do the rules look at before the next step?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.awards import AssessmentSummary, Award
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.condition_checks import Check, undecided_in
from marketplace.assessment.queries.conflicts import Conflicts, conflicts_of
from marketplace.assessment.queries.rankings import first_ranked, rankings_of
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.law import known_holidays
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.approvals import Approving, approving
from marketplace.tendering.queries.regimes import regime_for
from procurement.assessment.award import AwardFacts, AwardState, may_sign_from
from procurement.bidding.sealing import canonical
from procurement.ground.calendar import london_day
from procurement.tendering.regime import (
    Regime,
    claims_suspend,
    may_promise_standstill,
    standstill_length,
)
from procurement.tendering.second_person import Step


@dataclass(frozen=True, slots=True)
class TenderAwards:
    """How far the lots of one tender are awarded; by lot, or by award."""

    assessment: Assessment
    conflicts: Conflicts
    awards: dict[UUID, Award]
    first_ranked: dict[UUID, list[UUID]]
    summaries: Sequence[AssessmentSummary]
    may_sign_from: dict[UUID, date | None]
    undecided: dict[UUID, list[Check]]
    """What keeps a lot from being awarded, by bid."""
    regime: Regime
    approving: Approving | None
    """How far a second person's approval is, where the buyer wants two."""

    @property
    def claims_suspend(self) -> bool:
        return claims_suspend(self.regime)

    @property
    def may_promise(self) -> bool:
        return _may_promise(self.regime, self.awards.values())


def tender_awards(tender: Tender, reader: UUID | None, today: date) -> TenderAwards:
    """As one person reads it, in a fixed number of queries, however many lots."""
    assessment, awards = assessment_of(tender), awards_of(tender.id)
    summaries = _summaries_of(award.id for award in awards)
    return TenderAwards(
        assessment,
        conflicts_of(assessment, reader),
        {award.lot_id: award for award in awards},
        {lot_id: first_ranked(ranking) for lot_id, ranking in rankings_of(tender.id).items()},
        summaries,
        {
            award.id: may_sign_from(
                _facts(
                    assessment, award, [row.bid_id for row in summaries if row.award_id == award.id]
                )
            )
            for award in awards
        },
        undecided_in(assessment, today),
        regime_for(tender, assessment.buyer.kind, today),
        approving(tender, Step.AWARD, award_mark(tender.id)),
    )


def may_promise(tender: Tender, today: date) -> bool:
    """Whether a standstill is the buyer’s own choice, and no award is public yet; two queries."""
    buyer = session.get_one(Organisation, tender.buyer_id)
    return _may_promise(regime_for(tender, buyer.kind, today), awards_of(tender.id))


def _may_promise(regime: Regime, awards: Iterable[Award]) -> bool:
    standing = [row.state for row in awards if row.state is not AwardState.CANCELLED]
    is_early = {AwardState.DECIDED, AwardState.SUMMARIES_SENT}.issuperset(standing)
    return may_promise_standstill(regime) and bool(standing) and is_early


def to_award(tender: Tender, today: date) -> tuple[Assessment, dict[UUID, list[Check]]]:
    """The assessment by which a lot is awarded, and what keeps it from that."""
    assessment = assessment_of(tender)
    return assessment, undecided_in(assessment, today)


def awards_of(tender_id: UUID) -> Sequence[Award]:
    """Every award of a tender, cancelled ones too, in the order they were decided."""
    return session.scalars(
        select(Award).where(Award.tender_id == tender_id).order_by(Award.decided_at, Award.id)
    ).all()


def award_mark(tender_id: UUID) -> str:
    """The mark of the decided awards of which nobody has been told; empty where there is none.

    It covers the standstill that was chosen, and the kept ranking of each lot: the figures, what
    decided between equal bids, and why one person scored alone.
    """
    decided = [row for row in awards_of(tender_id) if row.state is AwardState.DECIDED]
    if not decided:
        return ""
    said = [[str(row.lot_id), str(row.bid_id), row.reason, row.standstill_days] for row in decided]
    lots = {row.lot_id for row in decided}
    kept = [row for row in rankings_of(tender_id).values() if row.lot_id in lots]
    return sha256(canonical([said, [[row.inputs, row.result] for row in kept]])).hexdigest()


def award_of(award_id: UUID) -> Award:
    """The award that a row names."""
    return session.get_one(Award, award_id)


def facts_of(assessment: Assessment, award: Award) -> AwardFacts:
    """What the rules of award look at."""
    return _facts(assessment, award, [row.bid_id for row in _summaries_of([award.id])])


def _facts(assessment: Assessment, award: Award, sent_to: Collection[UUID]) -> AwardFacts:
    lot = next(lot for lot in assessment.lots if lot.id == award.lot_id)
    law = regime_for(assessment.tender, assessment.buyer.kind, london_day(award.decided_at))
    return AwardFacts(
        assessed=frozenset(bid.id for bid in assessment.bids_for(lot)),
        summaries_sent_to=frozenset(sent_to),
        published_on=award.published_on,
        working_days=standstill_length(law, award.standstill_days),
        claim_notified=award.state is AwardState.SUSPENDED,
        claims_suspend=claims_suspend(law),
        holidays=known_holidays(),
    )


def _summaries_of(award_ids: Iterable[UUID]) -> Sequence[AssessmentSummary]:
    return session.scalars(
        select(AssessmentSummary)
        .where(AssessmentSummary.award_id.in_(list(award_ids)))
        .order_by(AssessmentSummary.id)
    ).all()
