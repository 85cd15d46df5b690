"""Work is called off under a framework: a contract of its own that both sides sign, or do not."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marketplace.contracts.actions.contract_rows import (
    MilestonePlan,
    Sharing,
    last_due,
    milestones_from,
    share_rows,
)
from marketplace.contracts.actions.letters import tell_other_side, tell_signers
from marketplace.contracts.actions.papers import ask_for_pdf
from marketplace.contracts.actions.unsigned import end_unsigned
from marketplace.contracts.models.contracts import Contract, ContractKind
from marketplace.contracts.queries.call_offs import framework_facts
from marketplace.contracts.queries.contracts import shares_of, what_is_signed
from marketplace.contracts.rights import buys_it_from_others
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.hostings import hosts
from procurement.contracts.call_off import before_calling_off, refuse_beyond
from procurement.contracts.contract import SigningFacts, before_signing
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class CallOffPlan:
    """What is called off; its price is what its milestones come to, excluding VAT."""

    title: str
    words: str
    """What is delivered, as both sides sign it."""
    starts_on: date
    ends_on: date
    order_number: str
    milestones: list[MilestonePlan]


@action("call_off.prepare")
def prepare_call_off(act: Act, framework: Contract, *, plan: CallOffPlan) -> Contract:
    """Write the contract of a call-off: the framework's parties, shares and payment term.

    Refuses what is beyond the framework's value or term. The row of the framework is locked, so
    that two call-offs at once cannot pass its value together.
    """
    if framework.kind is not ContractKind.FRAMEWORK:
        raise NotThere("Framework")
    facts = framework_facts(framework)
    before_calling_off(facts, plan.starts_on, act.today)
    refuse_if_any(_unsaid(plan))
    amounts = tuple(milestone.amount for milestone in plan.milestones)
    value = Money.total(amounts)
    refuse_beyond(facts, value, "milestones")
    terms = f"{_framework_named(framework)}\n\n{plan.words}"
    before_signing(
        SigningFacts(value, amounts, plan.starts_on, plan.ends_on, terms, last_due(plan.milestones))
    )
    contract = act.add(
        Contract(
            kind=ContractKind.CALL_OFF,
            parent_id=framework.id,
            buyer_id=framework.buyer_id,
            supplier_id=framework.supplier_id,
            for_group_id=_group_of(framework),
            title=plan.title,
            value=value,
            theme=framework.theme,
            regime=framework.regime,
            payment_days=framework.payment_days,
            order_number=plan.order_number,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            terms=terms,
            prepared_at=act.now,
        )
    )
    db.session.add_all(milestones_from(contract, plan.milestones))
    sharing = [
        Sharing(row.organisation_id, row.share, row.work, row.invoicing_agreed_at)
        for row in shares_of(framework.id)
    ]
    db.session.add_all(share_rows(contract, sharing))
    ask_for_pdf(act, contract)
    act.note(contract=contract.id, value=value)
    tell_signers(act, contract, "contract_ready")
    return contract


@action("call_off.take_back")
def take_back_call_off(act: Act, contract: Contract, *, reason: str) -> None:
    """Before both sides have signed: the buyer wants it no more, or the supplier declines it."""
    if contract.kind is not ContractKind.CALL_OFF:
        raise NotThere("CallOff")
    if not reason:
        raise Refusal("Say why: the other side reads it.", field="reason")
    if not end_unsigned(act, contract.id):
        raise Refusal("Only a call-off that not both sides have signed can be taken back.")
    act.note(reason=reason)
    is_from_buyer = buys_it_from_others(act.actor, contract)
    tell_other_side(
        act, contract, "call_off_taken_back", is_from_buyer=is_from_buyer, reason=reason
    )


def _unsaid(plan: CallOffPlan) -> list[Refusal]:
    asked = (
        ("title", plan.title, "Give it a title."),
        ("words", plan.words, "Say what is delivered."),
    )
    return [Refusal(sentence, field=field) for field, text, sentence in asked if not text]


def _framework_named(framework: Contract) -> str:
    """The framework as it was signed, so that nobody can say later that it was another."""
    assert framework.signed_at is not None
    return (
        f"Called off under the framework “{framework.title}” of {framework.signed_at:%-d %B %Y}, "
        f"whose terms apply. SHA-256 of what both sides signed: {what_is_signed(framework.id)}."
    )


def _group_of(framework: Contract) -> UUID | None:
    group_id = framework.for_group_id
    return group_id if group_id and hosts(framework.supplier_id, group_id) else None
