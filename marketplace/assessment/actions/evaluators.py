"""The panel of a tender: appointed and, at the end, approving what it agreed."""

from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.rankings import before_ranking
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.evaluators import is_scored_already, panel_of
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.people import Membership
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import tender_of
from procurement.assessment import moderation
from procurement.assessment.panel import before_changing_panel
from procurement.ground.refusal import Refusal
from procurement.tendering.conflict import Mitigation


@action("evaluator.appoint")
def appoint_evaluator(act: Act, tender: Tender, *, person_id: UUID, reason: str = "") -> Evaluator:
    """Put a colleague with the evaluator's role on the panel, before scores are agreed.

    After the first score with a reason (s98).
    """
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
    before_ranking(tender.id)
    assessment = assessment_of(tender)
    own = assessment.declarations.get(person_id)
    if own is not None and own.mitigation is Mitigation.LEAVES:
        raise Refusal(
            "This person declared an interest and takes no further part.", field="person_id"
        )
    moderation.before_joining(assessment.has_agreed_any)
    row = row or Evaluator(tender_id=tender.id, person_id=person_id)
    row.appointed_at, row.removed_at, row.approved_at = act.now, None, None
    row.changed_because = _because(tender, reason)
    act.add(row)
    act.note(evaluator=row.id, person_id=person_id)
    act.notify(person_id, "evaluator_appointed", tender_id=tender.id, title=tender.title)
    return row


@action("evaluator.remove")
def remove_evaluator(act: Act, tender: Tender, *, evaluator_id: UUID, reason: str = "") -> None:
    """Take somebody off the panel; their scores stay on record and no longer count.

    After the first score with a reason (s98).
    """
    before_ranking(tender.id)
    row = _on_panel(tender, evaluator_id)
    row.changed_because = _because(tender, reason)
    row.removed_at = act.now
    act.note(evaluator=row.id, person_id=row.person_id)


@action("scores.approve")
def approve_scores(act: Act, tender: Tender) -> None:
    """Approve the panel's agreed scores and their record, as they stand now."""
    assessment = assessment_of(tender)
    own = assessment.evaluator(act.person_id)
    if own is None:
        raise NotAllowed(act.verb)
    require_impartial(act, assessment)
    missing = [bid for bid in assessment.assessed if not assessment.is_agreed(bid.id)]
    if missing:
        raise Refusal(
            f"The panel has not agreed every score yet: {assessment.name_of(missing[0].id)} is open."
        )
    own.approved_at = act.now
    act.note(evaluator=own.id)


def still_evaluates(act: Act, evaluator: Evaluator) -> Tender:
    """The tender of an appointment whose holder is still an evaluator of the buyer."""
    tender = tender_of(evaluator.tender_id)
    if not act.actor.has(tender.buyer_id, Role.EVALUATOR):
        raise NotAllowed(act.verb)
    return tender


def _because(tender: Tender, reason: str) -> str | None:
    """Why the panel changes; needed once a bid has been scored, and not asked before."""
    is_scored = is_scored_already(tender.id)
    before_changing_panel(is_any_scored=is_scored, reason=reason)
    return reason.strip() if is_scored else None


def _on_panel(tender: Tender, evaluator_id: UUID) -> Evaluator:
    for row in panel_of(tender.id):
        if row.id == evaluator_id:
            return row
    raise NotThere("Evaluator")
