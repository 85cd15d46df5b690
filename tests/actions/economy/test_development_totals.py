"""What a development comes to is kept, and is what its rows come to: after any acts, and at once."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Select, func, select, text

from invoicing.economy.pledge import Pledge as PledgeFacts
from invoicing.economy.pledge import Stage as StageFacts
from marketplace.contracts.models.contracts import Contract, ContractClause
from marketplace.desk.queries.developments import DevelopmentFigures, figures_of, paid_contracts
from marketplace.economy.actions import pledges
from marketplace.economy.actions.totals import fold_totals, recount_totals
from marketplace.economy.models.pledges import Pledge, PledgeStage
from marketplace.economy.models.totals import DevelopmentTail, DevelopmentTotal
from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM, Role
from marketplace.engine.paging import Beside
from marketplace.packages.actions import links, openings, packages, pipeline, spaces
from marketplace.packages.actions.packages import Posting
from marketplace.packages.models.developments import Development
from marketplace.packages.models.links import DevelopmentLink
from marketplace.packages.models.packages import Package
from marketplace.packages.models.pipeline import ComingPackage
from marketplace.packages.models.spaces import DevelopmentSpace
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation
from marketplace.tendering.actions.publication import publish_tender
from marketplace.tendering.models.tenders import Tender
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.packages.jobs import JOBS
from procurement.packages.package import Audience, PackageFacts, PackageState, Way
from procurement.packages.pipeline import ComingWork
from procurement.packages.space import Space
from procurement.tendering.tender import TenderState
from tests.acts_drawn import Acts
from tests.at_once import at_once, at_the_insert, until_somebody_waits
from tests.cast import Cast, Make
from tests.development_rows import kept, made_development, made_link, made_pledge
from tests.owner import Owner
from tests.paid_rows import paid, sent
from tests.total_rows import disagreeing

UNITS = (*sorted(JOBS), "Jobs", "weeks")


def came_under(*contracts: UUID) -> Money:
    wanted = (
        select(LedgerEntry.amount)
        .join(Allocation, Allocation.id == LedgerEntry.allocation_id)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .where(Invoice.contract_id.in_(contracts))
    )
    return Money.total(db.session.scalars(wanted))


def by_its_rows(of: UUID) -> DevelopmentFigures:
    """Every figure, from the rows that it opens to."""

    def rows(wanted: Select[Any]) -> list[Any]:
        return list(db.session.scalars(wanted).all())

    linked = rows(select(DevelopmentLink).where(DevelopmentLink.development_id == of))
    contracts = [link.contract_id for link in linked if link.contract_id]
    tenders = [db.session.get_one(Tender, link.tender_id) for link in linked if link.tender_id]
    clauses = rows(select(ContractClause).where(ContractClause.contract_id.in_(contracts)))
    stages = (
        select(PledgeStage.amount)
        .join(Pledge, Pledge.id == PledgeStage.pledge_id)
        .where(
            Pledge.development_id == of,
            Pledge.confirmed_at.is_not(None),
            Pledge.withdrawn_at.is_(None),
        )
    )
    posted = rows(select(Package).where(Package.development_id == of))
    coming = rows(select(ComingPackage).where(ComingPackage.development_id == of))
    return DevelopmentFigures(
        coming=sum(row.withdrawn_at is None for row in coming),
        packages=sum(
            row.audience is Audience.EVERYONE and row.state is PackageState.POSTED for row in posted
        ),
        tenders=sum(row.state is not TenderState.DRAFT for row in tenders),
        contracts=len(contracts),
        received=came_under(*contracts),
        promises=len(clauses),
        jobs=sum((row.promised for row in clauses if row.unit.lower() in JOBS), Decimal(0)),
        spaces=len(rows(select(DevelopmentSpace).where(DevelopmentSpace.development_id == of))),
        pledged=Money.total(db.session.scalars(stages)),
    )


def agrees(of: UUID) -> None:
    """The page's figures, and what stands beside each contract, are what their rows come to."""
    assert figures_of(of) == by_its_rows(of)
    listed = paid_contracts(SYSTEM, of, Beside()).rows
    assert [row.received for row in listed] == [came_under(row.contract.id) for row in listed]
    assert disagreeing() == []
    db.session.remove()


