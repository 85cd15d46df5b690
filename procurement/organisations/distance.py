"""How far is it from one address to another, and in which cells of a grid are those that are near?

Degrees are of WGS 84, miles along the surface of a sphere: between two postcodes of one city that
is right to less than one part in two hundred.
"""

from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt

EARTH = 3958.8
"""Miles from the middle to the surface, as a mean."""

NEAR, FAR = 0.05, 0.5
"""Degrees on a side of a cell: some three miles, and some thirty."""

_MILES_A_DEGREE = 69.0
"""Of latitude; a little less than it is, so that a cell too many is looked at and never one too few."""

_MOST_NEAR = 5
"""Miles up to which the small cells are looked through."""


def miles_between(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The distance of two points, each a latitude and a longitude."""
    (lat, lon), (other_lat, other_lon) = (tuple(map(radians, point)) for point in (here, there))
    across = sin((other_lat - lat) / 2) ** 2
    along = cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH * asin(sqrt(across + along))


def cells_of(lat: float, lon: float) -> list[str]:
    """The cells that a point lies in, the small and the large."""
    return [_cell(size, _step(lat, size), _step(lon, size)) for size in (NEAR, FAR)]


def cells_around(lat: float, lon: float, miles: float) -> list[str]:
    """Cells of one size in which every point lies that is not further away than so many miles."""
    size = NEAR if miles <= _MOST_NEAR else FAR
    up = miles / _MILES_A_DEGREE
    widest = cos(radians(min(abs(lat) + up, 89)))
    rows, columns = _steps(lat, up, size), list(_steps(lon, up / widest, size))
    return [_cell(size, row, column) for row in rows for column in columns]


def _steps(middle: float, reach: float, size: float) -> Iterator[int]:
    yield from range(_step(middle - reach, size), _step(middle + reach, size) + 1)


def _step(degrees: float, size: float) -> int:
    return int(degrees // size)


def _cell(size: float, row: int, column: int) -> str:
    return f"{size}:{row}:{column}"
