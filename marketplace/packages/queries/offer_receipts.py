"""Who may read a version of a sealed offer, and by what was it receipted?"""

from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine import trail
from marketplace.engine.access import Actor, Role
from marketplace.engine.audit import AuditRecord
from marketplace.packages.models.offers import Offer, OfferVersion
from marketplace.packages.queries.offer_content import own_offer


def version_of(offer_id: UUID, number: int) -> Select[OfferVersion]:
    """One version of a sealed offer."""
    return select(OfferVersion).where(
        OfferVersion.offer_id == offer_id, OfferVersion.number == number
    )


def may_read(actor: Actor, offer: Offer, row: OfferVersion) -> bool:
    """Whether the person writes offers for one of those behind a version when it was sealed: who
    joined later does not read what was sealed before. Only for a member it is looked into."""
    own = actor.organisations_as(Role.BID_WRITER)
    return offer.organisation_id in own or any(
        party.organisation_id in own for party in own_offer(offer, row).parties
    )


def mark_of_version(offer_id: UUID, number: int) -> str | None:
    """The mark of the act by which a version was made; None for one from before marks."""
    return trail.mark_where(
        AuditRecord.subject_id == offer_id,
        AuditRecord.verb == "offer.make",
        AuditRecord.after["version"].as_integer() == number,
    )
