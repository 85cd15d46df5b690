"""Which one step is next in an assessment, and who takes it?

A constant number of queries, however many tenders, bids and evaluators.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select

from marketplace.assessment.models.evaluations import (
    AgreedScore,
    Disregard,
    Evaluator,
    LotRanking,
    Score,
)
from marketplace.assessment.queries.evaluators import (
    assignments_of,
    panel_as_decided,
    sole_scorers_of,
)
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.bidding.queries.bid_parties import party_ids_of
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.models.tenders import Clause, Lot, Question, Tender
from marketplace.tendering.queries.declarations import declarations_of, declared
from procurement.assessment.panel import Panel
from procurement.assessment.sole_scorer import Sole, sole_scorers, unexplained
from procurement.bidding.bid import BidState
from procurement.tendering.conflict import Interest, is_owed


@dataclass(frozen=True, slots=True)
class Step:
    """The words of a step, the right by which it is taken, whose it is, and what else to know."""

    words: str
    verb: str
    who: Role = Role.BUYER
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssessmentProgress:
    """How far one assessment has come."""

    has_bids: bool
    """There is a bid that is not set aside."""
    evaluators: list[Evaluator]
    unscored: set[Hashable]
    """The persons of the panel who have not scored alone all that is theirs of every such bid."""
    scorers: set[Hashable]
    """The persons of the panel to whom something of such a bid is given to score."""
    nobodys: int
    """How many questions and clauses nobody scores."""
    unexplained: list[Sole]
    """Where one person scores alone, and the buyer has not said why."""
    undeclared: set[UUID]
    """The persons of the panel who have not declared since the bidders are known."""
    held_up: set[UUID]
    """The persons of the panel with an interest that nobody has dealt with."""
    agreed_at: datetime | None
    """When the last score was agreed; None before every one is."""
    is_ranked: bool

    @property
    def is_held_back(self) -> bool:
        """Nobody can score yet, of any bid: the buyer first says who does, or why only one does."""
        return bool(self.nobodys) or any(sole.bid is None for sole in self.unexplained)

    @property
    def unapproved(self) -> set[UUID]:
        """The persons of the panel who have not approved the record as it was agreed."""
        return {
            evaluator.person_id
            for evaluator in self.evaluators
            if self.agreed_at
            and evaluator.person_id in self.scorers
            and (evaluator.approved_at is None or evaluator.approved_at < self.agreed_at)
        }


DECLARE = Step(
    "Declare conflicts of interest, or that you have none", "conflict.declare", Role.EVALUATOR
)
_SCORE = Step("Score the bids", "bid.score", Role.EVALUATOR)
_SAY_WHO = Step("Say who scores what", "assignment.decide", note="Something has no evaluator.")
_SAY_WHY = Step("Say why one person scores alone", "sole_scorer.explain")
_APPROVE = Step("Approve the panel’s record", "scores.approve", Role.EVALUATOR)


def next_step(progress: AssessmentProgress) -> Step:
    """The one step that the assessment waits for, as its buyer is told it."""
    if progress.is_ranked:
        return Step("Award the lots", "lot.award")
    if not progress.has_bids:
        return Step("Cancel the lots", "lot.cancel", note="There is no bid to assess.")
    if not progress.evaluators:
        return Step("Choose the evaluators", "evaluator.appoint")
    if progress.nobodys or progress.unexplained:
        return _SAY_WHO if progress.nobodys else _SAY_WHY
    if progress.undeclared:
        step = Step("Declare conflicts of interest", "conflict.declare", Role.EVALUATOR)
        return _of_panel(step, len(progress.undeclared), progress)
    if progress.held_up:
        return Step("Record how a declared interest is dealt with", "conflict.mitigate")
    if progress.unscored:
        return _of_panel(_SCORE, len(progress.unscored), progress)
    if progress.agreed_at is None:
        return Step("Agree the panel’s scores", "scores.agree")
    if progress.unapproved:
        return _of_panel(_APPROVE, len(progress.unapproved), progress)
    return Step("Work out the ranking", "bids.rank")


def own_step(progress: AssessmentProgress, me: Evaluator) -> Step | None:
    """What the assessment waits for from one of the panel; None where it waits for others."""
    if progress.is_ranked or not progress.has_bids or me.person_id in progress.held_up:
        return None
    if me.person_id in progress.undeclared:
        return DECLARE
    if me.person_id in progress.unscored:
        return None if progress.is_held_back else _SCORE
    return _APPROVE if me.person_id in progress.unapproved else None


def _of_panel(step: Step, missing: int, progress: AssessmentProgress) -> Step:
    """The step as the buyer is told it: with how many still have to take it."""
    return replace(
        step, note=f"{missing} of {len(progress.evaluators)} on the panel still to do so."
    )


def progress_of(tender_ids: Iterable[UUID]) -> dict[UUID, AssessmentProgress]:
    """How far the assessment of each of these opened tenders has come."""
    ids = list(tender_ids)
    if not ids:
        return {}
    bids, panel, told = _bids(ids), _panels(ids), declarations_of(ids)
    opened = dict(
        db.session.execute(select(Tender.id, Tender.opened_at).where(Tender.id.in_(ids))).all()
    )
    criteria, decided, told_why = _criteria(ids), assignments_of(ids), sole_scorers_of(ids)
    scored, agreed, last = _scored(ids), *_agreed(ids)
    who = {
        key: panel_as_decided(panel[key], criteria[key], decided.get(key, ()), told[key], bids[key])
        for key in ids
    }
    ranked = set(
        db.session.scalars(select(Lot.tender_id).join(LotRanking).where(Lot.tender_id.in_(ids)))
    )
    return {
        key: AssessmentProgress(
            has_bids=bool(bids[key]),
            evaluators=panel[key],
            unscored=_unscored(who[key], bids[key], scored),
            scorers=_scorers(who[key], bids[key]),
            nobodys=len(who[key].without_anybody),
            unexplained=unexplained(
                sole_scorers(who[key], bids[key]), (row.sole for row in told_why.get(key, ()))
            ),
            undeclared={
                evaluator.person_id
                for evaluator in panel[key]
                if is_owed(declared(told[key].get(evaluator.person_id)), opened[key])
            },
            held_up={
                person_id
                for person_id, row in told[key].items()
                if person_id in {evaluator.person_id for evaluator in panel[key]}
                and row.interest is not Interest.NONE
                and row.mitigation is None
            },
            agreed_at=(
                last.get(key)
                if all(agreed[bid] == len(criteria[key]) for bid in bids[key])
                else None
            ),
            is_ranked=key in ranked,
        )
        for key in ids
    }


def _unscored(
    panel: Panel, bids: Iterable[UUID], scored: Mapping[tuple[Hashable, UUID], set[Hashable]]
) -> set[Hashable]:
    """Who has not scored all that is theirs of these bids; ``scored`` is by person and bid."""
    bids = list(bids)
    return {
        person
        for person in panel.members
        if any(not scored[person, bid].issuperset(panel.theirs(person, bid)) for bid in bids)
    }


def _scorers(panel: Panel, bids: Iterable[UUID]) -> set[Hashable]:
    """Who has something to score of these bids."""
    bids = list(bids)
    return {who for who in panel.members if any(panel.theirs(who, bid) for bid in bids)}


def _bids(ids: list[UUID]) -> dict[UUID, dict[UUID, tuple[UUID, ...]]]:
    """The opened bids that are not set aside for every lot they price, with who is behind each."""
    set_aside = exists().where(
        Disregard.bid_id == BidPrice.bid_id,
        Disregard.ended_at.is_(None),
        Disregard.lot_id.is_(None) | (Disregard.lot_id == BidPrice.lot_id),
    )
    rows = db.session.scalars(
        select(Bid).where(
            Bid.tender_id.in_(ids),
            Bid.state == BidState.OPENED,
            exists().where(BidPrice.bid_id == Bid.id, ~set_aside),
        )
    ).all()
    behind = party_ids_of(rows)
    by_tender: dict[UUID, dict[UUID, tuple[UUID, ...]]] = defaultdict(dict)
    for row in rows:
        by_tender[row.tender_id][row.id] = behind[row.id]
    return by_tender


def _panels(ids: list[UUID]) -> dict[UUID, list[Evaluator]]:
    by_tender: dict[UUID, list[Evaluator]] = defaultdict(list)
    for row in db.session.scalars(
        select(Evaluator).where(Evaluator.tender_id.in_(ids), Evaluator.removed_at.is_(None))
    ):
        by_tender[row.tender_id].append(row)
    return by_tender


def _criteria(ids: list[UUID]) -> dict[UUID, list[UUID]]:
    """The questions and clauses of each tender."""
    by_tender: dict[UUID, list[UUID]] = defaultdict(list)
    for model in (Question, Clause):
        rows = db.session.execute(select(model.tender_id, model.id).where(model.tender_id.in_(ids)))
        for tender_id, id in rows:
            by_tender[tender_id].append(id)
    return by_tender


def _scored(ids: list[UUID]) -> dict[tuple[Hashable, UUID], set[Hashable]]:
    """What each person has scored alone of each bid."""
    criterion = func.coalesce(Score.question_id, Score.clause_id)
    rows = db.session.execute(
        select(Score.bid_id, Score.person_id, func.array_agg(criterion))
        .join(Bid, Bid.id == Score.bid_id)
        .where(Bid.tender_id.in_(ids))
        .group_by(Score.bid_id, Score.person_id)
    )
    scored: dict[tuple[Hashable, UUID], set[Hashable]] = defaultdict(set)
    for bid, person, criteria in rows:
        scored[person, bid] = set(criteria)
    return scored


def _agreed(ids: list[UUID]) -> tuple[Counter[UUID], dict[UUID, datetime]]:
    """How many scores of each bid are agreed, and when the last one of each tender was."""
    rows = db.session.execute(
        select(Bid.tender_id, Bid.id, func.count(), func.max(AgreedScore.agreed_at))
        .join(Bid, Bid.id == AgreedScore.bid_id)
        .where(Bid.tender_id.in_(ids), AgreedScore.reopened_at.is_(None))
        .group_by(Bid.tender_id, Bid.id)
    ).all()
    last: dict[UUID, datetime] = {}
    for tender_id, _, _, at in rows:
        last[tender_id] = max(at, last.get(tender_id, at))
    return Counter({bid: count for _, bid, count, _ in rows}), last
