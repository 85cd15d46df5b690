"""Whose is an organisation that is only known from a notice? The broker decides."""

from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.queries.bids import has_sealed_bid
from marketplace.desk.models.claims import CLAIM, Claim, ClaimState
from marketplace.desk.queries.claims import is_by_a_broker, is_claimable
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.addresses import check_proved
from marketplace.organisations.actions.organisations import appoint
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import brokers, operators
from marketplace.packages.queries.offers import has_sealed_offer
from procurement.ground.refusal import Refusal


@action("organisation.claim")
def claim_organisation(act: Act, organisation: Organisation, *, grounds: str) -> Claim:
    """Say that this organisation is one's own, and how the broker can check it.

    The brokers are told; where a broker claims, the operators too, since any of them decides it.
    Refuses where somebody answers for it, or where the same person has asked already.
    """
    check_proved(act.person_id)
    if not is_claimable(organisation.id):
        raise Refusal("Somebody answers for this organisation already. Ask them to invite you.")
    if not grounds.strip():
        raise Refusal("Say what you do there and how the broker can check it.", field="grounds")
    if _open_claims(organisation.id, act.person_id):
        raise Refusal("You have claimed this organisation. The broker will answer by e-mail.")
    for broker in brokers():
        if broker != act.person_id:
            act.notify(broker, "claim_to_decide", organisation=organisation.name, page="broker")
    for operator in operators() if act.person_id in brokers() else ():
        if operator != act.person_id:
            act.notify(operator, "claim_to_decide", organisation=organisation.name, page="operator")
    return act.add(
        Claim(
            organisation_id=organisation.id,
            person_id=act.person_id,
            grounds=grounds.strip(),
            asked_at=act.now,
        )
    )


@action("claim.approve")
def approve_claim(act: Act, claim: Claim) -> None:
    """Make the claimant the owner; a buyer is approved with it, for the broker has just checked.

    Other open claims to the same organisation are refused. Refuses the broker's own claim.
    """
    organisation = db.session.get_one(Organisation, claim.organisation_id, with_for_update=True)
    if not is_claimable(organisation.id):
        raise Refusal("Somebody answers for this organisation already.")
    if has_sealed_bid(organisation.id) or has_sealed_offer(organisation.id):
        raise Refusal(
            "This organisation is part of a bid or an offer that is still sealed, which a new owner "
            "could read. Approve the claim once it is opened."
        )
    _decide(act, claim, "approve")
    appoint(act, claim.person_id, organisation.id, Role.OWNER)
    organisation.claimed_at = organisation.claimed_at or act.now
    organisation.closed_at = None
    organisation.approved_at = organisation.approved_at or act.now
    keep_organisations(organisation.id)
    act.notify(
        claim.person_id,
        "claim_approved",
        organisation=organisation.name,
        organisation_id=organisation.id,
    )
    for other in _open_claims(organisation.id):
        _refuse(act, other, organisation)


@action("claim.refuse")
def refuse_claim(act: Act, claim: Claim) -> None:
    """Say no; the claimant is told and may claim again with better grounds."""
    _refuse(act, claim, db.session.get_one(Organisation, claim.organisation_id))


def _refuse(act: Act, claim: Claim, organisation: Organisation) -> None:
    _decide(act, claim, "refuse")
    act.notify(claim.person_id, "claim_refused", organisation=organisation.name)


def _decide(act: Act, claim: Claim, verb: str) -> None:
    if claim.person_id == act.person_id:
        raise Refusal("This is your own claim: another broker or the operator decides it.")
    if not act.actor.is_broker and not is_by_a_broker(claim):
        raise Refusal("A broker decides this claim. The operator decides only claims of brokers.")
    claim.state = CLAIM.after(claim.state, verb)
    claim.decided_at, claim.decided_by = act.now, act.person_id
    db.session.flush()


def _open_claims(organisation_id: UUID, person_id: UUID | None = None) -> list[Claim]:
    wanted = select(Claim).where(
        Claim.organisation_id == organisation_id, Claim.state == ClaimState.ASKED
    )
    if person_id is not None:
        wanted = wanted.where(Claim.person_id == person_id)
    return list(db.session.scalars(wanted.order_by(Claim.id)))
