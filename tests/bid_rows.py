"""Bids and consortia for tests, made through the same actions a person uses."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.actions import bids, consortia, members
from marketplace.bidding.actions.consortia import MemberWork
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember
from marketplace.bidding.queries.bid_content import Commitment, Draft, LotPrice
from marketplace.bidding.queries.bids import parties_of
from marketplace.bidding.queries.consortia import led_by
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Membership
from marketplace.organisations.queries.people import actor_for
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.bidding.assurances import (
    Assurances,
    ConditionMet,
    Exclusion,
    ExclusionSaid,
)
from procurement.ground.money import Money

DECLARED = Assurances(is_independent=True, takes_terms=True, has_conflict=False)
"""What a member of a consortium declares of itself as it accepts its part."""


def writer_of(organisation: Organisation) -> Actor:
    """Somebody who writes bids for the organisation."""
    person_id = db.session.scalars(
        select(Membership.person_id)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.role.in_([Role.OWNER, Role.BID_WRITER]),
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.since)
    ).first()
    assert person_id is not None, f"{organisation.name} has nobody who writes bids"
    return actor_for(person_id)


def whole_draft(
    tender: Tender,
    *,
    prices: Mapping[UUID, int] | int = 100_000_00,
    answer: str = "We cook every meal fresh each morning, close to the wards.",
    method: str = "With the job centre, from the first month on.",
) -> Draft:
    """A draft that breaks no rule of the tender; one price stands for every lot."""
    parts = parts_of(tender.id)
    by_lot = {lot.id: prices for lot in parts.lots} if isinstance(prices, int) else prices
    return Draft(
        {question.id: answer for question in parts.questions},
        {lot_id: LotPrice(Money(pence)) for lot_id, pence in by_lot.items()},
        {clause.id: Commitment(clause.target, method) for clause in parts.clauses},
    )


def save_all(actor: Actor, bid: Bid, draft: Draft) -> None:
    """Save every part of a draft, as its writer would, one after the other."""
    parts: dict[str, object] = {f"answers-{key}": text for key, text in draft.answers.items()}
    parts |= {"prices": draft.prices, "commitments": draft.commitments}
    parts |= assured(bid)
    if draft.declaration:
        parts["declaration"] = draft.declaration
    for part, value in parts.items():
        bids.save_bid(actor, bid.id, part=part, value=value, seen=bid.revision)


def assured(bid: Bid) -> dict[str, object]:
    """That whoever leads the bid meets every condition, and all that every bidder assures."""
    none = ExclusionSaid(Exclusion.NONE)
    met = ConditionMet(bid.organisation_id, "", "As the letter shows.")
    return {
        "conditions": {one.id: met for one in parts_of(bid.tender_id).conditions},
        "assurances": Assurances(
            is_independent=True,
            takes_terms=True,
            has_conflict=False,
            uses_others=False,
            exclusions={party.organisation_id: none for party in parties_of(bid)},
        ),
    }


def made_bid(tender: Tender, organisation: Organisation, draft: Draft, *, submitted: bool) -> Bid:
    actor = writer_of(organisation)
    bid: Bid = bids.begin_bid(actor, tender.id, organisation_id=organisation.id)
    save_all(actor, bid, draft)
    if submitted:
        bids.submit_bid(actor, bid.id)
    return bid


def made_consortium(
    tender: Tender, shares: Mapping[Organisation, str], *, accepted: bool
) -> tuple[Bid, Consortium]:
    """A consortium led by the first organisation, with these shares in per cent."""
    lead, *others = shares
    actor = writer_of(lead)
    bid: Bid = consortia.form_consortium(
        actor,
        tender.id,
        organisation_id=lead.id,
        name=f"{lead.name} and partners",
        why_together="None of us has kitchen, vans and growers at once.",
    )
    consortium = led_by(tender.id, lead.id)
    assert consortium is not None
    for other in others:
        consortia.invite_member(actor, consortium.id, organisation_id=other.id)
    parts = {
        who.id: MemberWork(f"The work of {who.name}", Decimal(share))
        for who, share in shares.items()
    }
    consortia.agree_member_parts(actor, consortium.id, parts=parts)
    if accepted:
        for other in others:
            members.accept_member_part(
                writer_of(other),
                membership(consortium, other).id,
                seen=consortium.revision,
                declared=DECLARED,
            )
    return bid, consortium


def membership(consortium: Consortium, organisation: Organisation) -> ConsortiumMember:
    """The row of an organisation in a consortium, as it stands now."""
    return db.session.scalars(
        select(ConsortiumMember)
        .where(
            ConsortiumMember.consortium_id == consortium.id,
            ConsortiumMember.organisation_id == organisation.id,
        )
        .execution_options(populate_existing=True)
    ).one()
