"""What waits between a group and its host: to agree to host, to say whether money came, and to look
into what did not?"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from invoicing.payments.forwarding import ForwardingState
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.tasks import READER, Asked, Kind, Task
from marketplace.engine.access import Role
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.forwardings import Forwarding
from procurement.ground.money import Money
from procurement.organisations.hosting import HostingState

_OWNERS = READER.organisations_as(Role.OWNER)
_FINANCE = READER.organisations_as(Role.FINANCE)


def hosting_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _to_agree()
    yield _to_confirm()
    yield _to_look_into()


def _to_agree() -> Asked:
    wanted = (
        select(Hosting.host_id, Organisation.name, Hosting.host_id)
        .join(Organisation, Organisation.id == Hosting.group_id)
        .where(Hosting.state == HostingState.ASKED, Hosting.host_id.in_(_OWNERS))
        .order_by(Hosting.id)
    )
    kind = Kind(Role.OWNER, "Agree or decline to host", "hosting.agree", "hosting.agree")
    return Asked(wanted, kind, kind.task)


def _to_confirm() -> Asked:
    wanted = (
        select(Forwarding.organisation_id, Contract.title, Contract.id, Forwarding.amount)
        .join(Contract, Contract.id == Forwarding.contract_id)
        .where(Forwarding.state == ForwardingState.SAID, Forwarding.organisation_id.in_(_FINANCE))
        .order_by(Forwarding.id)
    )
    say = "Say whether the money came"
    kind = Kind(Role.FINANCE, say, "forwarding.confirm", "contracts.read")

    def told(title: str, contract_id: UUID, amount: Money) -> Task:
        return kind.task(title, contract_id, amount=amount)

    return Asked(wanted, kind, told)


def _to_look_into() -> Asked:
    """What the host has noted and the group says did not come."""
    wanted = (
        select(Contract.supplier_id, Contract.title, Contract.id, Forwarding.amount)
        .join(Contract, Contract.id == Forwarding.contract_id)
        .where(Forwarding.state == ForwardingState.DENIED, Contract.supplier_id.in_(_FINANCE))
        .order_by(Forwarding.id)
    )
    say = "Find out why forwarded money did not come"
    kind = Kind(Role.FINANCE, say, "forwarding.take_back", "contracts.read")

    def told(title: str, contract_id: UUID, amount: Money) -> Task:
        return kind.task(title, contract_id, amount=amount)

    return Asked(wanted, kind, told)
