"""What waits between a group and its host: to agree to host, and to say whether money came?"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from invoicing.payments.forwarding import ForwardingState
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.tasks import Owned, Task, rest, the_first
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.forwardings import Forwarding
from procurement.organisations.hosting import HostingState


def hosting_tasks(actor: Actor) -> Iterator[Owned]:
    """What waits in each organisation of the person: two queries, and one more for each kind of
    which there is very much."""
    yield from _to_agree(actor.organisations_as(Role.OWNER))
    yield from _to_confirm(actor.organisations_as(Role.FINANCE))


def _to_agree(mine: frozenset[UUID]) -> Iterator[Owned]:
    who, words, verb = Role.OWNER, "Agree or decline to host", "hosting.agree"
    wanted = (
        select(Hosting.host_id, Organisation.name)
        .join(Organisation, Organisation.id == Hosting.group_id)
        .where(Hosting.state == HostingState.ASKED, Hosting.host_id.in_(mine))
        .order_by(Hosting.id)
    )
    rows = db.session.execute(the_first(wanted)).all()
    for owner, group in rows:
        yield owner, Task(who, words, group, verb, owner)
    owners = [owner for owner, _ in rows]
    yield from rest(wanted, Hosting.host_id, mine, owners, who=who, words=words, verb=verb)


def _to_confirm(mine: frozenset[UUID]) -> Iterator[Owned]:
    who, words = Role.FINANCE, "Say whether the money came"
    wanted = (
        select(Forwarding, Contract.title)
        .join(Contract, Contract.id == Forwarding.contract_id)
        .where(Forwarding.state == ForwardingState.SAID, Forwarding.organisation_id.in_(mine))
        .order_by(Forwarding.id)
    )
    rows = db.session.execute(the_first(wanted)).all()
    for row, title in rows:
        task = Task(who, words, title, "forwarding.confirm", row.contract_id, amount=row.amount)
        yield row.organisation_id, task
    owners, owner = [row.organisation_id for row, _ in rows], Forwarding.organisation_id
    yield from rest(wanted, owner, mine, owners, who=who, words=words, verb="contracts.read")
