"""Everything that waits in the organisations of a person, from every part of the work."""

from collections.abc import Iterator
from datetime import datetime

from marketplace.desk.queries.bid_tasks import bid_tasks
from marketplace.desk.queries.contract_tasks import contract_tasks
from marketplace.desk.queries.development_tasks import development_tasks
from marketplace.desk.queries.hosting_tasks import hosting_tasks
from marketplace.desk.queries.order_tasks import order_tasks
from marketplace.desk.queries.package_tasks import package_tasks
from marketplace.desk.queries.pass_down_tasks import pass_down_tasks
from marketplace.desk.queries.payment_tasks import payment_tasks
from marketplace.desk.queries.profile_tasks import profile_tasks
from marketplace.desk.queries.tasks import Owned
from marketplace.desk.queries.tender_tasks import tender_tasks
from marketplace.desk.queries.track_record_tasks import track_record_tasks
from marketplace.engine.access import Actor
from procurement.ground.calendar import london_day


def organisation_tasks(actor: Actor, now: datetime) -> Iterator[Owned]:
    """Each task, after the organisation in which it waits; a constant number of queries."""
    today = london_day(now)
    yield from tender_tasks(actor, now)
    yield from bid_tasks(actor, now)
    yield from package_tasks(actor, now)
    yield from contract_tasks(actor, today)
    yield from pass_down_tasks(actor, today)
    yield from payment_tasks(actor, today)
    yield from profile_tasks(actor, today)
    yield from development_tasks(actor, today)
    yield from order_tasks(actor)
    yield from hosting_tasks(actor)
    yield from track_record_tasks(actor, today)
