"""From a letter of award to a contract that both sides can sign the same day."""

from datetime import date
from decimal import Decimal

from invoicing.billing.staged_price import staged_price
from marketplace.contracts.actions.contract_rows import (
    MilestonePlan,
    Sharing,
    milestones_from,
    propose_group,
    share_rows,
)
from marketplace.contracts.models.contracts import Contract, ContractClause, ContractShare
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.packages.actions.above import take_over
from marketplace.packages.actions.letters import tell_parties
from marketplace.packages.models.offers import AwardLetter, Offer
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.offers import letter_of, members_of, rounds_of, terms_agreed
from procurement.contracts.contract import SigningFacts, before_signing
from procurement.ground.money import Money
from procurement.packages.package import PACKAGE
from procurement.packages.stages import ContractPlan, check_stages, term_of_contract
from procurement.tendering.regime import Regime


@action("package.contract")
def contract_package(act: Act, package: Package, *, plan: ContractPlan) -> Contract:
    """Write the contract of the offer that was chosen: price, stages with retention, shares."""
    package.state = PACKAGE.after(package.state, "contract")
    letter = db.session.scalars(letter_of(package.id)).one()
    offer = db.session.get_one(Offer, letter.offer_id)
    price = Money(letter.content["price"])
    check_stages(plan.stages, price, plan.starts_on, plan.ends_on)
    stages = staged_price(plan.stages, package.retention, plan.ends_on, plan.right_on)
    last_on = max([plan.ends_on, *(stage.due_on for stage in stages)])
    terms = terms_agreed(package, letter)
    amounts = tuple(stage.amount for stage in stages)
    before_signing(SigningFacts(price, amounts, plan.starts_on, last_on, terms))
    contract = act.add(
        Contract(
            buyer_id=package.poster_id,
            supplier_id=offer.organisation_id,
            title=package.title,
            value=price,
            theme=package.theme,
            regime=str(Regime.PRIVATE),
            payment_days=term_of_contract(plan.payment_days, package.payment_days),
            order_number=plan.order_number.strip(),
            starts_on=plan.starts_on,
            ends_on=last_on,
            terms=terms,
            prepared_at=act.now,
        )
    )
    planned = [
        MilestonePlan(stage.title, stage.due_on, stage.amount, stage.is_retention)
        for stage in stages
    ]
    db.session.add_all(milestones_from(contract, planned))
    db.session.add_all(_shares(contract, offer))
    db.session.add_all(_promises(contract, letter))
    take_over(act, package, letter, contract, plan.pass_down)
    propose_group(act, contract, rounds_of(offer.id)[-1].for_group_id)
    package.contract_id = contract.id
    package.keep(act.today, contract.ends_on)
    act.note(contract=contract.id)
    tell_parties(act, offer, package, "contract_ready", contract_id=contract.id)
    return contract


def _promises(contract: Contract, letter: AwardLetter) -> list[ContractClause]:
    """What the letter has as promised, as promises of the contract: delivery is recorded there."""
    return [
        ContractClause(
            contract_id=contract.id,
            text=said["text"],
            unit=said["unit"],
            promised=Decimal(said["quantity"]),
            method="",
            proof=said["proof"],
            due_on=date.fromisoformat(said["due_on"]),
        )
        for said in letter.content.get("promises", ())
    ]


def _shares(contract: Contract, offer: Offer) -> list[ContractShare]:
    """The members as they accepted, whose invoices the lead sends since they did."""
    return share_rows(
        contract,
        [
            Sharing(row.organisation_id, row.share, row.work, row.accepted_at or offer.made_at)
            for row, _ in members_of(offer.id)
        ],
    )
