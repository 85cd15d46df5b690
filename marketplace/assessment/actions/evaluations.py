"""From opened bids to a ranking: the panel, its scores, and what it agreed."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, select

from marketplace.assessment.models.evaluations import (
    AgreedScore,
    Disregard,
    Evaluator,
    LotRanking,
    Score,
)
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.bidding.actions.openings import unseal_bids
from marketplace.bidding.queries.bid_parties import parties_behind
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.people import Membership
from marketplace.tendering.models.tenders import Lot, Tender
from procurement.assessment import moderation
from procurement.assessment.assessment_summary import check_record
from procurement.assessment.evaluation import score
from procurement.assessment.evaluation_record import (
    evaluation_as_json,
    result_as_json,
    steps_as_json,
)
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering import conflict
from procurement.tendering.lot import LotState
from procurement.tendering.tender import TENDER, TenderState, after_closing


@action("evaluator.appoint")
def appoint_evaluator(act: Act, tender: Tender, *, person_id: UUID) -> Evaluator:
    """Put a colleague with the evaluator's role on the panel, before scores are agreed."""
    is_evaluator = db.session.scalar(
        select(Membership.id).where(
            Membership.person_id == person_id,
            Membership.organisation_id == tender.buyer_id,
            Membership.role == Role.EVALUATOR,
            Membership.ended_at.is_(None),
        )
    )
    if is_evaluator is None:
        raise Refusal(
            "Choose a colleague who has the role of evaluator. An owner of your organisation can "
            "give it.",
            field="person_id",
        )
    row = db.session.scalars(
        select(Evaluator).where(Evaluator.tender_id == tender.id, Evaluator.person_id == person_id)
    ).one_or_none()
    if row is not None and row.removed_at is None:
        raise Refusal("This person is on the panel already.", field="person_id")
    row = row or Evaluator(tender_id=tender.id, person_id=person_id)
    row.appointed_at, row.removed_at = act.now, None
    act.add(row)
    act.note(evaluator=row.id)
    act.notify(person_id, "evaluator_appointed", tender_id=tender.id, title=tender.title)
    return row


@action("evaluator.remove")
def remove_evaluator(act: Act, tender: Tender, *, evaluator_id: UUID) -> None:
    """Take somebody off the panel; their scores stay on record and no longer count."""
    row = _on_panel(tender, evaluator_id)
    row.removed_at = act.now
    act.note(evaluator=row.id)


@action("conflict.declare")
def declare_conflict(
    act: Act, evaluator: Evaluator, *, has_conflict: bool, declaration: str
) -> None:
    """Declare an interest, or that there is none (Procurement Act 2023, ss81–83)."""
    _still_evaluates(act, evaluator)
    conflict.before_declaring(has_interest=has_conflict, about=declaration)
    evaluator.declared_at, evaluator.has_conflict = act.now, has_conflict
    evaluator.declaration = declaration if has_conflict else ""
    evaluator.mitigation = ""


@action("conflict.mitigate")
def mitigate_conflict(act: Act, tender: Tender, *, evaluator_id: UUID, mitigation: str) -> None:
    """Record how a declared interest is dealt with, so that its holder may score."""
    row = _on_panel(tender, evaluator_id)
    conflict.before_mitigating(
        is_own=row.person_id == act.person_id,
        has_interest=bool(row.has_conflict),
        mitigation=mitigation,
    )
    row.mitigation = mitigation
    act.note(evaluator=row.id)


@action("bids.open")
def open_bids(act: Act, tender: Tender) -> None:
    """Open every bid at once, after the deadline and never before."""
    target = TENDER.after(tender.state, "open")
    if tender.closes_at is None:
        raise Refusal("This tender has no deadline.")
    after_closing(tender.closes_at, act.now)
    opened = unseal_bids(act, tender)
    tender.state, tender.opened_at = target, act.now
    act.note(opened=opened)
    for row in _panel(tender):
        act.notify(row.person_id, "bids_opened", tender_id=tender.id, title=tender.title)


