"""What does a published notice of another body say, in this marketplace's own terms?

A notice is not a tender: it is one stage of somebody's procurement, as OCDS
publishes it. People's details are not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""A release without a date is older than any that has one."""


class NoticeStage(StrEnum):
    PLANNING = "planning"
    TENDER = "tender"
    AWARD = "award"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """An organisation in a notice; ``identifiers`` are (scheme, id), such as (GB-COH, 09442333)."""

    name: str
    identifiers: tuple[tuple[str, str], ...] = ()
    roles: tuple[str, ...] = ()
    street: str = ""
    locality: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    is_vcse: bool | None = None
    scale: str = ""
    """``sme`` or ``large`` where published."""


@dataclass(frozen=True, slots=True)
class CpvCode:
    """A code of the Common Procurement Vocabulary; the description may be empty."""

    code: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class PublishedCriterion:
    """An award criterion as published: the weight is in ``weight`` where it could be read."""

    lot_id: str
    """Empty where the criterion is for the whole tender."""
    kind: str
    """``price``, ``cost`` or ``quality``; empty where not said."""
    name: str
    weight: Decimal | None
    description: str = ""


@dataclass(frozen=True, slots=True)
class NoticeLotFacts:
    id: str
    title: str
    description: str
    value_pence: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """One release. Sums are in hundredths of ``currency``, without VAT where told apart.

    ``release_id`` is the publisher's or, where there is none, ocid and date.
    ``release`` is the release as published, without people's details.
    """

    ocid: str
    release_id: str
    released_at: datetime | None
    stage: NoticeStage
    tags: tuple[str, ...]
    status: str
    title: str
    description: str
    buyer: PartyFacts
    other_parties: tuple[PartyFacts, ...]
    value_pence: int | None
    gross_value_pence: int | None
    currency: str
    category: str
    """``goods``, ``services`` or ``works``."""
    procedure: str
    cpv_codes: tuple[CpvCode, ...]
    lots: tuple[NoticeLotFacts, ...]
    award_criteria: tuple[PublishedCriterion, ...]
    delivery_places: tuple[str, ...]
    delivery_postcodes: tuple[str, ...]
    delivery_regions: tuple[str, ...]
    published_at: datetime | None
    tender_ends_at: datetime | None
    contract_starts_on: date | None
    contract_ends_on: date | None
    is_suitable_for_vcse: bool | None
    source_url: str
    """The publisher's page of the notice."""
    release: Mapping[str, Any]

    @property
    def dated(self) -> datetime:
        """When it was released, as far as it says."""
        return self.released_at or self.published_at or LONG_AGO


@dataclass(frozen=True, slots=True)
class RefusedRelease:
    """A release that cannot be taken: its id, or its place in the file, and why."""

    id: str
    reason: str
