"""Which enterprises could be invited to a package? Those able to do it, then the nearest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import cos, radians, sqrt
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Numeric, and_, cast, exists, func, null, select

from marketplace.contracts.models.contracts import Contract
from marketplace.engine.db import session
from marketplace.organisations.models.directory import address_on, counted_on, has_owner, is_here
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.queries.directory_search import is_spoken_of
from marketplace.packages.models.packages import ENTERPRISES, Package, PackageInvitation

SHOWN = 30
"""How many are offered at once; others are found by their name."""

_MILES = 69.1
"""Of a degree of latitude."""


@dataclass(frozen=True, slots=True)
class Invitable:
    """An enterprise with the reasons why it fits; ``miles`` from the site, where both are known."""

    organisation: Organisation
    is_verified: bool
    miles: int | None
    has_done_theme: bool
    """It has had a contract of the package’s theme here."""


def enterprises_for(
    package: Package, today: date, words: str = "", able: Sequence[UUID] = ()
) -> Sequence[Invitable]:
    """Enterprises that could be invited and are not yet: those ``able``, in their order, then the
    nearest; one query without ``words``, which is of the name or of what it can do.
    Where the site is not known, by name.
    """
    away = _away(package)
    theme = exists().where(Contract.supplier_id == Organisation.id, Contract.theme == package.theme)
    invited = exists().where(
        PackageInvitation.package_id == package.id,
        PackageInvitation.organisation_id == Organisation.id,
    )
    wanted = (
        select(Organisation, counted_on(today), away, theme)
        .outerjoin(
            TradingAddress,
            and_(TradingAddress.organisation_id == Organisation.id, address_on(today)),
        )
        .where(
            Organisation.kind.in_(ENTERPRISES),
            Organisation.id != package.poster_id,
            is_here(),
            has_owner(),
            ~invited,
        )
        .order_by(
            Organisation.id.in_(able).desc(),
            away.asc().nulls_last(),
            func.lower(Organisation.name),
            Organisation.id,
        )
        .limit(SHOWN)
    )
    if words:
        wanted = wanted.where(is_spoken_of(words))
    rows = [
        Invitable(who, is_verified, None if square is None else _miles(square), has_done)
        for who, is_verified, square, has_done in session.execute(wanted)
    ]
    places = {key: place for place, key in enumerate(able)}
    return sorted(rows, key=lambda row: places.get(row.organisation.id, len(able)))


def _away(package: Package) -> ColumnElement[Any]:
    """How far a trading address is: squared, in degrees of latitude; nothing where not known."""
    if package.latitude is None or package.longitude is None:
        return cast(null(), Numeric)
    narrower = Decimal(str(round(cos(radians(float(package.latitude))), 6)))
    north = TradingAddress.latitude - package.latitude
    east = (TradingAddress.longitude - package.longitude) * narrower
    return north * north + east * east


def _miles(square: Decimal) -> int:
    return round(sqrt(float(square)) * _MILES)
