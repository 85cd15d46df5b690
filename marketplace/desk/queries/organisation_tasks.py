"""Everything that waits in the organisations of a person, from every part of the work."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import chain, compress
from typing import Any

from sqlalchemy import Select, func, select, true

from marketplace.desk.queries.assessment_tasks import assessed_tasks, assessment_tasks
from marketplace.desk.queries.bid_tasks import bid_tasks
from marketplace.desk.queries.contract_tasks import contract_tasks
from marketplace.desk.queries.development_tasks import development_tasks
from marketplace.desk.queries.hosting_tasks import hosting_tasks
from marketplace.desk.queries.kept_contract_tasks import kept_contract_tasks
from marketplace.desk.queries.order_tasks import order_tasks
from marketplace.desk.queries.package_tasks import package_tasks
from marketplace.desk.queries.payment_tasks import payment_tasks
from marketplace.desk.queries.profile_tasks import profile_tasks
from marketplace.desk.queries.signed_contract_tasks import signed_contract_tasks
from marketplace.desk.queries.tasks import Asked, Owned, Values, is_any, with_states
from marketplace.desk.queries.tender_tasks import tender_tasks
from marketplace.desk.queries.thread_tasks import thread_tasks
from marketplace.desk.queries.track_record_tasks import track_record_tasks
from marketplace.engine import db


def organisation_tasks(values: Values) -> Iterator[Owned]:
    """Each task, after the organisation in which it waits: one query says of which kinds there are
    any, and one or two more are asked for each of these."""
    with _planned_once():
        there = db.session.execute(_of_which_are_any(), values).one()
    for asked in compress(_asked(), there):
        yield from asked.tasks(values)
    yield from assessment_tasks(values)


@cache
def _asked() -> list[Asked]:
    every = chain(
        tender_tasks(),
        assessed_tasks(),
        bid_tasks(),
        package_tasks(),
        contract_tasks(),
        signed_contract_tasks(),
        kept_contract_tasks(),
        payment_tasks(),
        profile_tasks(),
        development_tasks(),
        order_tasks(),
        hosting_tasks(),
        track_record_tasks(),
        thread_tasks(),
    )
    return [replace(asked, wanted=with_states(asked.wanted)) for asked in every]


@cache
def _of_which_are_any() -> Select[*tuple[Any, ...]]:
    return select(*(is_any(asked.wanted) for asked in _asked()))


@contextmanager
def _planned_once() -> Iterator[None]:
    """Inside, PostgreSQL keeps one plan of a statement on each connection, whoever asks.

    To plan a question of so many kinds takes several times as long as to answer it. A plan for
    everybody knows nobody’s rows, so by indexes alone: for whoever has none of a kind, that is not
    to read those of all.
    """
    db.session.execute(_set_plans("force_generic_plan", "off"))
    yield
    db.session.execute(_set_plans("auto", "on"))


def _set_plans(plans: str, whole_tables: str) -> Select[str, str]:
    """For this transaction."""
    return select(
        func.set_config("plan_cache_mode", plans, true()),
        func.set_config("enable_seqscan", whole_tables, true()),
    )
