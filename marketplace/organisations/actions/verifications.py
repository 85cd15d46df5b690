"""What does the broker confirm of an organisation: who it is, and that it is a social enterprise?"""

from datetime import date

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.organisations import (
    Organisation,
    Verification,
)
from marketplace.organisations.queries.directory import identifiers_of
from marketplace.organisations.queries.people import people_as
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier
from procurement.organisations.social_enterprise import (
    Criterion,
    Evidence,
    EvidenceKind,
    check_evidence,
)


@action("buyer.approve")
def approve_buyer(act: Act, organisation: Organisation) -> None:
    """Confirm that a buyer is who it says: from now on it may publish."""
    if not organisation.kind.buys:
        raise Refusal("Only an organisation that buys needs approval.")
    if organisation.approved_at is not None:
        raise Refusal("This buyer was approved before.")
    organisation.approved_at = act.now
    for person in people_as(organisation.id, Role.OWNER):
        act.notify(person, "buyer_approved", organisation=organisation.name)


@action("enterprise.verify")
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
    row = act.add(
        Verification(
            organisation_id=organisation.id,
            evidence=evidence.value,
            reference=reference.strip() + (f" ({looked_up})" if looked_up else ""),
            verified_by=act.person_id,
            verified_on=act.today,
            expires_on=expires_on,
        )
    )
    keep_organisations(organisation.id)
    return row


@action("verification.revoke")
def revoke_verification(act: Act, verification: Verification, *, reason: str) -> None:
    """Take the word back from today, with a reason; what was counted before stays counted."""
    if verification.revoked_at is not None:
        raise Refusal("This was revoked already.")
    if not reason.strip():
        raise Refusal("Say why: the organisation will read it.", field="reason")
    verification.revoked_at, verification.revoked_because = act.now, reason.strip()
    keep_organisations(verification.organisation_id)
    name = db.session.get_one(Organisation, verification.organisation_id).name
    for person in people_as(verification.organisation_id, Role.OWNER):
        act.notify(person, "verification_revoked", organisation=name, reason=reason.strip())


@action("organisation.dissolve")
def dissolve_organisation(act: Act, organisation: Organisation, *, on: date) -> None:
    """Note the day from which an organisation is no more; its records stay readable."""
    if organisation.dissolved_on is not None:
        raise Refusal("This was noted before.")
    if on > act.today:
        raise Refusal("The day is still to come.", field="on")
    organisation.dissolved_on = on
    keep_organisations(organisation.id)
