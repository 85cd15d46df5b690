"""Interests of those who take part in a procurement: declared, and dealt with by a colleague."""

from dataclasses import dataclass
from uuid import UUID

from marketplace.assessment.actions.rankings import before_ranking
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.people import people_as, people_of
from marketplace.tendering.models.declarations import InterestDeclaration
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.declarations import declarations_of, declared
from procurement.ground.refusal import Refusal
from procurement.tendering import conflict
from procurement.tendering.conflict import Interest, Mitigation


@dataclass(frozen=True, slots=True)
class HowDealtWith:
    """What is chosen for an interest, and whose bid or which observer it names."""

    mitigation: Mitigation
    explained: str
    bid_id: UUID | None = None
    observer_id: UUID | None = None


@action("conflict.declare")
def declare_conflict(
    act: Act, tender: Tender, *, interest: Interest, about: str
) -> InterestDeclaration:
    """Declare one's own interest, or that there is none (Procurement Act 2023, ss81–83).

    Whoever does not score a bid still does not: only a colleague may choose otherwise.
    """
    last = declarations_of([tender.id])[tender.id].get(act.person_id)
    conflict.before_declaring(interest, about, declared(last))
    row = act.add(
        InterestDeclaration(
            tender_id=tender.id,
            person_id=act.person_id,
            interest=interest,
            about="" if interest is Interest.NONE else about,
            declared_at=act.now,
            bidder_id=last.bidder_id if last else None,
        )
    )
    act.note(declaration=row.id, interest=interest)
    if interest is not Interest.NONE:
        for person_id in people_of([tender.buyer_id], Role.BUYER):
            if person_id != act.person_id:
                _tell(act, person_id, "interest_declared", tender)
    return row


@action("conflict.mitigate")
def mitigate_conflict(act: Act, tender: Tender, *, declaration_id: UUID, how: HowDealtWith) -> None:
    """Choose how a declared interest is dealt with, so that its holder may go on, or leaves."""
    assessment = assessment_of(tender)
    row = _last(assessment, declaration_id)
    observers = people_as(tender.buyer_id, Role.OWNER, Role.BUYER, Role.EVALUATOR)
    is_observed = how.mitigation is Mitigation.OBSERVED
    has_observer = how.observer_id in observers and how.observer_id != row.person_id
    conflict.before_mitigating(
        conflict.MitigationFacts(
            how.mitigation,
            how.explained,
            is_own=row.person_id == act.person_id,
            has_interest=row.interest is not Interest.NONE,
            has_bidder=how.bid_id is not None,
            has_observer=has_observer,
        )
    )
    row.mitigation, row.explained = how.mitigation, how.explained
    row.mitigated_by, row.mitigated_at = act.person_id, act.now
    row.observer_id = how.observer_id if is_observed else None
    if how.mitigation is Mitigation.LEAVES:
        _take_off(act, assessment, row.person_id)
    else:
        _recuse(assessment, row, how)
    act.note(declaration=row.id, mitigation=how.mitigation)
    _tell(act, row.person_id, "interest_dealt_with", tender)
    if row.observer_id is not None:
        _tell(act, row.observer_id, "asked_to_observe", tender)


def _last(assessment: Assessment, declaration_id: UUID) -> InterestDeclaration:
    row = db.session.get(InterestDeclaration, declaration_id, with_for_update=True)
    if row is None or row.tender_id != assessment.tender.id:
        raise NotThere("InterestDeclaration")
    if assessment.declarations[row.person_id].id != row.id:
        raise Refusal("This person has declared again since: look at the last declaration.")
    return row


def _recuse(assessment: Assessment, row: InterestDeclaration, how: HowDealtWith) -> None:
    """Who scores a bid changes only while the panel has not agreed on it."""
    bidder_id = None
    if how.mitigation is Mitigation.DOES_NOT_SCORE and how.bid_id is not None:
        bidder_id = assessment.bid(how.bid_id).organisation_id
    if bidder_id == row.bidder_id:
        return
    for bid in assessment.bids:
        behind = assessment.party_ids[bid.id]
        is_changed = conflict.is_recused(bidder_id, behind) != conflict.is_recused(
            row.bidder_id, behind
        )
        if is_changed and assessment.has_agreed(bid.id):
            raise Refusal(
                f"The panel has agreed on the bid of {assessment.name_of(bid.id)} already. Open "
                "its scores again first, with a reason.",
                field="mitigation",
            )
    before_ranking(assessment.tender.id)
    row.bidder_id = bidder_id


def _take_off(act: Act, assessment: Assessment, person_id: UUID) -> None:
    evaluator = assessment.evaluator(person_id)
    if evaluator is not None:
        before_ranking(assessment.tender.id)
        evaluator.removed_at = act.now


def _tell(act: Act, person_id: UUID, template: str, tender: Tender) -> None:
    act.notify(person_id, template, tender_id=tender.id, title=tender.title)
