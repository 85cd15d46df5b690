"""A host says what it has forwarded to the group it was paid for, or takes a slip back; the group
confirms or denies."""

from datetime import date
from uuid import UUID

from invoicing.payments.forwarding import FORWARDING, ForwardingState, check_forwarding
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.people import people_as
from marketplace.payments.models.forwardings import Forwarding
from marketplace.payments.queries.forwardings import forwarded_under
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@action("forwarding.record")
def record_forwarding(
    act: Act,
    contract: Contract,
    *,
    amount: Money | None,
    forwarded_on: date | None,
    evidence: str = "",
) -> Forwarding:
    """Note a sum of what was paid under the contract; the group is asked whether it came."""
    if contract.for_group_id is None:
        raise Refusal("This contract is for no group.")
    check_forwarding(amount, forwarded_on, forwarded_under(contract.id).left, act.today)
    row = act.add(
        Forwarding(
            contract_id=contract.id,
            organisation_id=contract.for_group_id,
            amount=amount,
            forwarded_on=forwarded_on,
            evidence=evidence.strip(),
            recorded_at=act.now,
            recorded_by=act.person_id,
        )
    )
    for person_id in people_as(contract.for_group_id, Role.OWNER, Role.FINANCE):
        act.notify(
            person_id, "money_forwarded", contract_id=contract.id, title=contract.title,
            amount=amount, forwarded_on=forwarded_on,
        )  # fmt: skip
    return row


@action("forwarding.confirm")
def confirm_forwarding(act: Act, forwarding: Forwarding) -> None:
    """Say for the group that it came; after all, where it had said before that it did not: the host
    is told."""
    was_denied = forwarding.state is ForwardingState.DENIED
    _answer(act, forwarding, "confirm")
    if was_denied:
        _tell_host(act, forwarding, "forwarding_came")


@action("forwarding.deny")
def deny_forwarding(act: Act, forwarding: Forwarding) -> None:
    """Say for the group that it did not come: it counts as forwarded no more, and is noted."""
    _answer(act, forwarding, "deny")
    _tell_host(act, forwarding, "forwarding_denied")


@action("forwarding.take_back")
def take_back_forwarding(act: Act, contract: Contract, *, forwarding_id: UUID) -> None:
    """Say for the host that a sum was noted by mistake, or never went out: it counts no more, and
    stays on record.

    Refuses once the group has confirmed it.
    """
    row = db.session.get(Forwarding, forwarding_id, with_for_update=True)
    if row is None or row.contract_id != contract.id:
        raise NotThere("Forwarding")
    _answer(act, row, "take back")
    act.note(forwarding=row.id)
    for person_id in people_as(row.organisation_id, Role.OWNER, Role.FINANCE):
        act.notify(
            person_id, "forwarding_taken_back", contract_id=contract.id, title=contract.title,
            amount=row.amount, forwarded_on=row.forwarded_on,
        )  # fmt: skip


def _tell_host(act: Act, forwarding: Forwarding, template: str) -> None:
    contract = db.session.get_one(Contract, forwarding.contract_id)
    for person_id in people_as(contract.supplier_id, Role.OWNER, Role.FINANCE):
        act.notify(
            person_id, template, contract_id=contract.id, title=contract.title,
            amount=forwarding.amount, forwarded_on=forwarding.forwarded_on,
        )  # fmt: skip


def _answer(act: Act, forwarding: Forwarding, verb: str) -> None:
    forwarding.state = FORWARDING.after(forwarding.state, verb)
    forwarding.answered_at, forwarding.answered_by = act.now, act.person_id
