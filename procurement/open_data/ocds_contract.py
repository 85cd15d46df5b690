"""How are a contract, its performance and its end said in the Open Contracting Data Standard?

OCDS 1.1.5 with the extensions for metrics, performance failures and contract completion, and that
of the United Kingdom. Of the codes for why a contract ended or may change, which no published list
holds, only the one for a completed contract was seen (in Find a Tender's data): where no code is
known, words alone are written.
"""

from procurement.contracts.breach import KIND_WORDS, BreachKind, in_words
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.contracts.indicator import RATING_WORDS
from procurement.open_data.ocds_terms import (
    Object,
    amendment,
    at,
    document,
    end_of,
    period,
    pounds,
    reference,
    start_of,
    value,
)
from procurement.open_data.release_facts import (
    ReleasedAmendment,
    ReleasedContract,
    ReleasedDocument,
    ReleasedEnd,
    ReleasedFailure,
    ReleasedIndicator,
    ReleasedMilestone,
    ReleasedPayment,
    ReleasedRating,
)

_OF_IMPLEMENTATION = ("implementationNotice", "contractTerminationNotice")
_PENALTIES = (BreachKind.PARTLY_TERMINATED, BreachKind.DAMAGES, BreachKind.SETTLEMENT)
_PENALTY_TYPES = {BreachKind.DAMAGES: "imposed", BreachKind.SETTLEMENT: "negotiated"}


def contract(signed: ReleasedContract) -> Object:
    """A contract as a JSON object; what is empty in it is left out by who writes the release."""
    return {
        "id": signed.id,
        "awardID": signed.award_id,
        "title": signed.title,
        "status": _status(signed),
        "period": period(signed.starts_on, signed.ends_on, signed.extends_to),
        "value": value(signed.value),
        "dateSigned": at(signed.signed_at),
        "aboveThreshold": signed.is_above_threshold,
        "agreedMetrics": [_agreed(indicator) for indicator in signed.indicators],
        "noAgreedMetricsRationale": signed.no_indicators_reason,
        "documents": [document(one) for one in signed.documents if not _is_of_work(one)],
        "amendments": [_change(made, signed) for made in signed.amendments],
        "proposedAmendments": [_change(made, signed) for made in signed.proposed_amendments],
        "milestones": [_milestone(milestone) for milestone in signed.milestones],
        "terminationRationaleClassifications": [_rationale(signed.end)] if signed.end else [],
        "implementation": {
            "endDate": at(end_of(signed.end.ended_on)) if signed.end else None,
            "transactions": [_payment(payment) for payment in signed.payments],
            "metrics": [_metric(indicator) for indicator in signed.indicators if indicator.ratings],
            "performanceFailures": [_failure(failure, signed) for failure in signed.failures],
            "documents": [document(one) for one in signed.documents if _is_of_work(one)],
        },
    }


def _status(signed: ReleasedContract) -> str:
    """OCDS calls a contract that has run its course terminated, one never signed cancelled."""
    if signed.state is ContractState.AWAITING_SIGNATURE:
        return "pending"
    if signed.state is ContractState.SIGNED:
        return "active"
    return "terminated" if signed.signed_at else "cancelled"


def _is_of_work(published: ReleasedDocument) -> bool:
    return published.kind in _OF_IMPLEMENTATION


def _change(made: ReleasedAmendment, signed: ReleasedContract) -> Object:
    return {
        **amendment(made),
        "rationaleClassifications": [{"description": ground} for ground in made.grounds],
        "value": value(made.value),
        "period": period(signed.starts_on, made.ends_on) if made.ends_on else None,
        "standstill": made.has_standstill,
    }


def _milestone(milestone: ReleasedMilestone) -> Object:
    is_met = milestone.state in (MilestoneState.ACCEPTED, MilestoneState.INVOICED)
    return {
        "id": milestone.id,
        "title": milestone.title,
        "type": "delivery",
        "status": "met" if is_met else "scheduled",
        "dueDate": at(end_of(milestone.due_on)),
        "dateMet": at(end_of(milestone.accepted_on)),
    }


def _payment(payment: ReleasedPayment) -> Object:
    return {
        "id": payment.id,
        "date": at(payment.paid_at),
        "value": {"amount": pounds(payment.pence), "currency": "GBP"},
        "payer": reference(payment.payer),
        "payee": reference(payment.payee),
    }


def _agreed(indicator: ReleasedIndicator) -> Object:
    """What both sides signed: the one observation is the target."""
    return {**_named(indicator), "observations": [{"id": "target", "measure": indicator.target}]}


def _metric(indicator: ReleasedIndicator) -> Object:
    return {
        **_named(indicator),
        "observations": [_observation(rating) for rating in indicator.ratings],
    }


def _named(indicator: ReleasedIndicator) -> Object:
    return {"id": indicator.id, "title": indicator.title, "description": indicator.measured}


def _observation(rating: ReleasedRating) -> Object:
    return {
        "id": rating.id,
        "period": period(rating.begins_on, rating.ends_on),
        "measureClassification": {
            "id": str(rating.rating),
            "description": RATING_WORDS[rating.rating],
        },
        "notes": rating.notes,
    }


def _failure(failure: ReleasedFailure, signed: ReleasedContract) -> Object:
    """The date of the event, the decision or the penalty, and every word of the notice, stand in
    the description too: the standard has no field of its own for some of them."""
    said, follows = failure.said, failure.follows
    kind = follows.kind or BreachKind.NOTE
    lines = in_words(said, follows)
    if failure.answer:
        lines.append(f"The supplier says: {failure.answer}")
    followed = at(start_of(follows.on))
    is_partial = kind is BreachKind.PARTLY_TERMINATED
    return {
        "id": failure.id,
        "period": {"startDate": at(start_of(said.happened_on))},
        "category": KIND_WORDS[kind],
        "events": 1,
        "requirement": said.obligation,
        "description": "\n".join(lines),
        "decisionDate": followed if kind is BreachKind.NOT_IMPROVED else None,
        "penaltyDate": followed if kind in _PENALTIES else None,
        "penaltyType": _PENALTY_TYPES.get(kind),
        "penaltyTypeEntered": said.basis if kind in _PENALTIES else "",
        "penaltyValue": (
            {"amount": pounds(said.amount.pence), "currency": "GBP"} if said.amount else None
        ),
        "partialTermination": said.basis if is_partial else "",
        "suppliers": [reference(supplier) for supplier in signed.suppliers],
    }


def _rationale(end: ReleasedEnd) -> Object:
    if end.ground is None:
        return {"id": "contractCompleted", "description": "It has run its course."}
    return {
        "description": " ".join(part for part in (f"{end.ground.in_words}.", end.reasons) if part)
    }
