"""Where does a postcode lie, and is that inside a place?

A place is a named set of wards. Known are the postcodes of Birmingham and
Sandwell; of any other the answer is "not known", never a guess.

``postcodes.csv.gz`` is reduced from a lookup of postcodes to the ward
(2025) and LSOA (2021) whose boundary holds the postcode's centre: what a map
and a deprivation decile need was kept, and coordinates were rounded to five
decimals (about a metre). ``lsoas.csv`` holds the decile of the English Indices
of Deprivation 2025 (1 is the most deprived tenth of England).
``ward_boundaries.json`` is the generalised ONS ward boundary, at most 124
points a ward: coordinates were rounded to five decimals and nothing else was
done, so that neighbours still share their edges.

Contains OS data © Crown copyright and database right 2025. Contains Royal Mail
data © Royal Mail copyright and database right 2025. Contains National
Statistics data © Crown copyright and database right 2025. Source: Office for
National Statistics licensed under the Open Government Licence v3.0.
"""

import csv
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from procurement.ground.refusal import Refusal

_POSTCODE = re.compile(
    r"([A-PR-UWYZ](?:\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRVWXY]))"
    r"(\d[ABD-HJLNP-UW-Z]{2})",
    re.ASCII,
)
_DATA = files("procurement").joinpath("data")


@dataclass(frozen=True, slots=True)
class Location:
    """Where a postcode lies; ``imd_decile`` 1 (most deprived) to 10; WGS 84 degrees."""

    postcode: str
    ward_code: str
    ward_name: str
    lad_code: str
    lsoa_code: str
    imd_decile: int
    lat: float
    lon: float


class Inside(StrEnum):
    """Whether an address is inside a place."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Place:
    """A named set of wards, and the tenancy of its broker and board."""

    slug: str
    name: str
    ward_codes: frozenset[str]

    def holds(self, location: Location | None) -> Inside:
        """Inside or outside; "not known" where the location is not known."""
        if location is None:
            return Inside.NOT_KNOWN
        return Inside.INSIDE if location.ward_code in self.ward_codes else Inside.OUTSIDE


@dataclass(frozen=True, slots=True)
class WardBoundary:
    """A ward's name and its rings of (longitude, latitude), outer ring first."""

    name: str
    rings: tuple[tuple[tuple[float, float], ...], ...]


def normal_postcode(text: str) -> str:
    """``b184df`` → ``B18 4DF``. Refuses what is not a full UK postcode in form."""
    match = _POSTCODE.fullmatch(re.sub(r"\s+", "", text).upper())
    if match is None:
        raise Refusal(
            f"“{text.strip()}” is not a full UK postcode, such as B18 4DF.", field="postcode"
        )
    return f"{match[1]} {match[2]}"


def locate(postcode: str) -> Location | None:
    """Where a postcode lies, or None where it is not a known one.

    Refuses what is not a postcode in form.
    """
    line = _postcodes().get(normal_postcode(postcode))
    if line is None:
        return None
    code, ward_code, lsoa_code, lat, lon = line.split(",")
    ward_name, lad_code = _wards()[ward_code]
    decile = _deciles()[lsoa_code]
    return Location(code, ward_code, ward_name, lad_code, lsoa_code, decile, float(lat), float(lon))


def located(typed: str) -> Location:
    """Where a postcode lies. Refuses one that is not known here."""
    location = locate(typed)
    if location is None:
        raise Refusal(
            "Only postcodes of Birmingham and Sandwell are known here, so no distance from this one "
            "is looked at."
        )
    return location


def places_holding(location: Location | None) -> tuple[str, ...]:
    """The slugs of the places a location is inside, in the order of ``PLACES``."""
    return tuple(p.slug for p in PLACES.values() if p.holds(location) is Inside.INSIDE)


@cache
def ward_boundaries() -> Mapping[str, WardBoundary]:
    """Ward code → its name and rings, for maps of both councils."""
    wards = json.loads(_DATA.joinpath("ward_boundaries.json").read_text("utf-8"))
    return MappingProxyType(
        {
            code: WardBoundary(
                ward["name"],
                tuple(tuple((lon, lat) for lon, lat in ring) for ring in ward["rings"]),
            )
            for code, ward in wards.items()
        }
    )


@cache
def _postcodes() -> Mapping[str, str]:
    packed = _DATA.joinpath("postcodes.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()[1:]
    return {line.partition(",")[0]: line for line in lines}


@cache
def _wards() -> Mapping[str, tuple[str, str]]:
    return {r["ward_code"]: (r["ward_name"], r["lad_code"]) for r in _table("wards.csv")}


@cache
def _deciles() -> Mapping[str, int]:
    return {r["lsoa_code"]: int(r["imd_decile"]) for r in _table("lsoas.csv")}


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_DATA.joinpath(name).read_text("utf-8").splitlines()))


def _wards_of(area_code: str) -> set[str]:
    """The ward itself, or every ward of the council."""
    if area_code in _wards():
        return {area_code}
    return {code for code, (_, lad_code) in _wards().items() if lad_code == area_code}


def _places() -> dict[str, Place]:
    places: dict[str, Place] = {}
    for row in _table("places.csv"):
        slug, wards = row["slug"], _wards_of(row["area_code"])
        known = places[slug].ward_codes if slug in places else frozenset()
        places[slug] = Place(slug, row["name"], known | wards)
    return places


PLACES: Mapping[str, Place] = MappingProxyType(_places())
"""Slug → place: ``greater-icknield``, ``birmingham``, ``sandwell``, both together."""
