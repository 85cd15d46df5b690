"""From an award to a contract: value, members' shares, promises and milestones, ready to sign."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.actions.awards import tell_bidders
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState
from marketplace.contracts.models.contracts import (
    Contract,
    ContractClause,
    ContractShare,
    Milestone,
)
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tender_facts import regime_for
from procurement.assessment.award import before_preparing
from procurement.contracts.contract import SigningFacts, signable
from procurement.ground.money import Money


@action("contract.prepare")
def prepare_contract(
    act: Act,
    tender: Tender,
    *,
    award_id: UUID,
    starts_on: date,
    ends_on: date,
    order_number: str,
    milestones: list[tuple[str, date, Money]],
) -> Contract:
    """Write the contract of an award from the winning bid: value, members' shares, promises."""
    award = db.session.get(Award, award_id)
    if award is None or award.tender_id != tender.id:
        raise NotThere("Award")
    before_preparing(award.state)
    found = assessment_of(tender)
    lot = next(lot for lot in found.lots if lot.id == award.lot_id)
    bid = next(bid for bid in found.bids if bid.id == award.bid_id)
    value = found.prices[bid.id, lot.id].price
    amounts = tuple(amount for _, _, amount in milestones)
    signable(SigningFacts(value, amounts, starts_on, ends_on))
    contract = act.add(
        Contract(
            award_id=award.id,
            buyer_id=tender.buyer_id,
            supplier_id=bid.organisation_id,
            title=lot.title if len(found.lots) > 1 else tender.title,
            value=value,
            theme=tender.theme,
            regime=str(regime_for(tender, found.buyer.kind, act.today)),
            payment_days=tender.payment_days,
            order_number=order_number,
            starts_on=starts_on,
            ends_on=ends_on,
            prepared_at=act.now,
        )
    )
    db.session.add_all(
        Milestone(contract_id=contract.id, number=number, title=title, due_on=due_on, amount=amount)
        for number, (title, due_on, amount) in enumerate(milestones, 1)
    )
    db.session.add_all(_shares(contract, bid))
    db.session.add_all(_promises(contract, found, bid))
    act.note(contract=contract.id, award=award.id)
    tell_bidders(act, bid, "contract_ready", tender, contract_id=contract.id)
    return contract


def _shares(contract: Contract, bid: Bid) -> list[ContractShare]:
    """The members as they agreed; a lone supplier has the whole."""
    members = (
        db.session.scalars(
            select(ConsortiumMember)
            .where(
                ConsortiumMember.consortium_id == bid.consortium_id,
                ConsortiumMember.state == MemberState.ACCEPTED,
            )
            .order_by(ConsortiumMember.id)
        ).all()
        if bid.consortium_id
        else []
    )
    if not members:
        return [
            ContractShare(
                contract_id=contract.id,
                organisation_id=bid.organisation_id,
                position=1,
                share=Decimal(100),
                work="",
            )
        ]
    return [
        ContractShare(
            contract_id=contract.id,
            organisation_id=member.organisation_id,
            position=position,
            share=member.share,
            work=member.work,
        )
        for position, member in enumerate(members, 1)
    ]


def _promises(contract: Contract, found: Assessment, bid: Bid) -> list[ContractClause]:
    made = [(clause, found.commitments.get((bid.id, clause.id))) for clause in found.clauses]
    return [
        ContractClause(
            contract_id=contract.id,
            text=clause.text,
            unit=clause.unit,
            promised=commitment.quantity,
            method=commitment.method,
        )
        for clause, commitment in made
        if commitment is not None and commitment.quantity
    ]
