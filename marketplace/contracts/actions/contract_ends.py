"""A signed contract ends: because its work is done, or early, once the supplier was heard."""

from marketplace.contracts.actions.changed_work import end_change
from marketplace.contracts.actions.letters import tell_buyers, tell_members
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.changes import open_change_of
from marketplace.contracts.queries.contract_ends import end_of
from marketplace.contracts.queries.ending import (
    answering_fault,
    completing_fault,
    finishing_fault,
    intending_fault,
)
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from procurement.contracts.contract import CONTRACT
from procurement.contracts.contract_end import (
    CONTRACT_END,
    EndPlan,
    EndState,
    before_intending,
)
from procurement.ground.refusal import Refusal, raise_if
from procurement.tendering.regime import Regime


@action("contract_end.complete")
def complete_contract_end(act: Act, contract: Contract) -> ContractEnd:
    """Say that the contract has run its course: all of its work is accepted."""
    raise_if(completing_fault(contract, act.today))
    contract.state = CONTRACT.after(contract.state, "complete")
    end = act.add(
        ContractEnd(
            contract_id=contract.id,
            state=EndState.DONE,
            last_day=act.today,
            intended_at=act.now,
            intended_by=act.person_id,
            ended_at=act.now,
            ended_by=act.person_id,
        )
    )
    tell_members(act, contract, "contract_completed")
    return end


@action("contract_end.intend")
def intend_contract_end(act: Act, contract: Contract, *, plan: EndPlan) -> ContractEnd:
    """Tell the supplier that the contract is to end early, and why; it is heard before it does."""
    regime = Regime(contract.regime)
    before_intending(plan, contract.state, regime, contract.starts_on, contract.ends_on, act.today)
    raise_if(intending_fault(contract))
    end = act.add(
        ContractEnd(
            contract_id=contract.id,
            ground=plan.ground,
            reasons=plan.reasons.strip(),
            last_day=plan.last_day,
            reply_by=plan.reply_by,
            intended_at=act.now,
            intended_by=act.person_id,
        )
    )
    act.note(end=end.id, ground=str(plan.ground))
    tell_members(act, contract, "contract_end_intended")
    return end


@action("contract_end.answer")
def answer_contract_end(act: Act, contract: Contract, *, words: str, agrees: bool) -> None:
    """Say for the supplier what it thinks of it, or that it agrees; said once."""
    end = _standing(contract, "answer")
    raise_if(answering_fault(end))
    if not words.strip() and not agrees:
        raise Refusal("Say what you think of it: the buyer reads it.", field="words")
    end.answer, end.is_agreed = words.strip(), agrees
    end.answered_at, end.answered_by = act.now, act.person_id
    act.note(end=end.id, agrees=agrees)
    tell_buyers(act, contract, "contract_end_answered")


@action("contract_end.finish")
def finish_contract_end(act: Act, contract: Contract) -> None:
    """Record that the contract has ended, once the supplier has agreed or was heard."""
    end = _standing(contract, "finish")
    raise_if(finishing_fault(end, act.today))
    contract.state = CONTRACT.after(contract.state, "terminate")
    _close(act, end, "finish")
    change = open_change_of(contract.id)
    if change is not None:
        end_change(act, change, "withdraw")
    tell_members(act, contract, "contract_ended")


@action("contract_end.withdraw")
def withdraw_contract_end(act: Act, contract: Contract) -> None:
    """Take the intention back: the contract goes on."""
    _close(act, _standing(contract, "withdraw"), "withdraw")
    tell_members(act, contract, "contract_end_withdrawn")


def _standing(contract: Contract, verb: str) -> ContractEnd:
    end = end_of(contract.id)
    if end is None:
        raise NotThere("ContractEnd")
    CONTRACT_END.after(end.state, verb)
    return end


def _close(act: Act, end: ContractEnd, verb: str) -> None:
    end.state = CONTRACT_END.after(end.state, verb)
    end.ended_at, end.ended_by = act.now, act.person_id
    act.note(end=end.id)
