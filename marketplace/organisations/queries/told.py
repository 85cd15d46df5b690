"""What of an organisation do only its own people, or only brokers, read on its page?"""

from dataclasses import dataclass
from uuid import UUID

from marketplace.engine.access import Actor
from marketplace.organisations.models.evidence_requests import EvidenceRequest
from marketplace.organisations.queries.evidence_requests import open_request_of
from marketplace.organisations.queries.hostings import HostingKnown, hosting_known_to


@dataclass(frozen=True, slots=True)
class Told:
    """``evidence_asked``: for its own people, what a broker waits for; ``hosting``: for brokers."""

    evidence_asked: EvidenceRequest | None
    hosting: HostingKnown | None


def told_of(actor: Actor, organisation_id: UUID) -> Told:
    """At most four queries; none for others."""
    is_own = organisation_id in actor.organisations
    return Told(
        open_request_of(organisation_id) if is_own else None,
        hosting_known_to(actor, organisation_id),
    )
