"""What does the broker confirm of an organisation: who it is, and that it is a social enterprise?"""

from datetime import date

from sqlalchemy import exists, or_, select, update

from marketplace import db
from marketplace.access import Role
from marketplace.action import Act, action
from marketplace.actions.organisations import appoint
from marketplace.models.bids import Bid, has_sealed_bid
from marketplace.models.consortia import ConsortiumMember
from marketplace.models.contracts import Contract, ContractShare
from marketplace.models.directory import identifiers_of
from marketplace.models.notices import Notice
from marketplace.models.organisations import Organisation, OrganisationIdentifier, Verification
from marketplace.models.people import Membership, people_as
from marketplace.models.tenders import Tender
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier
from procurement.organisations.social_enterprise import (
    Criterion,
    Evidence,
    EvidenceKind,
    check_evidence,
)


@action("organisation.approve")
def approve_buyer(act: Act, organisation: Organisation) -> None:
    """Confirm that a buyer is who it says: from now on it may publish."""
    if not organisation.kind.buys:
        raise Refusal("Only an organisation that buys needs approval.")
    if organisation.approved_at is not None:
        raise Refusal("This buyer was approved before.")
    organisation.approved_at = act.now
    for person in people_as(organisation.id, Role.OWNER):
        act.notify(person, "buyer_approved", organisation=organisation.name)


@action("organisation.verify")
def verify_enterprise(
    act: Act,
    organisation: Organisation,
    *,
    evidence: EvidenceKind,
    reference: str,
    expires_on: date,
    identifier: str = "",
    criteria: frozenset[Criterion] = frozenset(),
) -> Verification:
    """The broker's word, on one piece of evidence, that this is a social enterprise.

    ``identifier`` is the org-id looked up, one of the organisation's own. Refuses a
    kind of organisation that cannot be one, its own word, and what the evidence lacks.
    """
    if not organisation.kind.may_be_social_enterprise:
        raise Refusal("An organisation of this kind is not counted as a social enterprise.")
    if organisation.dissolved_on is not None or organisation.merged_into_id is not None:
        raise Refusal("This organisation is no more.")
    if not evidence.verifies:
        raise Refusal("The organisation’s own word does not verify it.", field="evidence")
    looked_up = Identifier.parse(identifier) if identifier else None
    if looked_up and str(looked_up) not in {
        f"{row.scheme}-{row.identifier}" for row in identifiers_of(organisation.id)
    }:
        raise Refusal("This is not one of the organisation’s numbers.", field="identifier")
    check_evidence(Evidence(evidence, reference, act.today, expires_on, looked_up, criteria))
    act.note(criteria=sorted(criteria), identifier=identifier)
    for person in people_as(organisation.id, Role.OWNER):
        act.notify(person, "enterprise_verified", organisation=organisation.name, until=expires_on)
    return act.add(
        Verification(
            organisation_id=organisation.id,
            evidence=evidence.value,
            reference=reference.strip() + (f" ({looked_up})" if looked_up else ""),
            verified_by=act.person_id,
            verified_on=act.today,
            expires_on=expires_on,
        )
    )


@action("verification.revoke")
def revoke_verification(act: Act, verification: Verification, *, reason: str) -> None:
    """Take the word back from today, with a reason; what was counted before stays counted."""
    if verification.revoked_at is not None:
        raise Refusal("This was revoked already.")
    if not reason.strip():
        raise Refusal("Say why: the organisation will read it.", field="reason")
    verification.revoked_at, verification.revoked_because = act.now, reason.strip()
    name = db.session.get_one(Organisation, verification.organisation_id).name
    for person in people_as(verification.organisation_id, Role.OWNER):
        act.notify(person, "verification_revoked", organisation=name, reason=reason.strip())


@action("organisation.merge")
def merge_organisation(act: Act, organisation: Organisation, *, into: Identifier) -> None:
    """Two records of one organisation: this one is the other. Its numbers and notices go over.

    So do its people where nobody answers for the other one yet. Refuses where this one has
    tenders, bids, consortia or contracts of its own, which must stay under the name they
    were made in.
    """
    target = db.session.scalars(
        select(Organisation)
        .join(OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id)
        .where(
            OrganisationIdentifier.scheme == into.scheme.value,
            OrganisationIdentifier.identifier == into.identifier,
        )
    ).one_or_none()
    if target is None or target.id == organisation.id or target.merged_into_id is not None:
        raise Refusal("Give the number of the other record, the one that stays.", field="into")
    if organisation.merged_into_id is not None:
        raise Refusal("This record was merged before.")
    if _has_own_business(organisation):
        raise Refusal(
            "This record has tenders, bids, consortia or contracts. Merge the other one into it "
            "instead."
        )
    for model, column in (
        (OrganisationIdentifier, OrganisationIdentifier.organisation_id),
        (Notice, Notice.buyer_id),
    ):
        db.session.execute(
            update(model).where(column == organisation.id).values({column: target.id})
        )
    _hand_over_people(act, organisation, target)
    organisation.merged_into_id = target.id


@action("organisation.dissolve")
def dissolve_organisation(act: Act, organisation: Organisation, *, on: date) -> None:
    """Note the day from which an organisation is no more; its records stay readable."""
    if organisation.dissolved_on is not None:
        raise Refusal("This was noted before.")
    if on > act.today:
        raise Refusal("The day is still to come.", field="on")
    organisation.dissolved_on = on


def _has_own_business(organisation: Organisation) -> bool:
    mine = organisation.id
    return bool(
        db.session.scalar(
            select(
                or_(
                    exists().where(Tender.buyer_id == mine),
                    exists().where(Bid.organisation_id == mine),
                    exists().where(ConsortiumMember.organisation_id == mine),
                    exists().where(or_(Contract.buyer_id == mine, Contract.supplier_id == mine)),
                    exists().where(ContractShare.organisation_id == mine),
                )
            )
        )
    )


def _hand_over_people(act: Act, organisation: Organisation, target: Organisation) -> None:
    """Where somebody answers for the other record, or it is part of a sealed bid, only its own
    people let others in: a merger would be a broker's way into sealed bids. Whoever is left
    outside is told to ask them."""
    is_free = not people_as(target.id, Role.OWNER) and not has_sealed_bid(target.id)
    left_outside = set(people_as(organisation.id, *Role)) - set(people_as(target.id, *Role))
    memberships = db.session.scalars(
        select(Membership).where(
            Membership.organisation_id == organisation.id, Membership.ended_at.is_(None)
        )
    ).all()
    for membership in memberships:
        if is_free:
            appoint(act, membership.person_id, target.id, membership.role)
        membership.ended_at = act.now
    for person_id in () if is_free else sorted(left_outside):
        act.notify(
            person_id, "organisation_merged", organisation=organisation.name, into=target.name
        )
