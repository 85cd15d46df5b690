"""From a letter of award to a contract that both sides can sign the same day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicing.billing.staged_price import staged_price
from marketplace.contracts.actions.contract_rows import (
    MilestonePlan,
    Sharing,
    milestones_from,
    share_rows,
)
from marketplace.contracts.models.contracts import Contract, ContractClause, ContractShare
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.packages.actions.letters import tell_parties
from marketplace.packages.models.offers import AwardLetter, Offer
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.offers import letter_of, members_of
from procurement.contracts.contract import SigningFacts, before_signing
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.packages.package import PACKAGE
from procurement.packages.stages import Stage, check_stages
from procurement.tendering.regime import Regime


@dataclass(frozen=True, slots=True)
class ContractPlan:
    """The days of the work, its stages without the retention, and what else the contract says."""

    starts_on: date
    ends_on: date
    stages: Sequence[Stage]
    right_on: date | None = None
    """Until when defects are put right; needed where a retention is held."""
    order_number: str = ""


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
    terms = _terms(package, letter)
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
            payment_days=package.payment_days,
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
    package.contract_id = contract.id
    package.keep(act.today, contract.ends_on)
    act.note(contract=contract.id)
    tell_parties(act, offer, package, "contract_ready", contract_id=contract.id)
    return contract


def _terms(package: Package, letter: AwardLetter) -> str:
    """The poster’s terms, and what both sides agreed on as the letter of award has it."""
    said = letter.content
    offered = (
        f"{package.terms}\n\nLetter of award of {london_day(letter.given_at):%-d %B %Y}, in which "
        f"the offer stands: {said['words']}"
    )
    if not said.get("said_to_it"):
        return offered
    return f"{offered}\n\nTo which {said['poster']} said, and it was accepted: {said['said_to_it']}"


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