class Built(Acts):
    """What people do around two developments, drawn at random, beside what they do with money."""

    def __init__(self, cast: Cast, make: Make) -> None:
        super().__init__(cast, make)
        builder = make.organisation(Kind.PRIVATE_DEVELOPER)
        self.poster, self.posts_for = make.member(builder, Role.OWNER), builder.id
        told = {"contractor_id": builder.id}
        self.ids = [made_development(cast.council, **told).id for _ in range(2)]

    @property
    def ways(self) -> list[Callable[[int], object]]:
        return [
            self.invoice, self.pay, self.pay, self.credit, self.refund, self.pass_on, self.deny,
            self.fold, self.link, self.link, self.unlink, self.tender, self.publish, self.promise,
            self.come, self.come_no_more, self.give, self.take, self.post, self.withdraw_package,
            self.pledge, self.confirm_pledge, self.withdraw_pledge, self.close_package,
        ]  # fmt: skip

    def of(self, number: int) -> UUID:
        return self.ids[number % 2]

    def link(self, number: int) -> None:
        key = self._one(Contract, number)
        links.add_link(self.cast.buyer, self.of(number), contract_id=key)

    def unlink(self, number: int) -> None:
        if key := self._one(DevelopmentLink, number):
            links.remove_link(self.cast.buyer, key)

    def tender(self, number: int) -> None:
        state = TenderState.DRAFT if number % 2 else TenderState.PUBLISHED
        tender = self.make.tender(self.cast.council, state=state)
        links.add_link(self.cast.buyer, self.of(number), tender_id=tender.id)

    def publish(self, number: int) -> None:
        if key := self._one(Tender, number, Tender.state == TenderState.DRAFT):
            publish_tender(self.cast.buyer, key)

    def promise(self, number: int) -> None:
        if key := self._one(Contract, number):
            unit = UNITS[number % len(UNITS)]
            kept(
                ContractClause(
                    contract_id=key, text="So", unit=unit, promised=Decimal("1.5"), method=""
                )
            )

    def come(self, number: int) -> None:
        work = ComingWork("Bricks", clock.today().replace(day=1) + timedelta(days=62))
        work = ComingWork("Bricks", work.month.replace(day=1))
        pipeline.add_coming_package(self.cast.buyer, self.of(number), work=work)

    def come_no_more(self, number: int) -> None:
        if key := self._one(ComingPackage, number, ComingPackage.withdrawn_at.is_(None)):
            of = db.session.get_one(ComingPackage, key).development_id
            pipeline.withdraw_coming_package(self.cast.buyer, of, coming_id=key)

    def give(self, number: int) -> None:
        space = Space("Yard", clock.today())
        spaces.add_space(self.cast.buyer, self.of(number), space=space)

    def take(self, number: int) -> None:
        if key := self._one(DevelopmentSpace, number):
            of = db.session.get_one(DevelopmentSpace, key).development_id
            spaces.remove_space(self.cast.buyer, of, space_id=key)

    def post(self, number: int) -> None:
        first = clock.today() + timedelta(days=30)
        audience = Audience.INVITED if number % 4 == 0 else Audience.EVERYONE
        facts = PackageFacts(
            "Planting", "Forty trees.", first, first, audience, Way.OPEN,
            budget=Money(9_000_00), terms="Ours.",
        )  # fmt: skip
        posting = Posting(facts, Theme.BUILT_ENVIRONMENT, "B18 4DF", development_id=self.of(number))
        packages.post_package(self.poster, self.posts_for, posting=posting)

    def close_package(self, number: int) -> None:
        if key := self._one(Package, number, Package.state == PackageState.POSTED):
            openings.close_package(self.poster, key)

    def withdraw_package(self, number: int) -> None:
        if key := self._one(Package, number):
            packages.withdraw_package(self.poster, key, reason="The site is sold.")

    def pledge(self, number: int) -> None:
        stages = tuple(
            StageFacts(Money(100 + number), clock.today() + timedelta(days=day)) for day in (1, 2)
        )
        facts = PledgeFacts(clock.today(), stages, "A letter")
        pledger, who = (
            (self.cast.council.id, self.cast.buyer)
            if number % 3
            else (self.posts_for, self.cast.buyer)
        )
        pledges.enter_pledge(who, self.of(number), pledger_id=pledger, facts=facts)

    def confirm_pledge(self, number: int) -> None:
        if key := self._one(Pledge, number, Pledge.confirmed_at.is_(None)):
            pledges.confirm_pledge(self.poster, key)

    def withdraw_pledge(self, number: int) -> None:
        if key := self._one(Pledge, number):
            pledges.withdraw_pledge(self.cast.buyer, key, reason="A slip.")


