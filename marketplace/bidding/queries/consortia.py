"""Who belongs to a consortium, and who could be asked to?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.models.consortia import CURRENT, Consortium, ConsortiumMember, MemberState
from marketplace.bidding.queries.bid_assurances import assurances_of_text
from marketplace.engine.db import session
from marketplace.organisations.models.directory import is_here
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory_search import is_spoken_of
from procurement.bidding.assurances import Assurances
from procurement.bidding.consortium import Member
from procurement.organisations.organisation import Kind


def led_by(tender_id: UUID, organisation_id: UUID) -> Consortium | None:
    """The consortium that an organisation leads for a tender."""
    return session.scalars(
        select(Consortium).where(
            Consortium.tender_id == tender_id, Consortium.lead_id == organisation_id
        )
    ).one_or_none()


def current_members(
    consortium: Consortium, *, locked: bool = False
) -> Sequence[tuple[ConsortiumMember, Organisation]]:
    """Those who are in, the lead first, then as they were asked; one query.

    ``locked`` holds every row of the consortium's members until the end of the transaction.
    """
    chosen = (
        select(ConsortiumMember, Organisation)
        .join(Organisation, Organisation.id == ConsortiumMember.organisation_id)
        .where(ConsortiumMember.consortium_id == consortium.id)
        .order_by(ConsortiumMember.id)
        .execution_options(populate_existing=True)
    )
    if locked:
        chosen = chosen.with_for_update(of=ConsortiumMember)
    rows = [(member, who) for member, who in session.execute(chosen) if member.state in CURRENT]
    return sorted(rows, key=lambda row: row[0].organisation_id != consortium.lead_id)


def stands_by(member: ConsortiumMember, lead_id: UUID) -> bool:
    """It has accepted its part, and declared of itself what the lead declares in the bid."""
    has_declared = member.organisation_id == lead_id or member.declared is not None
    return member.state is MemberState.ACCEPTED and has_declared


def declared_by(member: ConsortiumMember) -> Assurances | None:
    """What it declares of itself; None for the lead, which does so in the bid."""
    return assurances_of_text(member.declared or "")


def as_agreed(rows: Sequence[tuple[ConsortiumMember, Organisation]]) -> list[Member]:
    """The members as the rules see them."""
    return [
        Member(who.name, member.share, member.work, member.state is MemberState.ACCEPTED)
        for member, who in rows
    ]


def other_consortia_of(tender_id: UUID, organisation_id: UUID) -> Sequence[tuple[str, MemberState]]:
    """The (consortium's name, the organisation's state in it) that others lead for a tender."""
    consortia = session.execute(
        select(Consortium.name, ConsortiumMember.state)
        .join(ConsortiumMember, ConsortiumMember.consortium_id == Consortium.id)
        .where(
            Consortium.tender_id == tender_id,
            Consortium.lead_id != organisation_id,
            ConsortiumMember.organisation_id == organisation_id,
            ConsortiumMember.state.in_(CURRENT),
        )
    ).all()
    return sorted(((row[0], row[1]) for row in consortia), key=lambda row: row[0])


SUPPLIERS = [kind for kind in Kind if kind.supplies]


def enterprises_named(words: str, *, most: int = 20) -> Sequence[Organisation]:
    """Enterprises of the directory that the words speak of; none for no words."""
    if not words.strip():
        return []
    return session.scalars(
        select(Organisation)
        .where(
            is_spoken_of(words),
            Organisation.kind.in_(SUPPLIERS),
            Organisation.claimed_at.is_not(None),
            is_here(),
        )
        .order_by(Organisation.name)
        .limit(most)
    ).all()
