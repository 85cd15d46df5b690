"""What keeps a draft from being submitted now?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import MemberState
from marketplace.bidding.queries.bid_content import BidParty, Draft, GroupNamed, LotPrice
from marketplace.bidding.queries.consortia import other_consortia_of
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.hostings import faults_of_naming
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tender_facts import lot_facts, tender_facts
from marketplace.tendering.queries.tenders import TenderParts, parts_of
from procurement.bidding.assurances import asks_exclusion, assurance_faults, condition_faults
from procurement.bidding.bid import BidFacts, MemberFacts, before_submitting, ceiling_faults
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal, Refusals, refuse_if_any
from procurement.tendering.tender import TenderFacts


def faults_of(
    bid: Bid, draft: Draft, parties: Sequence[BidParty], tender: Tender, now: datetime
) -> list[Refusal]:
    """Everything that keeps a draft from being submitted now; fields as ``procurement.bid`` names.

    An organisation that has joined another's consortium for the tender says how the
    two bids are kept apart: field ``declaration``.
    """
    buyer = session.get_one(Organisation, tender.buyer_id)
    parts = parts_of(tender.id)
    facts = tender_facts(tender, parts, buyer.kind, now)
    faults: list[Refusal] = []
    try:
        before_submitting(_facts(draft, parties), facts, now)
    except Refusals as several:
        faults += several.faults
    except Refusal as refusal:
        faults.append(refusal)
    if bid.consortium_id is not None and len(parties) < 2:
        faults.append(
            Refusal(
                "A consortium has at least two members. Ask others in, or choose to bid alone.",
                field="members",
            )
        )
    faults += [*_group_faults(bid, draft.for_group), *_said_faults(draft, parties, parts, facts)]
    if _needs_declaration(bid) and not draft.declaration.strip():
        faults.append(
            Refusal(
                "Your organisation takes part in another bid for this tender. Say how the two "
                "bids are kept apart.",
                field="declaration",
            )
        )
    return faults


def asks_exclusion_for(tender: Tender, now: datetime) -> bool:
    """Whether bidders for this tender say if a ground of exclusion applies to them."""
    buyer = session.get_one(Organisation, tender.buyer_id)
    return asks_exclusion(regime_for(tender, buyer.kind, london_day(now)))


def _said_faults(
    draft: Draft, parties: Sequence[BidParty], parts: TenderParts, tender: TenderFacts
) -> list[Refusal]:
    """What is not said yet of the conditions and in the assurances, each under its part's name."""
    names = {party.organisation_id: party.name for party in parties}
    numbers = {one.id: one.number for one in parts.conditions}
    of_conditions = condition_faults(draft.conditions, numbers, list(names))
    if draft.assurances is None:
        sentence = "Give the assurances that every bidder gives."
        of_assurances = [Refusal(sentence, field="assurances")]
    else:
        of_assurances = [
            Refusal(str(fault), field=f"assurances-{fault.field}")
            for fault in assurance_faults(draft.assurances, names, tender.regime)
        ]
    return [
        *(Refusal(str(fault), field=f"conditions-{fault.field}") for fault in of_conditions),
        *of_assurances,
    ]


def refuse_part(bid: Bid, tender: Tender, part: str, value: Any) -> None:
    """Refuses what could be written out but never submitted."""
    match part:
        case "prices":
            refuse_if_any(_too_high(tender, value))
        case "for_group":
            refuse_if_any(_group_faults(bid, value))


def _group_faults(bid: Bid, group: GroupNamed | None) -> list[Refusal]:
    group_id = group.organisation_id if group else None
    return faults_of_naming(
        bid.organisation_id, group_id, are_several=bid.consortium_id is not None
    )


def _too_high(tender: Tender, prices: Mapping[UUID, LotPrice]) -> list[Refusal]:
    """A Refusal for each price above the ceiling of its lot."""
    lots = [lot_facts(lot, tender) for lot in parts_of(tender.id).lots]
    return ceiling_faults({key: price.net for key, price in prices.items()}, lots)


def _needs_declaration(bid: Bid) -> bool:
    """Has the bidder joined a consortium that another leads for the same tender?"""
    return any(
        state is MemberState.ACCEPTED
        for _, state in other_consortia_of(bid.tender_id, bid.organisation_id)
    )


def _facts(draft: Draft, parties: Sequence[BidParty]) -> BidFacts:
    members = tuple(MemberFacts(party.name, party.share, party.has_accepted) for party in parties)
    return BidFacts(
        dict(draft.answers.items()),
        {key: price.net for key, price in draft.prices.items()},
        {
            key: min(
                (commitment.for_lot(lot_id) for lot_id in draft.prices),
                default=commitment.quantity,
            )
            for key, commitment in draft.commitments.items()
        },
        members if len(members) > 1 else (),
        {key: [file.asked for file in files] for key, files in draft.files.items()},
    )