@action("bid.score")
def score_bid(
    act: Act, evaluator: Evaluator, *, bid_id: UUID, scores: Mapping[UUID, tuple[int, str]]
) -> None:
    """Give one's own scores with a reason each, by the id of the question or clause.

    What was scored before is replaced, until the panel has agreed on that bid.
    """
    moderation.before_scoring(declaration_of(evaluator))
    found = assessment_of(_still_evaluates(act, evaluator))
    impartial(act, found)
    _check_bid(found, bid_id)
    _before_ranking(found)
    refuse_if_any(_score_faults(found, bid_id, scores))
    for criterion in found.criteria:
        if criterion.id not in scores:
            continue
        given, reason = scores[criterion.id]
        row = found.scores.get((bid_id, criterion.id), {}).get(evaluator.person_id) or Score(
            bid_id=bid_id, person_id=evaluator.person_id, **_key(found, criterion.id)
        )
        row.score, row.reason, row.scored_at = given, reason, act.now
        db.session.add(row)
    act.note(bid_id=bid_id, scores={key: given for key, (given, _) in scores.items()})


@action("scores.agree")
def agree_scores(
    act: Act, tender: Tender, *, bid_id: UUID, scores: Mapping[UUID, tuple[int, str, str]]
) -> None:
    """Record the panel's agreed score, reason and discussion for one bid, after all scored alone."""
    found = assessment_of(tender)
    impartial(act, found)
    _check_bid(found, bid_id)
    _before_ranking(found)
    refuse_if_any(_agreement_faults(found, bid_id, scores))
    for criterion_id, (given, reason, discussion) in scores.items():
        row = found.agreed.get((bid_id, criterion_id)) or AgreedScore(
            bid_id=bid_id, **_key(found, criterion_id)
        )
        if (row.score, row.reason, row.discussion) == (given, reason, discussion):
            continue
        row.score, row.reason, row.discussion = given, reason, discussion
        row.agreed_by, row.agreed_at = act.person_id, act.now
        db.session.add(row)
    act.note(bid_id=bid_id, scores={key: given for key, (given, _, __) in scores.items()})


@action("scores.approve")
def approve_scores(act: Act, evaluator: Evaluator) -> None:
    """Approve the panel's agreed scores and their record, as they stand now."""
    found = assessment_of(_still_evaluates(act, evaluator))
    missing = [bid for bid in found.assessed if not found.is_agreed(bid.id)]
    if missing:
        raise Refusal(
            f"The panel has not agreed every score yet: {found.name_of(missing[0].id)} is open."
        )
    evaluator.approved_at = act.now


@action("bid.disregard")
def disregard_bid(
    act: Act, tender: Tender, *, bid_id: UUID, lot_id: UUID | None, reason: str
) -> None:
    """Set a bid aside for one lot or for all (s19(3)); the ranking had it counted is still shown."""
    found = assessment_of(tender)
    impartial(act, found)
    _check_bid(found, bid_id)
    _before_ranking(found)
    if not reason:
        raise Refusal("Give the reason: the supplier is told it.", field="reason")
    if lot_id is not None and lot_id not in {lot.id for lot in found.lots}:
        raise NotThere("Lot")
    row = act.add(
        Disregard(
            bid_id=bid_id,
            lot_id=lot_id,
            reason=reason,
            decided_by=act.person_id,
            decided_at=act.now,
        )
    )
    act.note(disregard=row.id, bid_id=bid_id)


@action("bids.rank")
def rank_bids(act: Act, tender: Tender) -> None:
    """Work out the ranking of every open lot from the agreed scores, and keep every step of it."""
    if tender.state is not TenderState.OPENED:
        raise Refusal("Open the bids first.")
    found = assessment_of(tender)
    impartial(act, found)
    _before_award(found)
    lots = [lot for lot in found.lots if lot.state is LotState.OPEN and found.bids_for(lot)]
    if not lots:
        raise Refusal("No bid was made for any lot, so there is nothing to rank.")
    for lot in lots:
        check_record(found.record(lot, found.bids_for(lot)[0].id))
        _keep_ranking(act, found, lot)


