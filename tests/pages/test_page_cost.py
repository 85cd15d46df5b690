"""What a page asks for and is given does not grow with what there is: every page, as each person,
at two sizes at which every list is longer than a page.

A statement may still read more rows than it gives, as a count does: by which index it goes is said
in docs/growth.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import event, insert

from marketplace.contracts.models.contracts import ContractClause
from marketplace.economy.actions.totals import fold_totals
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import SYSTEM, Role
from marketplace.engine.jobs import Lane
from marketplace.engine.security_events import EventKind, SecurityEvent
from marketplace.packages.models.developments import Development
from marketplace.tendering.actions import notices
from procurement.organisations.organisation import Kind
from tests.actions.tendering.test_notices import FACTS, published
from tests.cast import Cast, Make, cookie_of
from tests.development_rows import grown, kept, made_development, made_link
from tests.examples import PEOPLE, Examples
from tests.order_rows import offered, ordered
from tests.pages.test_access_matrix import (
    address_of,
    browser_with,
    kept_answers,
    routes_of,
    shown,
)
from tests.paid_rows import paid, sent

MANY, MORE = 54, 12
"""So many of each thing, more than stand on one page; and then so many more."""

ROWS = 5
"""So many more rows a page may be given at the second size; it asks no statement more."""

SEATS = {"buyer", "finance", "baker", "broker", "operator", "nobody"}

OF_ONE_PERSON = {"own_data.show", "own_data.erase", "own_data.take_page", "own_data.take_json"}
"""All that is kept of one person is given: it is what is asked for."""


_COLLEAGUES = "with those who may take part in an assessment: the buyer's own people"
_MEMBERS = "with the members of a working group, at most 100"
GROWING = {
    "accounts.show": "with the organisations of one person",
    "work.show": "with the organisations of one person",
    "conversations.log": "with the organisations of one person",
    "groups.show": _MEMBERS,
    "groups.note": _MEMBERS,
    "board.ledger_file": "it is the whole list, to take away",
    "evaluations.show": _COLLEAGUES,
    "evaluators.appoint": _COLLEAGUES,
    "conflicts.show": _COLLEAGUES,
    "conflicts.mitigate": _COLLEAGUES,
    "awards.show": _COLLEAGUES,
    "invoices.pass_on": "with the enterprises that it may be passed on to, one of which is chosen",
    "payments.record": "with the open invoices between two, any of which the transfer may pay",
}
"""The pages that do cost more where there is more, and with what; also said in docs/growth.md."""


@contextmanager
def counting() -> Iterator[list[int]]:
    """Hears, for each statement, how many rows it gave."""
    heard: list[int] = []
    engine = db.session.get_bind()

    def hear(_: Any, cursor: Any, statement: str, *told: Any) -> None:
        heard.append(max(cursor.rowcount, 0))

    event.listen(engine, "after_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "after_cursor_execute", hear)


def costs(app: Flask, examples: Examples) -> dict[str, tuple[int, int]]:
    """By page and person, how many statements are asked and rows given; only of pages that are
    shown."""
    shown_to = kept_answers()
    read = {}
    for method, rule in routes_of(app):
        if method != "GET" or rule.endpoint in OF_ONE_PERSON:
            continue
        address = address_of(app, rule, examples.ids)
        answers = zip(PEOPLE, examples.cookies, shown_to[method, shown(rule)], strict=True)
        for person, cookie, status in answers:
            if status == "200" and person in SEATS:
                with counting() as heard:
                    browser_with(app, cookie).get(address)
                read[f"{rule.endpoint} as {person}"] = len(heard), sum(heard)
    return read


def grow(make: Make, cast: Cast, of: object, numbers: range) -> None:
    """More of everything that stands in a list."""
    development = db.session.get_one(Development, of)
    for number in numbers:
        far = clock.now() + timedelta(days=31, minutes=number)
        tender = make.tender(cast.council, closes_at=far)
        make.bid(tender, cast.bakery)
        enterprise = make.verified(make.organisation(Kind.CIC), cast.broker)
        make.joins(cast.baker, enterprise, Role.FINANCE)
        make.member(cast.council, Role.EVALUATOR)
        contract = make.contract(cast.council, cast.bakery, "100.00")
        paid(sent(contract), reference=f"More {number}")
        make.contract(cast.council, cast.gardens, "100.00")
        sent(make.contract(cast.council, cast.bakery, "50.00"))
        product = offered(cast.baker, cast.bakery, name=f"Lunch {number}")
        ordered(cast.council, product, cast.buyer)
        grown(development, contract, cast)
    more = [
        published(replace(FACTS, ocid=f"ocds-more-{number}", title=f"Bread {number}"))
        for number in numbers
    ]
    notices.import_notice_batch(SYSTEM, None, releases=more)
    with db.transaction():
        db.session.execute(insert(SecurityEvent), [_failed(cast) for _ in numbers])
    jobs.run_due([lane for lane in Lane if lane is not Lane.DOCUMENTS])  # no page counts papers


def _failed(cast: Cast) -> dict[str, Any]:
    return {
        "at": clock.now(), "kind": EventKind.SIGN_IN_FAILED, "person_id": cast.baker.person_id,
        "network": "192.0.2.0/24", "device": "a test", "detail": "",
    }  # fmt: skip


def test_no_page_asks_more_or_is_given_more_where_there_is_more(
    app: Flask, examples: Examples, make: Make, cast: Cast
) -> None:
    grow(make, cast, examples.ids["development_id"], range(MANY))
    some = costs(app, examples)
    grow(make, cast, examples.ids["development_id"], range(MANY, MANY + MORE))
    more = costs(app, examples)
    dearer = {
        page: f"{asked} statements gave {given} rows, then {more[page][0]} gave {more[page][1]}"
        for page, (asked, given) in some.items()
        if more[page][0] > asked or more[page][1] > given + ROWS
    }
    assert {page: told for page, told in dearer.items() if page.split()[0] not in GROWING} == {}
    assert {page.split()[0] for page in dearer} == set(GROWING)


@contextmanager
def reading() -> Iterator[list[int]]:
    """Says, for each statement that only reads, how many rows were looked at for it."""
    asked: list[tuple[str, Any]] = []
    engine = db.session.get_bind()

    def hear(_: Any, cursor: Any, statement: str, given: Any, *told: Any) -> None:
        if statement.lstrip().startswith("SELECT") and "FOR UPDATE" not in statement:
            asked.append((statement, given))

    rows: list[int] = []
    event.listen(engine, "after_cursor_execute", hear)
    try:
        yield rows
    finally:
        event.remove(engine, "after_cursor_execute", hear)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")  # as where there is much
        for statement, given in asked:
            told = connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given
            ).scalar_one()
            rows.append(_looked_at(told[0]["Plan"]))


def _looked_at(plan: dict[str, Any]) -> int:
    """The rows that the scans of a plan went through, given on or not."""
    own = 0
    if "Scan" in plan["Node Type"]:
        own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        own += plan.get("Rows Removed by Index Recheck", 0)
    return own * plan["Actual Loops"] + sum(map(_looked_at, plan.get("Plans", ())))


def test_a_development_reads_the_same_with_a_hundred_times_the_contracts(
    app: Flask, make: Make, cast: Cast
) -> None:
    development = made_development(cast.council)
    browser = browser_with(app, cookie_of(cast.baker))

    def built(numbers: range) -> int:
        for number in numbers:
            contract = make.contract(cast.council, cast.bakery, "100.00")
            if number % 10 == 0:
                paid(sent(contract), reference=f"Built {number}")
            clause = {"text": "Jobs", "unit": "jobs", "promised": 2, "method": ""}
            kept(ContractClause(contract_id=contract.id, **clause))
            made_link(development, contract)
        fold_totals(uuid4())
        db.session.remove()
        with reading() as looked_at:
            said = browser.get(f"/developments/{development.id}").text
        assert f'{numbers.stop}<span class="govuk-visually-hidden"> contracts' in said
        return sum(looked_at)

    few, many = built(range(1)), built(range(1, 100))
    assert 0 < many <= few + ROWS
