"""A broker asks an enterprise for what would show that it is a social enterprise; it answers."""

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.evidence_requests import EvidenceRequest
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.evidence_requests import (
    evidence_request_of,
    open_request_of,
)
from marketplace.organisations.queries.people import people_as
from procurement.ground.refusal import Refusal


@action("evidence_request.send")
def send_evidence_request(act: Act, organisation: Organisation, *, reason: str) -> EvidenceRequest:
    """Say why it cannot be verified yet and what would show it; its owners are told. It waits on the
    desk no more until something came. Refuses where nobody would read it."""
    if not organisation.kind.may_be_social_enterprise:
        raise Refusal("An organisation of this kind is not counted as a social enterprise.")
    if not reason.strip():
        raise Refusal("Say what is missing: the organisation will read it.", field="reason")
    if open_request_of(organisation.id):
        raise Refusal("It was asked already, and nothing came since.")
    if not (owners := people_as(organisation.id, Role.OWNER)):
        raise Refusal("Nobody answers for this organisation here, so nobody would read it.")
    row = evidence_request_of(organisation.id) or EvidenceRequest(organisation_id=organisation.id)
    row.reason, row.asked_at, row.asked_by = reason.strip(), act.now, act.person_id
    row.answer, row.answered_at = "", None
    for person in owners:
        act.notify(
            person,
            "evidence_asked",
            organisation=organisation.name,
            organisation_id=organisation.id,
            reason=row.reason,
        )
    return act.add(row)


@action("evidence_request.answer")
def answer_evidence_request(act: Act, request: EvidenceRequest, *, answer: str) -> None:
    """Say where the evidence is found, or what else the broker should know; whoever asked is told."""
    if request.answered_at is not None:
        raise Refusal("This was answered before.")
    if not answer.strip():
        raise Refusal("Say where the broker finds it, or why there is none.", field="answer")
    request.answer, request.answered_at = answer.strip(), act.now
    organisation = db.session.get_one(Organisation, request.organisation_id)
    act.notify(
        request.asked_by,
        "evidence_answered",
        organisation=organisation.name,
        organisation_id=organisation.id,
        answer=request.answer,
    )
