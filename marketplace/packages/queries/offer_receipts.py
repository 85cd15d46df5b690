"""Who may read a version of a sealed offer, and by what was it receipted?"""

from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine import trail
from marketplace.engine.access import Actor, Role
from marketplace.engine.audit import AuditRecord
from marketplace.packages.models.offers import Offer, OfferVersion
from marketplace.packages.queries.offer_content import SealedOffer, own_offer


def version_of(offer_id: UUID, number: int) -> Select[OfferVersion]:
    """One version of a sealed offer."""
    return select(OfferVersion).where(
        OfferVersion.offer_id == offer_id, OfferVersion.number == number
    )


def content_for(actor: Actor, offer: Offer, row: OfferVersion) -> SealedOffer | None:
    """What was sealed, for who writes offers for one of those behind it then: who joined later does
    not read what was sealed before."""
    content, own = own_offer(offer, row), actor.organisations_as(Role.BID_WRITER)
    behind = {offer.organisation_id, *(party.organisation_id for party in content.parties)}
    return content if behind & own else None


def mark_of_version(offer_id: UUID, number: int) -> str | None:
    """The mark of the act by which a version was made; None for one from before marks."""
    return trail.mark_where(
        AuditRecord.subject_id == offer_id,
        AuditRecord.verb == "offer.make",
        AuditRecord.after["version"].as_integer() == number,
    )
