"""Is an organisation inside a place on a day, and which decile does it trade from?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from marketplace.engine import db
from marketplace.organisations.models.directory import address_on
from marketplace.organisations.models.organisations import TradingAddress
from procurement.organisations.place import PLACES, Inside


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an organisation trades from on one day; what is not known is None.

    ``places`` are the slugs of the places it is inside, as ``PLACES`` orders them.
    ``imd_decile`` is 1 (most deprived tenth of England) to 10.
    """

    postcode: str = ""
    ward_code: str | None = None
    ward_name: str | None = None
    lsoa_code: str | None = None
    imd_decile: int | None = None
    places: tuple[str, ...] = ()

    def standing_in(self, slug: str) -> Inside:
        """Inside or outside a place; not known where the ward is not."""
        if self.ward_code is None:
            return Inside.NOT_KNOWN
        return Inside.INSIDE if slug in self.places else Inside.OUTSIDE

    @property
    def in_each_place(self) -> list[tuple[str, Inside]]:
        """Each place's name and whether this is inside it."""
        return [(place.name, self.standing_in(place.slug)) for place in PLACES.values()]


def whereabouts_of(ids: Iterable[UUID], on: date) -> dict[UUID, Whereabouts]:
    """Where each of these organisations trades from on a day, in one query."""
    rows = db.session.scalars(
        select(TradingAddress).where(TradingAddress.organisation_id.in_(list(ids)), address_on(on))
    )
    return {
        row.organisation_id: Whereabouts(
            row.postcode,
            row.ward_code,
            row.ward_name,
            row.lsoa_code,
            row.imd_decile,
            tuple(p.slug for p in PLACES.values() if row.ward_code in p.ward_codes),
        )
        for row in rows
    }


def inside(organisation_id: UUID, on: date) -> Whereabouts:
    """Where an organisation trades from on a day: for a payment to copy."""
    return whereabouts_of([organisation_id], on).get(organisation_id, Whereabouts())


def addresses_of(organisation_id: UUID) -> list[TradingAddress]:
    """Every trading address an organisation has had, the newest first."""
    return list(
        db.session.scalars(
            select(TradingAddress)
            .where(TradingAddress.organisation_id == organisation_id)
            .order_by(TradingAddress.from_on.desc())
        )
    )
