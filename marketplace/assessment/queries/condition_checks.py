"""What is decided about each bid's conditions and those behind it, and what is still open?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.condition_checks import ConditionCheck, Replacement
from marketplace.assessment.queries.assessments import Assessment
from marketplace.assessment.queries.rankings import first_ranked, rankings_of
from marketplace.bidding.models.bids import Bid, BidCondition
from marketplace.bidding.queries.bid_assurances import assurances_of_text
from marketplace.engine.db import session
from marketplace.tendering.queries.regimes import regime_for
from procurement.assessment.condition_check import (
    CheckAbout,
    CheckStanding,
    Finding,
    standing_of_check,
)
from procurement.bidding.assurances import Assurances, ConditionMet, Exclusion, asks_exclusion
from procurement.tendering.lot import LotState
from procurement.tendering.tender import TenderState


@dataclass(frozen=True, slots=True)
class PartyNamed:
    """One of those who bid."""

    organisation_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class BidderSays:
    """What one bidder says of itself."""

    met: Mapping[UUID, ConditionMet]
    """By the condition's id."""
    parties: Sequence[PartyNamed]
    assurances: Assurances | None
    """None for a bid from before there were any."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check with what it is about, as people read it."""

    row: ConditionCheck
    title: str
    in_short: str
    whom: str
    """Who meets the condition, or to whom a ground would apply."""
    shown_by: str
    """What shows that a condition is met, as it was published."""
    words: str
    """What the bidder says about it."""
    is_admitted: bool
    """The bidder itself says that a ground applies."""
    chances: Sequence[Replacement]
    """To replace, the last one last."""
    standing: CheckStanding

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def chance(self) -> Replacement | None:
        return self.chances[-1] if self.chances else None

    @property
    def earlier(self) -> list[tuple[str, datetime, str]]:
        """What was decided before, when, and why."""
        return [
            (Finding(one["finding"]).in_words, datetime.fromisoformat(one["at"]), one["reason"])
            for one in self.row.earlier.get("decisions", [])
        ]

    @property
    def is_condition(self) -> bool:
        return self.row.about is CheckAbout.CONDITION


OPEN = (CheckStanding.UNDECIDED, CheckStanding.CHANCE_OWED, CheckStanding.CHANCE_GIVEN)
"""Where a check stands that can still leave its bid out."""


def said_of_itself(assessment: Assessment, bids: Iterable[Bid]) -> dict[UUID, BidderSays]:
    """What each of these bidders says; one query."""
    bids = list(bids)
    met: dict[UUID, dict[UUID, ConditionMet]] = defaultdict(dict)
    for row in session.scalars(
        select(BidCondition).where(BidCondition.bid_id.in_([bid.id for bid in bids]))
    ):
        met[row.bid_id][row.condition_id] = ConditionMet(row.met_by_id, row.relied_on, row.how)
    return {
        bid.id: BidderSays(
            met[bid.id],
            [
                PartyNamed(key, details.name)
                for key, details in zip(
                    assessment.party_ids[bid.id], assessment.parties[bid.id], strict=True
                )
            ],
            assurances_of_text(bid.assurances),
        )
        for bid in bids
    }


def checks_of(assessment: Assessment, bids: Iterable[Bid]) -> dict[UUID, list[Check]]:
    """The checks of each of these bids, in the order in which they are read; three queries."""
    said = said_of_itself(assessment, bids)
    chances: dict[UUID, list[Replacement]] = defaultdict(list)
    for chance in session.scalars(
        select(Replacement)
        .where(Replacement.bid_id.in_(list(said)))
        .order_by(Replacement.asked_at, Replacement.id),
        execution_options={"populate_existing": True},
    ):
        chances[chance.check_id].append(chance)
    checks: dict[UUID, list[Check]] = {bid_id: [] for bid_id in said}
    for row in session.scalars(
        select(ConditionCheck)
        .where(ConditionCheck.bid_id.in_(list(said)))
        .order_by(ConditionCheck.id),
        execution_options={"populate_existing": True},
    ):
        checks[row.bid_id].append(_check(assessment, row, said[row.bid_id], chances[row.id]))
    return checks


