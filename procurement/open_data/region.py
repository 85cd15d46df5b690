"""In which regions is something delivered, by what a notice says of it?

The regions are those of the International Territorial Level 1 of the Office for National Statistics:
three letters that begin UK (NUTS, until 2020) or TL (ITL, since 2021), or the name itself.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

_LETTERS = {
    "C": "North East",
    "D": "North West",
    "E": "Yorkshire and the Humber",
    "F": "East Midlands",
    "G": "West Midlands",
    "H": "East of England",
    "I": "London",
    "J": "South East",
    "K": "South West",
    "L": "Wales",
    "M": "Scotland",
    "N": "Northern Ireland",
}

REGIONS: Mapping[str, str] = MappingProxyType(
    {name.lower().replace(" ", "-"): name for name in _LETTERS.values()}
)
"""Slug → name, in the order of their letters: ``west-midlands``."""

_SAID = {
    slug: re.compile(rf"\b(?:{name}\b|(?:UK|TL){letter})", re.IGNORECASE)
    for letter, (slug, name) in zip(_LETTERS, REGIONS.items(), strict=True)
}


def regions_in(delivery: str) -> list[str]:
    """The slugs of the regions that a place of delivery names."""
    return [slug for slug, said in _SAID.items() if said.search(delivery)]
