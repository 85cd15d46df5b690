"""Who stands behind each opened bid of a tender?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.queries.directory import names_of
from procurement.assessment.assessment_summary import SupplierDetails


def parties_behind(bids: Sequence[Bid]) -> frozenset[UUID]:
    """The organisations that are part of one of these bids, alone or in a consortium."""
    return frozenset(party_id for ids in party_ids_of(bids).values() for party_id in ids)


def party_ids_of(bids: Sequence[Bid]) -> dict[UUID, tuple[UUID, ...]]:
    """Who stands behind each bid, by its id: the lead, then the others as they were asked in."""
    members: dict[UUID, list[UUID]] = defaultdict(list)
    for consortium_id, organisation_id in session.execute(
        select(ConsortiumMember.consortium_id, ConsortiumMember.organisation_id)
        .where(
            ConsortiumMember.consortium_id.in_([bid.consortium_id for bid in bids]),
            ConsortiumMember.state == MemberState.ACCEPTED,
        )
        .order_by(ConsortiumMember.id)
    ):
        members[consortium_id].append(organisation_id)
    by_bid = {}
    for bid in bids:
        others = members[bid.consortium_id] if bid.consortium_id else []
        by_bid[bid.id] = tuple(dict.fromkeys([bid.organisation_id, *others]))
    return by_bid


def groups_of(bids: Sequence[Bid]) -> dict[UUID, str]:
    """The group that a bid is for, by the bid’s id, where its host says so."""
    wanted = {bid.id: bid.for_group_id for bid in bids if bid.for_group_id}
    names = names_of(wanted.values())
    return {bid_id: names[group_id] for bid_id, group_id in wanted.items()}


def parties_of_bids(
    party_ids: Mapping[UUID, Sequence[UUID]],
) -> dict[UUID, tuple[SupplierDetails, ...]]:
    """Name, address and number of all behind each bid, in their order (Procurement Regulations
    2024, reg 31).
    """
    parties = _party_of({party_id for ids in party_ids.values() for party_id in ids})
    return {
        bid_id: tuple(parties[party_id] for party_id in ids) for bid_id, ids in party_ids.items()
    }


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
