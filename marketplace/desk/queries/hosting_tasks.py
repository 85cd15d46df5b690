"""What waits between a group and its host: to agree to host, to say whether money came, and to look
into what did not?"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from invoicing.payments.forwarding import ForwardingState
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.tasks import Kind, Owned, Task, tasks_of
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.forwardings import Forwarding
from procurement.ground.money import Money
from procurement.organisations.hosting import HostingState


def hosting_tasks(actor: Actor) -> Iterator[Owned]:
    """What waits in each organisation of the person: three queries, and one more for each kind of
    which there is very much."""
    yield from _to_agree(actor.organisations_as(Role.OWNER))
    yield from _to_confirm(actor.organisations_as(Role.FINANCE))
    yield from _to_look_into(actor.organisations_as(Role.FINANCE))


def _to_agree(mine: frozenset[UUID]) -> Iterator[Owned]:
    wanted = (
        select(Hosting.host_id, Organisation.name, Hosting.host_id)
        .join(Organisation, Organisation.id == Hosting.group_id)
        .where(Hosting.state == HostingState.ASKED, Hosting.host_id.in_(mine))
        .order_by(Hosting.id)
    )
    kind = Kind(Role.OWNER, "Agree or decline to host", "hosting.agree", "hosting.agree")
    yield from tasks_of(wanted, mine, kind, kind.task)


def _to_confirm(mine: frozenset[UUID]) -> Iterator[Owned]:
    wanted = (
        select(Forwarding.organisation_id, Contract.title, Contract.id, Forwarding.amount)
        .join(Contract, Contract.id == Forwarding.contract_id)
        .where(Forwarding.state == ForwardingState.SAID, Forwarding.organisation_id.in_(mine))
        .order_by(Forwarding.id)
    )
    say = "Say whether the money came"
    kind = Kind(Role.FINANCE, say, "forwarding.confirm", "contracts.read")

    def told(title: str, contract_id: UUID, amount: Money) -> Task:
        return kind.task(title, contract_id, amount=amount)

    yield from tasks_of(wanted, mine, kind, told)


def _to_look_into(mine: frozenset[UUID]) -> Iterator[Owned]:
    """What the host has noted and the group says did not come."""
    wanted = (
        select(Contract.supplier_id, Contract.title, Contract.id, Forwarding.amount)
        .join(Contract, Contract.id == Forwarding.contract_id)
        .where(Forwarding.state == ForwardingState.DENIED, Contract.supplier_id.in_(mine))
        .order_by(Forwarding.id)
    )
    say = "Find out why forwarded money did not come"
    kind = Kind(Role.FINANCE, say, "forwarding.take_back", "contracts.read")

    def told(title: str, contract_id: UUID, amount: Money) -> Task:
        return kind.task(title, contract_id, amount=amount)

    yield from tasks_of(wanted, mine, kind, told)