def check_among(checks: Mapping[UUID, Sequence[Check]], check_id: UUID) -> Check | None:
    """The check of that id, whichever bid it is about."""
    return next((one for rows in checks.values() for one in rows if one.id == check_id), None)


def clearable(checks: Iterable[Check]) -> list[Check]:
    """Those that may be decided at once: open, and the bidder says of none that a ground applies."""
    return [
        one for one in checks if one.standing is CheckStanding.UNDECIDED and not one.is_admitted
    ]


def may_be_decided(assessment: Assessment) -> bool:
    """Whether the buyer may decide on checks now: the bids are open, and no lot is awarded."""
    return assessment.tender.state is TenderState.OPENED and not any(
        lot.state is LotState.AWARDED for lot in assessment.lots
    )


def is_covered(assessment: Assessment, today: date) -> bool:
    """Whether the Act's duties about suppliers hold: conditions met, nobody excluded (ss19, 26)."""
    return asks_exclusion(regime_for(assessment.tender, assessment.buyer.kind, today))


def open_before_award(assessment: Assessment, today: date) -> dict[UUID, list[Check]]:
    """What has to be decided before a lot is awarded, by bid: of every bid that counts where the
    Act says which bids are disregarded, elsewhere of those that come first.

    Of any lot that is still open: once one is awarded, nothing of this is decided any more.
    """
    asked = assessment.assessed
    if not is_covered(assessment, today):
        open_lots = {lot.id for lot in assessment.lots if lot.state is LotState.OPEN}
        first = {
            bid_id
            for lot_id, ranking in rankings_of(assessment.tender.id).items()
            if lot_id in open_lots
            for bid_id in first_ranked(ranking)
        }
        asked = [bid for bid in asked if bid.id in first]
    return {
        bid_id: still_open
        for bid_id, checks in checks_of(assessment, asked).items()
        if (still_open := [one for one in checks if one.standing in OPEN])
    }


def undecided_in(assessment: Assessment, today: date) -> dict[UUID, list[Check]]:
    """What keeps a lot from being awarded, while that can still be decided."""
    return open_before_award(assessment, today) if may_be_decided(assessment) else {}


def _check(
    assessment: Assessment, row: ConditionCheck, said: BidderSays, chances: Sequence[Replacement]
) -> Check:
    met = said.met.get(row.condition_id) if row.condition_id else None
    whom = _whom(row, said, met)
    conditions = {one.id: one for one in assessment.conditions}
    if row.about is CheckAbout.CONDITION and row.condition_id is not None:
        condition = conditions[row.condition_id]
        title = f"Condition {condition.number}: {condition.text}"
        in_short, shown_by = f"condition {condition.number}", condition.shown_by
    else:
        title, in_short = f"Exclusion: {whom}", f"grounds of exclusion of {whom}"
        shown_by = ""
    word = (
        said.assurances.exclusions.get(row.party_id) if said.assurances and row.party_id else None
    )
    words = {
        CheckAbout.CONDITION: met.how if met else "",
        CheckAbout.PARTY: f"{word.kind.in_words}. {word.words}".strip() if word else "",
        CheckAbout.RELIED_ON: "",
        CheckAbout.SUB_CONTRACTORS: said.assurances.others if said.assurances else "",
    }[row.about]
    state = chances[-1].state if chances else None
    return Check(
        row,
        title,
        in_short,
        whom,
        shown_by,
        words,
        word is not None and word.kind is not Exclusion.NONE,
        chances,
        standing_of_check(row.finding, state, is_replaceable=row.is_replaceable),
    )


def _whom(row: ConditionCheck, said: BidderSays, met: ConditionMet | None) -> str:
    names = {party.organisation_id: party.name for party in said.parties}
    if row.about is CheckAbout.SUB_CONTRACTORS:
        return "the sub-contractors"
    key = row.party_id or (met.met_by if met else None)
    if key is not None:
        return names.get(key, "somebody who is no longer part of this bid")
    return met.relied_on if met else "nobody named"