def test_each_way_is_done_and_told(cast: Cast, make: Make) -> None:
    """No way of those that are drawn is refused always, and each moves what it is about."""
    acts = Built(cast, make)
    acts.invoice(5)
    acts.tender(5)
    seen = [figures_of(acts.of(5))]
    for way in (
        acts.link, acts.pay, acts.promise, acts.come, acts.give, acts.post,
        acts.pledge, acts.publish, acts.come_no_more, acts.take, acts.withdraw_package,
        acts.withdraw_pledge, acts.unlink,
    ):  # fmt: skip
        way(5)
        db.session.remove()
        seen.append(figures_of(acts.of(5)))
        agrees(acts.of(5))
    assert [way for way, (before, after) in enumerate(pairwise(seen)) if before == after] == []
    acts.pledge(3)
    before = figures_of(acts.of(3)).pledged
    acts.confirm_pledge(0)
    assert figures_of(acts.of(3)).pledged == before + Money(206)


@hypothesis_settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59)), min_size=12, max_size=30))
def test_every_figure_is_what_its_rows_come_to_after_any_sequence_of_acts(
    cast: Cast, make: Make, drawn: list[tuple[int, int]]
) -> None:
    acts = Built(cast, make)
    for way, number in [(0, 0), (8, 0), (1, 0), *drawn]:
        acts.do(way, number)
        for development in acts.ids:
            agrees(development)
    fold_totals(uuid4())
    db.session.remove()
    for development in acts.ids:
        agrees(development)


@pytest.fixture
def built(cast: Cast, make: Make) -> Development:
    """A development with a contract that was paid for, with a job, a pledge and a space."""
    development = made_development(cast.council)
    contract = make.contract(cast.council, cast.bakery, "300.00")
    paid(sent(contract), parts=["120.00"])
    kept(ContractClause(contract_id=contract.id, text="So", unit="jobs", promised=2, method=""))
    made_link(development, contract)
    made_pledge(development, cast.council, [("7", clock.today())], confirmed_at=clock.now())
    db.session.remove()
    return development


def test_what_is_folded_reads_the_same_and_nothing_is_left_of_what_came_to_nothing(
    cast: Cast, built: Development
) -> None:
    before = figures_of(built.id)
    assert (before.received, before.jobs, before.pledged) == (Money(12000), 2, Money(700))
    fold_totals(uuid4())
    db.session.remove()
    assert figures_of(built.id) == before
    assert db.session.scalar(select(func.count()).select_from(DevelopmentTail)) == 0
    (link,) = db.session.scalars(select(DevelopmentLink.id)).all()
    db.session.remove()
    links.remove_link(cast.buyer, link)
    agrees(built.id)
    fold_totals(uuid4())
    left = select(DevelopmentTotal.figure).where(DevelopmentTotal.thing_id == built.id)
    assert db.session.scalars(left).all() == ["pledged"]


def test_what_is_wrong_is_found_and_mended(built: Development, owner: Owner) -> None:
    before = figures_of(built.id)
    fold_totals(uuid4())
    with owner.unguarded() as connection:
        for change in (
            "UPDATE development_totals SET amount = amount + 7 WHERE figure = 'received'",
            "DELETE FROM development_totals WHERE figure = 'jobs'",
            f"INSERT INTO development_totals VALUES ('{built.id}', 'spaces', 4)",
        ):
            connection.execute(text(change))
    db.session.remove()
    assert figures_of(built.id) != before
    assert len(disagreeing()) == 4  # received of the contract too
    db.session.remove()
    assert recount_totals(SYSTEM, None)["developments"] == 4
    assert figures_of(built.id) == before
    assert disagreeing() == []


@pytest.mark.parametrize("first", ["ledger_entries", "development_links"])
def test_a_payment_beside_a_link_is_counted_once(cast: Cast, make: Make, first: str) -> None:
    """One of the two has written and not committed when the other comes."""
    development = made_development(cast.council)
    contract = make.contract(cast.council, cast.bakery, "300.00")
    invoices = sent(contract)
    development_id, contract_id, inside = development.id, contract.id, Event()
    db.session.remove()

    def hold(connection: object) -> None:
        inside.set()
        until_somebody_waits(connection)

    def pay() -> object:
        return paid(invoices)

    def link() -> object:
        return links.add_link(cast.buyer, development_id, contract_id=contract_id)

    acts = [pay, link] if first == "ledger_entries" else [link, pay]

    def after() -> object:
        inside.wait(20)
        return acts[1]()

    with at_the_insert(first, hold):
        given = at_once(acts[0], after)
    assert [error for error in given if isinstance(error, Exception)] == []
    assert figures_of(development_id).received == Money(30000)
    agrees(development_id)
