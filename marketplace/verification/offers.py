"""Are the offers that were opened those that were sealed, and all of them?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from marketplace.engine import db
from marketplace.gateways.keys import fingerprint
from marketplace.packages.models.offers import Offer, OfferMember, OfferRound, OfferVersion
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.offer_content import SealedOffer, moments_logged, opened_offer
from marketplace.packages.queries.offers import said_in
from procurement.bidding.deadlines import Publication
from procurement.ground.compared import Compared, same_keys
from procurement.ground.exact import in_full
from procurement.ground.refusal import Refusal
from procurement.packages.offer import OfferState, Terms
from procurement.packages.package import Way

_STANDING = (OfferState.MADE, OfferState.CHOSEN, OfferState.NOT_CHOSEN)


def contents() -> Iterator[Compared]:
    """Each offer that counted at an opening: its sealed bytes against the receipt, and what was read
    of it against what was sealed.

    Who offered together is compared while the offer stands: one that was taken back since may have
    lost a member.
    """
    rows = db.session.execute(
        select(Offer, OfferVersion, OfferRound, Package)
        .join(Package, Package.id == Offer.package_id)
        .join(
            OfferVersion,
            and_(OfferVersion.offer_id == Offer.id, OfferVersion.number == Offer.version),
            isouter=True,
        )
        .join(
            OfferRound, and_(OfferRound.offer_id == Offer.id, OfferRound.number == 1), isouter=True
        )
        .where(
            Package.way == Way.SEALED,
            Package.closed_at.is_not(None),
            or_(Offer.state.in_(_STANDING), OfferRound.id.is_not(None)),
        )
        .order_by(Offer.id)
    ).all()
    parts, logs = _parts(offer.id for offer, *_ in rows), cache(moments_logged)
    for offer, version, first, package in rows:
        what = f"Offer {offer.id} for “{package.title}”"
        try:
            content = _opened(package, version, logs)
        except Refusal as no:
            yield Compared(f"{what}: what was sealed", "opens and fits its receipt", str(no))
            continue
        yield Compared(f"{what}: what was sealed", "opens", "opens")
        kept = {} if first is None else _said(said_in(first)) | _when(first.made_at, first.made_by)
        sealed = _said(content.terms) | _when(version.received_at, version.submitted_by)
        if content.parties and offer.state in _STANDING:
            sealed["parties"] = sorted(
                [str(party.organisation_id), in_full(party.share), fingerprint(party.work)]
                for party in content.parties
            )
            kept["parties"] = parts.get(offer.id) or [
                [str(offer.organisation_id), "100", fingerprint("")]
            ]
        yield from same_keys(what, sealed, kept)


def _opened(
    package: Package,
    version: OfferVersion | None,
    logs: Callable[[Package], Sequence[Publication]],
) -> SealedOffer:
    """What was sealed, as it was read at the opening. Refuses what is altered or missing."""
    if version is None or package.closed_at is None:
        raise Refusal("There is no sealed version of this offer.")
    return opened_offer(package, version, logs(package), package.closed_at)


def _said(terms: Terms) -> dict[str, Any]:
    """The words as a fingerprint: a report is no place for them."""
    return {
        "price": terms.price.pence,
        "words": fingerprint(terms.words.strip()),
        "days": [terms.starts_on.isoformat(), terms.ends_on.isoformat()],
        "for group": str(terms.for_group) if terms.for_group else None,
    }


def _when(moment: Any, person_id: UUID) -> dict[str, Any]:
    return {"made": [moment.isoformat(), str(person_id)]}


def _parts(offer_ids: Iterable[UUID]) -> Mapping[UUID, list[list[str]]]:
    """The members of each of these that have not declined, in one query."""
    found: dict[UUID, list[list[str]]] = defaultdict(list)
    for row in db.session.scalars(
        select(OfferMember).where(
            OfferMember.offer_id.in_(list(offer_ids)), OfferMember.declined_at.is_(None)
        )
    ):
        said = [str(row.organisation_id), in_full(row.share), fingerprint(row.work)]
        found[row.offer_id].append(said)
    return {key: sorted(rows) for key, rows in found.items()}
