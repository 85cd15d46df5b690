"""What an enterprise has written, as it is kept where nobody else can read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.sealed import Which, keep_json, opened_json, read_json, seal_json
from marketplace.engine.act import NotThere
from marketplace.packages.models.offers import Offer, OfferMember, OfferVersion
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.package_history import changes_of
from marketplace.tendering.queries.publications import logged
from procurement.bidding.deadlines import Publication, check_logged
from procurement.bidding.sealing import canonical
from procurement.ground.exact import in_full
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.offer import Terms


@dataclass(frozen=True, slots=True)
class Party:
    """One of those behind a sealed offer: its share of the price in per cent, and its work."""

    organisation_id: UUID
    share: Decimal
    work: str


@dataclass(frozen=True, slots=True)
class SealedOffer:
    """What is sealed; no parties in one that was sealed before they were a part of it."""

    terms: Terms
    parties: Sequence[Party]


def as_json(terms: Terms) -> dict[str, Any]:
    return {
        "price": terms.price.pence,
        "words": terms.words,
        "starts_on": terms.starts_on.isoformat(),
        "ends_on": terms.ends_on.isoformat(),
        **({"for_group": str(terms.for_group)} if terms.for_group else {}),
    }


def from_json(said: Mapping[str, Any]) -> Terms:
    return Terms(
        Money(said["price"]),
        said["words"],
        date.fromisoformat(said["starts_on"]),
        date.fromisoformat(said["ends_on"]),
        UUID(said["for_group"]) if "for_group" in said else None,
    )


def kept_draft(offer: Offer, terms: Terms) -> bytes:
    """The draft encrypted under the offer’s own key."""
    return keep_json(offer.id, as_json(terms))


def draft_of(offer: Offer) -> Terms:
    """What its own side has written last. Refuses what was altered; erased, it is not there."""
    if not offer.draft:
        raise NotThere("Offer")
    return from_json(read_json(offer.id, offer.draft))


def publication_of(package: Package) -> Publication:
    """What a sealed offer is bound to, and the log beside the database has: the moment as it is."""
    return _publications_of(package)[-1]


def moments_logged(package: Package) -> Sequence[Publication]:
    """The log of its moments: one query. Refuses where one of those that the database has is not in it.

    What the log has beyond them was taken out of the database, or never came into it, as the change
    that was logged failed. Nobody can tell which, so it counts: offers open at the latest moment.
    """
    log = logged(package.id)
    check_logged(log, _publications_of(package))
    return log


def _publications_of(package: Package) -> list[Publication]:
    """Each moment that it was given, with the version that gave it, in order: one query."""
    moved = [row for row in changes_of(package.id) if row.closes_at != row.closes_at_was]
    versions = [1, *(row.number for row in moved)]
    moments = [*(row.closes_at_was for row in moved), package.closes_at]
    return [
        _publication(package, version, moment)
        for version, moment in zip(versions, moments, strict=True)
        if moment is not None
    ]


def _publication(package: Package, version: int, moment: datetime) -> Publication:
    said = {"package": str(package.id), "poster": str(package.poster_id)}
    return Publication(str(package.id), version, moment, sha256(canonical(said)).hexdigest())


def sealed_offer(
    package: Package, offer: Offer, terms: Terms, members: Sequence[OfferMember]
) -> tuple[bytes, str]:
    """The offer as it is to be kept until the moment, and its SHA-256."""
    if package.sealing_key is None:
        raise Refusal("This package has no key to seal offers to. Tell whoever posted it.")
    parties = [Party(row.organisation_id, row.share, row.work) for row in members]
    alone = [Party(offer.organisation_id, Decimal(100), "")]
    said = as_json(terms) | {
        "parties": [
            {"id": str(party.organisation_id), "share": in_full(party.share), "work": party.work}
            for party in parties or alone
        ]
    }
    return seal_json(
        which(offer, offer.version), said, package.sealing_key, publication_of(package)
    )


def which(offer: Offer, number: int) -> Which:
    """Names one version of a sealed offer."""
    return Which(offer.package_id, offer.id, number)


def own_bytes(offer: Offer, version: OfferVersion) -> bytes:
    """The very bytes that were sealed, for its own side at any time: their SHA-256 is the receipt’s."""
    return sealed.own_bytes(which(offer, version.number), version.sealed)


def own_offer(offer: Offer, version: OfferVersion) -> SealedOffer:
    """The same as it reads."""
    return _read(sealed.own_json(which(offer, version.number), version.sealed))


def opened_offer(
    package: Package, version: OfferVersion, log: Sequence[Publication], now: datetime
) -> SealedOffer:
    """What was sealed. Refuses before the latest moment in the log, and what was altered."""
    of = Which(package.id, version.offer_id, version.number)
    return _read(opened_json(of, version.sealed, version.sha256, log=log, now=now))


def _read(said: Mapping[str, Any]) -> SealedOffer:
    parties = [
        Party(UUID(party["id"]), Decimal(party["share"]), party["work"])
        for party in said.get("parties", ())
    ]
    return SealedOffer(from_json(said), parties)
