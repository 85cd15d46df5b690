"""How are sums, times, organisations and documents spelt in OCDS?"""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from procurement.ground.calendar import london_moment
from procurement.ground.refusal import Refusal
from procurement.open_data.notice import PartyFacts
from procurement.open_data.release_facts import ReleasedAmendment, ReleasedDocument, Sum

Object = dict[str, Any]
"""A JSON object."""


def party_id(party: PartyFacts) -> str:
    """Scheme and id of the party's first identifier: ``GB-COH-09442333``."""
    if not party.identifiers:
        raise Refusal(f"{party.name} has no identifier, so it cannot stand in open data.")
    scheme, identifier = party.identifiers[0]
    return f"{scheme}-{identifier}"


def reference(party: PartyFacts) -> Object:
    return {"id": party_id(party), "name": party.name}


def document(published: ReleasedDocument) -> Object:
    return {
        "id": published.id,
        "documentType": published.kind,
        "noticeType": published.notice,
        "title": published.title,
        "url": published.url,
        "datePublished": at(published.published_at),
        "format": published.format,
        "language": "en",
    }


def amendment(published: ReleasedAmendment) -> Object:
    return {
        "id": published.id,
        "date": at(published.at),
        "rationale": published.rationale,
        "description": published.description,
    }


def value(total: Sum | None) -> Object | None:
    if total is None:
        return None
    gross = None if total.gross_pence is None else pounds(total.gross_pence)
    return {"amount": pounds(total.net_pence), "amountGross": gross, "currency": "GBP"}


def pounds(pence: int) -> int | float:
    return number(Decimal(pence) / 100)


def number(exact: Decimal) -> int | float:
    """A JSON number, where exact sums end: the float nearest to a decimal prints as the decimal."""
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def period(starts_on: date | None, ends_on: date | None, extends_to: date | None = None) -> Object:
    return {
        "startDate": at(start_of(starts_on)),
        "endDate": at(end_of(ends_on)),
        "maxExtentDate": at(end_of(extends_to)),
    }


def start_of(day: date | None) -> datetime | None:
    return london_moment(day, time()) if day else None


def end_of(day: date | None) -> datetime | None:
    return london_moment(day, time(23, 59, 59)) if day else None


def at(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None


def lean(whole: Any) -> Any:
    """Without what is empty: OCDS has no empty texts, lists or objects."""
    if isinstance(whole, dict):
        parts = {key: lean(part) for key, part in whole.items()}
        return {key: part for key, part in parts.items() if part not in (None, "", [], {})}
    if isinstance(whole, list):
        return [lean(part) for part in whole]
    return whole