def _keep_ranking(act: Act, found: Assessment, lot: Lot) -> None:
    method, figures = found.method, found.figures(lot)
    result = score(method, figures)
    had_all_counted = score(method, figures, counting_disregarded=True)
    db.session.execute(delete(LotRanking).where(LotRanking.lot_id == lot.id))
    act.add(
        LotRanking(
            lot_id=lot.id,
            inputs=evaluation_as_json(method, figures),
            result={
                **result_as_json(method, result),
                "steps": steps_as_json(method, figures, result),
                "promises": found.promises_as_json(),
                "had_all_counted": list(had_all_counted.ranking),
            },
            ranked_at=act.now,
        )
    )
    act.note(**{f"lot_{lot.number}": list(result.ranking)})


def impartial(act: Act, found: Assessment) -> None:
    """Refuses whoever belongs to an organisation behind one of the bids (s81)."""
    conflict.before_assessing(act.actor.organisations, parties_behind(found.bids))


def _still_evaluates(act: Act, evaluator: Evaluator) -> Tender:
    """The tender of an appointment whose holder is still an evaluator of the buyer."""
    tender: Tender = db.session.get_one(Tender, evaluator.tender_id)
    if not act.actor.has(tender.buyer_id, Role.EVALUATOR):
        raise NotAllowed(act.verb)
    return tender


def declaration_of(evaluator: Evaluator) -> moderation.Declaration | None:
    """What the rules ask of an evaluator before scoring; None before it was declared."""
    if evaluator.declared_at is None:
        return None
    return moderation.Declaration(
        str(evaluator.person_id), evaluator.declaration, evaluator.mitigation
    )


def _score_faults(
    found: Assessment, bid_id: UUID, scores: Mapping[UUID, tuple[int, str]]
) -> list[Refusal]:
    others = _others(found, bid_id)
    return [
        Refusal(str(fault), field=f"{fault.field}_{criterion_id}")
        for criterion_id, (given, reason) in scores.items()
        for fault in moderation.score_faults(
            given, found.highest(bid_id, criterion_id), reason, others
        )
    ]


def _agreement_faults(
    found: Assessment, bid_id: UUID, scores: Mapping[UUID, tuple[int, str, str]]
) -> list[Refusal]:
    """All of the rule's faults but the approvals, which follow when the record is whole."""
    faults = []
    for criterion_id, (given, reason, discussion) in scores.items():
        agreed = moderation.AgreedScore(given, reason, discussion, found.panel)
        individual = found.individual(bid_id, criterion_id)
        faults += [
            Refusal(str(fault), field=f"{fault.field}_{criterion_id}")
            for fault in moderation.agreement_faults(
                found.panel,
                individual,
                agreed,
                found.highest(bid_id, criterion_id),
                _others(found, bid_id),
            )
        ]
    return faults


def _others(found: Assessment, bid_id: UUID) -> list[str]:
    own = {party.name for party in found.parties[bid_id]}
    return sorted({party.name for all in found.parties.values() for party in all} - own)


def _key(found: Assessment, criterion_id: UUID) -> dict[str, UUID]:
    if criterion_id in {question.id for question in found.questions}:
        return {"question_id": criterion_id}
    if criterion_id in {clause.id for clause in found.clauses}:
        return {"clause_id": criterion_id}
    raise NotThere("Criterion")


def _check_bid(found: Assessment, bid_id: UUID) -> None:
    if bid_id not in {bid.id for bid in found.bids}:
        raise NotThere("Bid")


def _before_ranking(found: Assessment) -> None:
    """Scores may change until a lot is awarded; a ranking already worked out is then out of date."""
    _before_award(found)
    db.session.execute(
        delete(LotRanking).where(LotRanking.lot_id.in_([lot.id for lot in found.lots]))
    )


def _before_award(found: Assessment) -> None:
    if any(lot.state is LotState.AWARDED for lot in found.lots):
        raise Refusal("A lot has been awarded on these scores, so they stand.")


def _panel(tender: Tender) -> list[Evaluator]:
    return list(
        db.session.scalars(
            select(Evaluator).where(
                Evaluator.tender_id == tender.id, Evaluator.removed_at.is_(None)
            )
        ).all()
    )


def _on_panel(tender: Tender, evaluator_id: UUID) -> Evaluator:
    for row in _panel(tender):
        if row.id == evaluator_id:
            return row
    raise NotThere("Evaluator")
