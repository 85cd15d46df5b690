"""Each pound is counted once, where it is received, and never at two stages."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.economy.local_economy import (
    Assurance,
    Dimension,
    Entry,
    MoneyHolder,
    MoneyStage,
    MoneyStages,
    Movement,
    Source,
    entries,
    ledger,
    quarter,
    stages,
    total,
    totals,
    totals_by_place,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme

ICKNIELD, CITY = "greater-icknield", "birmingham"
HOSPITAL = MoneyHolder("hospital")
CANTEEN = MoneyHolder("canteen", frozenset({ICKNIELD, CITY}))
BAKERY = MoneyHolder("bakery", frozenset({CITY}))
HAULIER = MoneyHolder("haulier")
RECEIVED = MoneyStage.RECEIVED


def paid(
    receiver: MoneyHolder,
    pence: int,
    *chain: MoneyHolder,
    on: date = date(2026, 11, 20),
    proof: str = "allocation 1",
    theme: str = "food",
) -> Movement:
    return Movement(
        stage=RECEIVED,
        proof=proof,
        source=Source.CONTRACT,
        chain=chain,
        receiver=receiver,
        net=Money(pence),
        on=on,
        theme=theme,
        assurance=Assurance.PLATFORM_VERIFIED,
    )


def test_a_paid_invoice_makes_one_line_in_the_places_of_its_day() -> None:
    (line,) = entries(paid(CANTEEN, 10_000, HOSPITAL))
    assert line == Entry(
        stage=RECEIVED,
        proof="allocation 1",
        source=Source.CONTRACT,
        organisation="canteen",
        buyer="hospital",
        net=Money(10_000),
        on=date(2026, 11, 20),
        theme="food",
        places=frozenset({ICKNIELD, CITY}),
        assurance=Assurance.PLATFORM_VERIFIED,
    )
    assert line.quarter == "2026 Q4"


def test_money_to_one_who_counts_nowhere_makes_no_line() -> None:
    assert entries(paid(HAULIER, 10_000, HOSPITAL)) == ()


def test_what_goes_onward_to_another_counted_enterprise_is_taken_off_the_first() -> None:
    lines = ledger(
        [
            paid(CANTEEN, 10_000, HOSPITAL),
            paid(BAKERY, 3_000, HOSPITAL, CANTEEN, proof="allocation 2"),
        ]
    )
    assert total(lines, RECEIVED, CITY) == Money(10_000)
    assert totals(lines, RECEIVED, CITY, Dimension.ORGANISATION) == {
        "bakery": Money(3_000),
        "canteen": Money(7_000),
    }
    # The bakery does not count in Greater Icknield, so nothing is taken off there.
    assert total(lines, RECEIVED, ICKNIELD) == Money(10_000)
    assert totals_by_place(lines, RECEIVED) == {CITY: Money(10_000), ICKNIELD: Money(10_000)}


def test_money_that_leaves_and_comes_back_is_counted_once() -> None:
    lines = ledger(
        [
            paid(CANTEEN, 10_000, HOSPITAL),
            paid(HAULIER, 6_000, HOSPITAL, CANTEEN, proof="allocation 2"),
            paid(BAKERY, 5_000, HOSPITAL, CANTEEN, HAULIER, proof="allocation 3"),
        ]
    )
    assert total(lines, RECEIVED, CITY) == Money(10_000)


def test_a_sub_contract_from_a_firm_that_does_not_count_counts_in_full() -> None:
    lines = ledger([paid(BAKERY, 5_000, HOSPITAL, HAULIER)])
    assert total(lines, RECEIVED, CITY) == Money(5_000)
    assert totals(lines, RECEIVED, CITY, Dimension.BUYER) == {"hospital": Money(5_000)}


def test_trade_among_counted_enterprises_brings_nothing_in() -> None:
    assert total(ledger([paid(BAKERY, 5_000, CANTEEN)]), RECEIVED, CITY) == Money(0)


@st.composite
def contract_trees(draw: st.DrawFn) -> tuple[list[Movement], dict[str, int]]:
    """Pounds handed down a random tree of contracts, and how many touched each place.

    The pounds are followed one by one: the oracle knows nothing of netting.
    """
    places = [frozenset(p) for p in ((), (CITY,), (ICKNIELD,), (ICKNIELD, CITY))]
    size = draw(st.integers(1, 7))
    parties = [
        MoneyHolder(f"enterprise {i}", draw(st.sampled_from(places if i else places[:1])))
        for i in range(size + 1)
    ]
    chains = {0: (parties[0],)}
    purse = {0: list(range(draw(st.integers(0, 60))))}
    touched: dict[str, set[int]] = {CITY: set(), ICKNIELD: set()}
    movements = []
    for node in range(1, size + 1):
        parent = draw(st.integers(0, node - 1))
        sent = purse[parent][: draw(st.integers(0, len(purse[parent])))]
        purse[parent] = purse[parent][len(sent) :]
        purse[node] = list(sent)
        movements.append(paid(parties[node], len(sent), *chains[parent], proof=f"a{node}"))
        chains[node] = (*chains[parent], parties[node])
        for place in parties[node].counted_in:
            touched[place] |= set(sent)
    return movements, {place: len(pounds) for place, pounds in touched.items()}


@given(contract_trees())
def test_along_any_chain_of_sub_contracts_no_pound_is_counted_twice(
    case: tuple[list[Movement], dict[str, int]],
) -> None:
    movements, touched = case
    lines = ledger(movements)
    for place, pounds in touched.items():
        assert total(lines, RECEIVED, place) == Money(pounds)
        for by in Dimension:
            assert Money.total(totals(lines, RECEIVED, place, by).values()) == Money(pounds)


def test_the_same_source_lands_once_at_each_stage() -> None:
    invoice = paid(CANTEEN, 100, HOSPITAL)
    with pytest.raises(Refusal, match="is in the ledger already"):
        ledger([invoice, invoice])
    assert len(ledger([invoice, replace(invoice, stage=MoneyStage.INVOICED)])) == 2


def test_the_four_stages_stand_side_by_side() -> None:
    award = replace(paid(CANTEEN, 900, HOSPITAL, proof="award 1"), stage=MoneyStage.COMMITTED)
    invoice = replace(paid(CANTEEN, 500, HOSPITAL, proof="invoice 1"), stage=MoneyStage.INVOICED)
    payment = paid(CANTEEN, 200, HOSPITAL)
    assert stages(ledger([award, invoice, payment]), CITY) == MoneyStages(
        pledged=Money(0), committed=Money(900), invoiced=Money(500), received=Money(200)
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [({"theme": "music"}, "theme"), ({"proof": " "}, "proof"), ({"chain": ()}, "payer")],
)
def test_a_line_without_theme_source_or_payer_is_refused(
    change: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        entries(replace(paid(CANTEEN, 100, HOSPITAL), **change))  # type: ignore[arg-type]
    assert refusal.value.field == field


@pytest.mark.parametrize("theme", list(Theme))
def test_money_of_every_theme_is_entered(theme: Theme) -> None:
    assert [line.theme for line in entries(replace(paid(CANTEEN, 100, HOSPITAL), theme=theme))] == [
        theme
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 3, 31), "2026 Q1"),
        (date(2026, 4, 1), "2026 Q2"),
        (date(2026, 12, 31), "2026 Q4"),
        (date(2027, 1, 1), "2027 Q1"),
    ],
)
def test_a_day_lies_in_its_calendar_quarter(day: date, name: str) -> None:
    assert quarter(day) == name
