"""A breach of a contract: recorded by the buyer, told to the supplier, answered, and followed."""

from dataclasses import replace
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from marketplace.contracts.actions.letters import tell_buyers, tell_deliverers
from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.breaches import breaches_of
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.official_notices import OfficialNotice
from procurement.contracts.breach import (
    Breach,
    BreachKind,
    Consequence,
    before_answering,
    before_recording,
    check_breach,
    check_what_followed,
)
from procurement.ground.money import Money


@action("breach.record")
def record_breach(
    act: Act, contract: Contract, *, said: Breach, follows: Consequence
) -> ContractBreach:
    """Write down a breach, or that performance is poor; the supplier is told, and may answer."""
    before_recording(contract.state)
    check_breach(said, follows, act.today)
    return _add(act, contract, said, follows)


@action("breach.follow")
def follow_breach(
    act: Act,
    contract: Contract,
    *,
    breach_id: UUID,
    amount: Money | None,
    basis: str,
    follows: Consequence,
) -> None:
    """Say what followed a breach: its day, its basis, an amount; the supplier is told. What is
    published stays, and what came after it is recorded beside it, with the same account."""
    row = _one_of(contract, breach_id)
    check_what_followed(follows, basis, row.happened_on, act.today)
    if row.notice_id is not None:
        _add(act, contract, replace(row.said, amount=amount, basis=basis), follows)
        return
    row.kind, row.follows_on = cast(BreachKind, follows.kind), follows.on
    row.amount, row.basis = amount, basis.strip()
    act.note(breach=row.number)
    tell_deliverers(act, contract, "breach_recorded")


@action("breach.answer")
def answer_breach(act: Act, contract: Contract, *, breach_id: UUID, answer: str) -> None:
    """Say for the supplier what it thinks of a breach, or that it has nothing to add; once."""
    row = _one_of(contract, breach_id)
    before_answering(is_answered=row.answered_at is not None)
    row.answer, row.answered_at, row.answered_by = answer.strip(), act.now, act.person_id
    act.note(breach=row.number)
    tell_buyers(act, contract, "breach_answered")


def publish_breaches_with(contract: Contract, notice: OfficialNotice) -> None:
    """Within an act: what was to be published is, by this notice."""
    for one in breaches_of(contract):
        if one.is_to_publish:
            one.row.notice_id = notice.id


def _add(act: Act, contract: Contract, said: Breach, follows: Consequence) -> ContractBreach:
    last = db.session.scalar(
        select(func.max(ContractBreach.number)).where(ContractBreach.contract_id == contract.id)
    )
    is_note = follows.kind is BreachKind.NOTE
    row = act.add(
        ContractBreach(
            contract_id=contract.id,
            number=(last or 0) + 1,
            event=said.event.strip(),
            happened_on=cast(date, said.happened_on),
            obligation=said.obligation.strip(),
            nature=said.nature.strip(),
            impact=said.impact.strip(),
            duration=said.duration.strip(),
            mitigation=said.mitigation.strip(),
            warnings=said.warnings.strip(),
            amount=None if is_note else said.amount,
            basis="" if is_note else said.basis.strip(),
            kind=cast(BreachKind, follows.kind),
            follows_on=None if is_note else follows.on,
            recorded_at=act.now,
            recorded_by=act.person_id,
        )
    )
    act.note(breach=row.number)
    tell_deliverers(act, contract, "breach_recorded")
    return row


def _one_of(contract: Contract, breach_id: UUID) -> ContractBreach:
    row = db.session.get(ContractBreach, breach_id)
    if row is None or row.contract_id != contract.id:
        raise NotThere("ContractBreach")
    return row
