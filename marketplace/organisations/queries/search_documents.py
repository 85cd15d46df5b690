"""What belongs into the document by which an organisation is found?"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.engine.search import MOST_TEXT, cpv_marks
from marketplace.engine.shown import words
from marketplace.organisations.models.directory import PUBLIC_KINDS, is_here
from marketplace.organisations.models.organisations import (
    Organisation,
    TradingAddress,
    Verification,
)
from marketplace.organisations.models.profiles import Capability, Holding, Profile
from marketplace.organisations.models.search_documents import (
    SUPPLIES,
    VERIFIED,
    SearchedOrganisation,
    cell_mark,
    kind_mark,
    place_mark,
    theme_mark,
)
from procurement.open_data.cpv import cpv_words
from procurement.organisations.distance import cells_of
from procurement.organisations.place import PLACES

_AS_IT_STANDS = {"populate_existing": True}
"""Whatever the session has read before: a name may have been struck out of the words since."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands beside one organisation."""

    profile: Profile | None
    capabilities: Sequence[Capability]
    holdings: Sequence[Holding]
    address: TradingAddress | None
    has_verification: bool


def documents_for(ids: Collection[UUID]) -> list[SearchedOrganisation]:
    """The documents as they should be, of those of these organisations that are here: six queries."""
    wanted = select(Organisation).where(Organisation.id.in_(ids), is_here())
    rows = session.scalars(wanted.order_by(Organisation.id), execution_options=_AS_IT_STANDS).all()
    known = _known([row.id for row in rows])
    return [_document_of(row, known[row.id]) for row in rows]


def _known(ids: Collection[UUID]) -> dict[UUID, _Known]:
    profiles = session.scalars(select(Profile).where(Profile.organisation_id.in_(ids)))
    capabilities = session.scalars(
        select(Capability).where(Capability.organisation_id.in_(ids)).order_by(Capability.number),
        execution_options=_AS_IT_STANDS,
    ).all()
    holdings = session.scalars(
        select(Holding).where(Holding.organisation_id.in_(ids)).order_by(Holding.id),
        execution_options=_AS_IT_STANDS,
    ).all()
    addresses = session.scalars(
        select(TradingAddress).where(
            TradingAddress.organisation_id.in_(ids), TradingAddress.until_on.is_(None)
        )
    )
    verified = session.scalars(
        select(Verification.organisation_id).where(
            Verification.organisation_id.in_(ids), Verification.revoked_at.is_(None)
        )
    )
    by_profile = {row.organisation_id: row for row in profiles}
    by_address = {row.organisation_id: row for row in addresses}
    ever = set(verified)
    return {
        key: _Known(
            by_profile.get(key),
            [row for row in capabilities if row.organisation_id == key],
            [row for row in holdings if row.organisation_id == key],
            by_address.get(key),
            key in ever,
        )
        for key in ids
    }


def _document_of(organisation: Organisation, known: _Known) -> SearchedOrganisation:
    profile, address = known.profile, known.address
    lat, lon = (address.latitude, address.longitude) if address else (None, None)
    return SearchedOrganisation(
        organisation_id=organisation.id,
        sorted_name=organisation.name.lower(),
        marks=list(_marks(organisation, known)),
        is_public=organisation.kind in PUBLIC_KINDS or organisation.claimed_at is None,
        largest_contract=profile.largest_contract if profile else None,
        people=profile.people if profile else None,
        miles=profile.miles if profile else None,
        latitude=None if lat is None else float(lat),
        longitude=None if lon is None else float(lon),
        text="\n".join(filter(None, _texts(organisation, known)))[:MOST_TEXT],
    )


def _texts(organisation: Organisation, known: _Known) -> Iterator[str]:
    yield organisation.name
    yield organisation.about
    yield organisation.town
    yield words(organisation.kind)
    codes = [row.cpv for row in known.capabilities if row.cpv]
    yield from (row.words for row in known.capabilities)
    yield from codes
    yield cpv_words(codes)
    for holding in known.holdings:
        yield f"{words(holding.kind)} {holding.name}"


def _marks(organisation: Organisation, known: _Known) -> Iterator[str]:
    yield kind_mark(organisation.kind)
    if organisation.kind.supplies:
        yield SUPPLIES
    if known.has_verification:
        yield VERIFIED
    yield from map(theme_mark, known.profile.themes if known.profile else ())
    yield from cpv_marks(row.cpv for row in known.capabilities)
    address = known.address
    if address is None:
        return
    yield from (
        place_mark(place.slug) for place in PLACES.values() if address.ward_code in place.ward_codes
    )
    if address.latitude is not None and address.longitude is not None:
        yield from map(cell_mark, cells_of(float(address.latitude), float(address.longitude)))
