"""Of what kind is an organisation that is only known from a notice?

A first guess from its name and its part in the notice: whoever claims the
organisation, and the broker who confirms it, know better.
"""

import re

from procurement.ground.refusal import Refusal
from procurement.open_data.notice import PartyFacts
from procurement.organisations.organisation import Identifier, Kind, Scheme

TAKING_PART = frozenset(
    {"buyer", "procuringEntity", "centralPurchasingBody", "supplier", "tenderer"}
)
"""Roles of those who buy or sell; courts and review bodies are not remembered."""

_BUYERS = (
    (r"\b(council|corporation of|combined authority)\b", Kind.COUNCIL),
    (r"\b(nhs|hospitals?|health board|integrated care)\b", Kind.HOSPITAL_TRUST),
    (r"\buniversity\b", Kind.UNIVERSITY),
    (r"\b(housing|homes)\b", Kind.HOUSING_ASSOCIATION),
)
_SUPPLIERS = (
    (r"\b(c\.?i\.?c\.?|community interest company)(\W|$)", Kind.CIC),
    (r"\b(co-?operative|community benefit society)\b", Kind.SOCIETY),
)


def kind_of(party: PartyFacts) -> Kind:
    """Buyers by what their name says they are; suppliers likewise, else another supplier."""
    buys = bool({"buyer", "procuringEntity", "centralPurchasingBody"} & set(party.roles))
    for pattern, kind in _BUYERS if buys else _SUPPLIERS:
        if re.search(pattern, party.name, re.IGNORECASE):
            return kind
    return Kind.OTHER_PUBLIC_BODY if buys else Kind.OTHER_SUPPLIER


def register_entries(party: PartyFacts) -> list[tuple[str, str]]:
    """The party's identifiers, each in its register's one form; what cannot be one is left out.

    Schemes of other publishers (GB-CFS of Contracts Finder, say) are kept as they are.
    """
    entries: dict[tuple[str, str], None] = {}
    for scheme, identifier in party.identifiers:
        if scheme not in set(Scheme):
            entries[scheme, identifier] = None
            continue
        if scheme == Scheme.MARKETPLACE:
            continue
        try:
            known = Identifier.of(scheme, identifier)
        except Refusal:
            continue
        entries[known.scheme.value, known.identifier] = None
    return list(entries)


def same_name(name: str) -> str:
    """A name for comparison: small letters, single spaces, and “limited” written one way."""
    text = re.sub(r"[^\w&]+", " ", name.lower()).strip()
    return re.sub(r"\blimited$", "ltd", re.sub(r"^the ", "", text))
