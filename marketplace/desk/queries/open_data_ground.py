"""What are the releases of open data made of? Read once each, published things only.

Drafts, sealed bids, scores, awards not yet announced, contracts not yet signed
by both sides, and people are not read at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.assessment.models.awards import Award
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.desk.queries.released_contracts import ContractGround, contracts_gathered
from marketplace.engine.db import session
from marketplace.engine.grouped import grouped, rows_by
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Condition, Lot, Question, Tender, TenderVersion
from marketplace.tendering.queries.tender_documents import TenderDocument, documents_by_tender
from procurement.assessment.award import AwardState
from procurement.bidding.bid import BidState
from procurement.open_data.notice import PartyFacts
from procurement.organisations.organisation import Scheme


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything the releases are made of, each read once."""

    parties: Mapping[UUID, PartyFacts]
    versions: Mapping[UUID, list[TenderVersion]]
    lots: Mapping[UUID, list[Lot]]
    conditions: Mapping[UUID, list[Condition]]
    questions: Mapping[UUID, list[Question]]
    awards: Mapping[UUID, list[Award]]
    contracts: ContractGround
    winners: Mapping[UUID, tuple[UUID, ...]]
    prices: Mapping[tuple[UUID, UUID], BidPrice]
    bids: Mapping[UUID, int]
    documents: Mapping[UUID, list[TenderDocument]]
    notices: Mapping[UUID, list[OfficialNotice]]
    base_url: str


def gathered(base_url: str) -> Ground:
    """All that is published, in a fixed number of queries."""
    published = select(Award).where(Award.published_on.is_not(None))
    tender_ids = select(Tender.id).where(Tender.published_at.is_not(None))
    return _ground(base_url, published, tender_ids, is_public=True)


def gathered_for(base_url: str, tender_id: UUID) -> Ground:
    """Of one tender, its decided awards among it before they are published: what is prepared for a
    notice; a draft has it too."""
    decided = select(Award).where(Award.tender_id == tender_id, Award.state != AwardState.CANCELLED)
    tender_ids = select(Tender.id).where(Tender.id == tender_id)
    return _ground(base_url, decided, tender_ids, is_public=False)


def _ground(
    base_url: str, chosen: Select[Award], tender_ids: Select[UUID], *, is_public: bool
) -> Ground:
    awards = session.scalars(chosen.order_by(Award.decided_at, Award.id)).all()
    won = [award.bid_id for award in awards]
    winners = _winners(won)
    contracts = contracts_gathered([award.id for award in awards], is_public=is_public)
    prices = session.scalars(select(BidPrice).where(BidPrice.bid_id.in_(won)))
    return Ground(
        parties=_parties(_named(tender_ids, winners, contracts)),
        versions=rows_by(
            "tender_id",
            select(TenderVersion)
            .where(TenderVersion.tender_id.in_(tender_ids))
            .order_by(TenderVersion.number),
        ),
        lots=rows_by(
            "tender_id", select(Lot).where(Lot.tender_id.in_(tender_ids)).order_by(Lot.number)
        ),
        conditions=rows_by(
            "tender_id",
            select(Condition).where(Condition.tender_id.in_(tender_ids)).order_by(Condition.number),
        ),
        questions=rows_by(
            "tender_id",
            select(Question).where(Question.tender_id.in_(tender_ids)).order_by(Question.number),
        ),
        awards=grouped("tender_id", awards),
        contracts=contracts,
        winners=winners,
        prices={(price.bid_id, price.lot_id): price for price in prices},
        bids=_opened_bids(tender_ids),
        documents=documents_by_tender(tender_ids),
        notices=rows_by(
            "tender_id",
            select(OfficialNotice)
            .where(OfficialNotice.tender_id.in_(tender_ids))
            .order_by(OfficialNotice.published_at, OfficialNotice.id),
        ),
        base_url=base_url,
    )


def _named(
    tender_ids: Select[UUID],
    winners: Mapping[UUID, tuple[UUID, ...]],
    contracts: ContractGround,
) -> set[UUID]:
    """Every organisation that stands in the releases."""
    buyers = session.scalars(select(Tender.buyer_id).where(Tender.id.in_(tender_ids)))
    paid = [payment for rows in contracts.payments.values() for _, payment in rows]
    return {
        *buyers,
        *(party for parties in winners.values() for party in parties),
        *(payment.payer_id for payment in paid),
        *(payment.payee_id for payment in paid),
    }


def _parties(ids: set[UUID]) -> dict[UUID, PartyFacts]:
    """Each organisation, registers that others know before numbers of this marketplace."""
    identifiers = rows_by(
        "organisation_id",
        select(OrganisationIdentifier).where(OrganisationIdentifier.organisation_id.in_(ids)),
    )
    parties = {}
    for organisation in session.scalars(select(Organisation).where(Organisation.id.in_(ids))):
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


def _opened_bids(tender_ids: Select[UUID]) -> dict[UUID, int]:
    rows = session.execute(
        select(Bid.tender_id, func.count())
        .where(Bid.state == BidState.OPENED, Bid.tender_id.in_(tender_ids))
        .group_by(Bid.tender_id)
    )
    return {row[0]: row[1] for row in rows}
