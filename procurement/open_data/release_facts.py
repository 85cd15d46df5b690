"""What of a procurement is published as open data?

Plain values from which an OCDS release is written. No person stands in them:
organisations only. Sums are whole pence; net excludes VAT, gross includes it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from procurement.contracts.breach import Breach, Consequence
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.contracts.contract_end import EndGround
from procurement.contracts.indicator import Rating
from procurement.open_data.notice import CpvCode, PartyFacts
from procurement.tendering.lot import Beyond, LotState
from procurement.tendering.tender import TenderState


class ReleaseTag(StrEnum):
    """What has just happened (OCDS codelist releaseTag)."""

    PLANNING = "planning"
    TENDER = "tender"
    TENDER_AMENDMENT = "tenderAmendment"
    TENDER_UPDATE = "tenderUpdate"
    TENDER_CANCELLATION = "tenderCancellation"
    AWARD = "award"
    AWARD_CANCELLATION = "awardCancellation"
    CONTRACT = "contract"
    CONTRACT_AMENDMENT = "contractAmendment"
    CONTRACT_TERMINATION = "contractTermination"
    IMPLEMENTATION = "implementation"


class CriterionKind(StrEnum):
    PRICE = "price"
    COST = "cost"
    QUALITY = "quality"


class BidMeasure(StrEnum):
    """What is counted of bids. Only counts: no single bid can be told from them."""

    BIDS = "bids"
    VALID_BIDS = "validBids"
    SME_BIDS = "smeBids"
    ASSESSED_BIDS = "finalStageBids"
    VCSE_BIDS = "vcseFinalStageBids"


@dataclass(frozen=True, slots=True)
class Sum:
    """``gross_pence`` is None where VAT is not worked out."""

    net_pence: int
    gross_pence: int | None = None


@dataclass(frozen=True, slots=True)
class ReleasedCriterion:
    """An award criterion with its weight in per cent."""

    kind: CriterionKind
    name: str
    weight: Decimal
    description: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedCondition:
    """A condition of participation: ``kind`` is technical, economic, suitability or other."""

    kind: str
    description: str


@dataclass(frozen=True, slots=True)
class ReleasedLot:
    id: str
    title: str
    state: LotState
    description: str = ""
    value: Sum | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    beyond: Beyond = field(default_factory=Beyond)


@dataclass(frozen=True, slots=True)
class ReleasedDocument:
    """``kind`` is an OCDS documentType; ``notice`` is UK1 to UK17 where it is a notice."""

    id: str
    kind: str
    title: str
    url: str
    published_at: datetime
    notice: str = ""
    format: str = "text/html"


@dataclass(frozen=True, slots=True)
class ReleasedAmendment:
    """A change of a tender or of a contract; what comes after the description, of a contract alone."""

    id: str
    at: datetime
    rationale: str
    description: str = ""
    grounds: tuple[str, ...] = ()
    """On which of the Act the change is permitted, in words."""
    value: Sum | None = None
    """Of the contract as changed."""
    ends_on: date | None = None
    has_standstill: bool | None = None


@dataclass(frozen=True, slots=True)
class ReleasedTender:
    id: str
    title: str
    description: str
    state: TenderState
    lots: tuple[ReleasedLot, ...]
    criteria: tuple[ReleasedCriterion, ...]
    """The same for every lot."""
    conditions: tuple[ReleasedCondition, ...] = ()
    cpv_codes: tuple[CpvCode, ...] = ()
    category: str = "services"
    """``goods``, ``services`` or ``works``."""
    method: str = "open"
    """``open``, ``selective``, ``limited`` or ``direct``."""
    method_details: str = ""
    value: Sum | None = None
    is_above_threshold: bool | None = None
    is_suitable_for_sme: bool | None = None
    is_suitable_for_vcse: bool | None = None
    risks: str = ""
    """Known risks that could jeopardise the contract."""
    special_regimes: tuple[str, ...] = ()
    is_framework: bool = False
    """Whether contracts are called off under it without another competition."""
    ended_at: datetime | None = None
    """When it was cancelled or decided, where a notice said so."""
    undivided_reason: str = ""
    notice_on: date | None = None
    """When its tender notice is expected, before it is published."""
    engaged_until: date | None = None
    engaged_how: str = ""
    award_on: date | None = None
    """When the award is expected."""
    published_at: datetime | None = None
    questions_close_at: datetime | None = None
    closes_at: datetime | None = None
    documents: tuple[ReleasedDocument, ...] = ()
    amendments: tuple[ReleasedAmendment, ...] = ()


@dataclass(frozen=True, slots=True)
class BidCount:
    """How many bids, for one lot or, with an empty ``lot_id``, in all."""

    measure: BidMeasure
    count: int
    lot_id: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedAward:
    """``status`` is pending, active, cancelled or unsuccessful."""

    id: str
    lot_id: str
    status: str
    decided_at: datetime
    suppliers: tuple[PartyFacts, ...] = ()
    value: Sum | None = None
    summaries_sent_at: datetime | None = None
    standstill_from: date | None = None
    standstill_to: date | None = None
    documents: tuple[ReleasedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedMilestone:
    id: str
    title: str
    state: MilestoneState
    due_on: date | None = None
    accepted_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReleasedPayment:
    """A payment that was made; the sum includes VAT, as money does when it moves."""

    id: str
    paid_at: datetime
    pence: int
    payer: PartyFacts
    payee: PartyFacts


@dataclass(frozen=True, slots=True)
class ReleasedRating:
    """How far an indicator was met in a period, with the reason and what the supplier says."""

    id: str
    begins_on: date
    ends_on: date
    rating: Rating
    notes: str


@dataclass(frozen=True, slots=True)
class ReleasedIndicator:
    """A key performance indicator of a contract, with its ratings."""

    id: str
    title: str
    target: str
    measured: str
    ratings: tuple[ReleasedRating, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedFailure:
    """A breach of a contract, or a failure to improve, with what followed."""

    id: str
    said: Breach
    follows: Consequence
    answer: str = ""
    """What the supplier says to it."""


@dataclass(frozen=True, slots=True)
class ReleasedEnd:
    """How a contract ended: ``ground`` is None where it has run its course."""

    ended_on: date
    ground: EndGround | None
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedContract:
    id: str
    award_id: str
    title: str
    state: ContractState
    starts_on: date
    ends_on: date
    value: Sum
    extends_to: date | None = None
    signed_at: datetime | None = None
    is_above_threshold: bool | None = None
    no_indicators_reason: str = ""
    """Why no key performance indicators are published, where they could be."""
    milestones: tuple[ReleasedMilestone, ...] = ()
    payments: tuple[ReleasedPayment, ...] = ()
    amendments: tuple[ReleasedAmendment, ...] = ()
    proposed_amendments: tuple[ReleasedAmendment, ...] = ()
    """What not both sides have signed yet."""
    documents: tuple[ReleasedDocument, ...] = ()
    suppliers: tuple[PartyFacts, ...] = ()
    """Who answers for a failure."""
    indicators: tuple[ReleasedIndicator, ...] = ()
    failures: tuple[ReleasedFailure, ...] = ()
    end: ReleasedEnd | None = None


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """One release: the process as it stands. Each party has at least one identifier."""

    ocid: str
    release_id: str
    released_at: datetime
    tags: tuple[ReleaseTag, ...]
    buyer: PartyFacts
    tender: ReleasedTender
    bid_counts: tuple[BidCount, ...] = ()
    awards: tuple[ReleasedAward, ...] = ()
    contracts: tuple[ReleasedContract, ...] = ()


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the open data, under which licence."""

    name: str
    uri: str
    licence: str = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
    policy: str = ""
