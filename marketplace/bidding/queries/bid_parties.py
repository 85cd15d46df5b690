"""Who stands behind each opened bid of a tender?"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from procurement.assessment.assessment_summary import SupplierDetails


def parties_behind(bids: Sequence[Bid]) -> frozenset[UUID]:
    """The organisations that are part of one of these bids, alone or in a consortium."""
    members = session.scalars(
        select(ConsortiumMember.organisation_id).where(
            ConsortiumMember.consortium_id.in_([bid.consortium_id for bid in bids]),
            ConsortiumMember.state == MemberState.ACCEPTED,
        )
    )
    return frozenset(bid.organisation_id for bid in bids) | frozenset(members)


def parties_of_bids(bids: Sequence[Bid]) -> dict[UUID, tuple[SupplierDetails, ...]]:
    """Who stands behind each bid, the lead first (Procurement Regulations 2024, reg 31)."""
    members: dict[UUID, list[UUID]] = defaultdict(list)
    for consortium_id, organisation_id in session.execute(
        select(ConsortiumMember.consortium_id, ConsortiumMember.organisation_id).where(
            ConsortiumMember.consortium_id.in_([bid.consortium_id for bid in bids]),
            ConsortiumMember.state == MemberState.ACCEPTED,
        )
    ):
        members[consortium_id].append(organisation_id)
    wanted = {bid.organisation_id for bid in bids} | {
        party_id for ids in members.values() for party_id in ids
    }
    parties = _party_of(wanted)
    by_bid = {}
    for bid in bids:
        others = members[bid.consortium_id] if bid.consortium_id else []
        behind = [
            bid.organisation_id,
            *(party_id for party_id in others if party_id != bid.organisation_id),
        ]
        by_bid[bid.id] = tuple(parties[party_id] for party_id in behind)
    return by_bid


def _party_of(organisation_ids: set[UUID]) -> dict[UUID, SupplierDetails]:
    identifiers: dict[UUID, str] = {}
    for row in session.scalars(
        select(OrganisationIdentifier)
        .where(OrganisationIdentifier.organisation_id.in_(organisation_ids))
        .order_by(OrganisationIdentifier.id)
    ):
        identifiers.setdefault(row.organisation_id, f"{row.scheme}-{row.identifier}")
    return {
        row.id: SupplierDetails(
            row.name,
            ", ".join(part for part in (row.street, row.town, row.postcode) if part),
            identifiers.get(row.id, ""),
        )
        for row in session.scalars(
            select(Organisation).where(Organisation.id.in_(organisation_ids))
        )
    }
