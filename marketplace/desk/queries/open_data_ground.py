"""What are the releases of open data made of? Read once each, published things only.

Drafts, sealed bids, scores, awards not yet announced, contracts not yet signed
by both sides, and people are not read at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.assessment.models.awards import Award
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Allocation, Payment
from marketplace.tendering.models.tenders import Lot, TenderVersion
from marketplace.tendering.queries.tender_documents import TenderDocument, documents_by_tender
from procurement.bidding.bid import BidState
from procurement.contracts.contract import ContractState
from procurement.open_data.notice import PartyFacts
from procurement.organisations.organisation import Scheme

Kept = TypeVar("Kept")
_SIGNED = (ContractState.SIGNED, ContractState.COMPLETED, ContractState.TERMINATED)


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything the releases are made of, each read once."""

    parties: Mapping[UUID, PartyFacts]
    versions: Mapping[UUID, list[TenderVersion]]
    lots: Mapping[UUID, list[Lot]]
    awards: Mapping[UUID, list[Award]]
    contracts: Mapping[UUID, list[Contract]]
    milestones: Mapping[UUID, list[Milestone]]
    payments: Mapping[UUID, list[tuple[Allocation, Payment]]]
    winners: Mapping[UUID, tuple[UUID, ...]]
    prices: Mapping[tuple[UUID, UUID], BidPrice]
    bids: Mapping[UUID, int]
    documents: Mapping[UUID, list[TenderDocument]]
    base_url: str


def gathered(base_url: str) -> Ground:
    """All of it, in a fixed number of queries."""
    awards = session.scalars(
        select(Award).where(Award.published_on.is_not(None)).order_by(Award.decided_at)
    ).all()
    won = [award.bid_id for award in awards]
    prices = session.scalars(select(BidPrice).where(BidPrice.bid_id.in_(won)))
    return Ground(
        parties=_parties(),
        versions=_by("tender_id", select(TenderVersion).order_by(TenderVersion.number)),
        lots=_by("tender_id", select(Lot).order_by(Lot.number)),
        awards=_grouped("tender_id", awards),
        contracts=_by("award_id", select(Contract).where(Contract.state.in_(_SIGNED))),
        milestones=_by("contract_id", select(Milestone).order_by(Milestone.number)),
        payments=_payments(),
        winners=_winners(won),
        prices={(price.bid_id, price.lot_id): price for price in prices},
        bids=_opened_bids(),
        documents=documents_by_tender(select(TenderVersion.tender_id)),
        base_url=base_url,
    )


def _by(key: str, selection: Select[Kept]) -> dict[UUID, list[Kept]]:
    return _grouped(key, session.scalars(selection))


def _grouped(key: str, rows: Iterable[Kept]) -> dict[UUID, list[Kept]]:
    by_key: dict[UUID, list[Kept]] = defaultdict(list)
    for row in rows:
        by_key[getattr(row, key)].append(row)
    return by_key


def _parties() -> dict[UUID, PartyFacts]:
    """Every organisation, registers that others know before numbers of this marketplace."""
    identifiers = _by("organisation_id", select(OrganisationIdentifier))
    parties = {}
    for organisation in session.scalars(select(Organisation)):
        entries = [(row.scheme, row.identifier) for row in identifiers.get(organisation.id, [])]
        entries.sort(key=lambda entry: (entry[0] == Scheme.MARKETPLACE, *entry))
        parties[organisation.id] = PartyFacts(
            name=organisation.name,
            identifiers=tuple(entries) or ((Scheme.MARKETPLACE.value, str(organisation.id)),),
            street=organisation.street,
            locality=organisation.town,
            postcode=organisation.postcode,
            country="United Kingdom",
            is_vcse=True if organisation.kind.may_be_social_enterprise else None,
        )
    return parties


def _payments() -> dict[UUID, list[tuple[Allocation, Payment]]]:
    rows = session.execute(
        select(Invoice.contract_id, Allocation, Payment)
        .join(Allocation, Allocation.invoice_id == Invoice.id)
        .join(Payment, Payment.id == Allocation.payment_id)
        .order_by(Allocation.made_at, Allocation.id)
    )
    by_contract: dict[UUID, list[tuple[Allocation, Payment]]] = defaultdict(list)
    for contract_id, allocation, payment in rows:
        by_contract[contract_id].append((allocation, payment))
    return by_contract


def _winners(won: list[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The organisations behind each winning bid: the members of a consortium, the lead first."""
    members = session.execute(
        select(Bid.id, ConsortiumMember.organisation_id)
        .join(ConsortiumMember, ConsortiumMember.consortium_id == Bid.consortium_id)
        .where(Bid.id.in_(won), ConsortiumMember.state == MemberState.ACCEPTED)
        .order_by(ConsortiumMember.id)
    )
    by_bid: dict[UUID, dict[UUID, None]] = {
        row.id: {row.organisation_id: None}
        for row in session.execute(select(Bid.id, Bid.organisation_id).where(Bid.id.in_(won)))
    }
    for bid_id, organisation_id in members:
        by_bid[bid_id][organisation_id] = None
    return {bid_id: tuple(who) for bid_id, who in by_bid.items()}


def _opened_bids() -> dict[UUID, int]:
    rows = session.execute(
        select(Bid.tender_id, func.count())
        .where(Bid.state == BidState.OPENED)
        .group_by(Bid.tender_id)
    )
    return {row[0]: row[1] for row in rows}
