"""Every figure on a development's page opens to what it is made of, and to nothing else."""

from decimal import Decimal

from flask import Flask

from marketplace.contracts.models.contracts import ContractClause
from procurement.packages.package import PackageState
from tests.cast import Cast, Make, client_of
from tests.development_rows import kept, made_development, made_link
from tests.pages.desk.test_supply_chains import agreed, package
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import paid, sent


def promised(contract: object, text: str, unit: str, number: str) -> None:
    kept(
        ContractClause(
            contract_id=contract.id, text=text, unit=unit, promised=Decimal(number), method=""
        )
    )


def test_figures_hold_the_contracts_of_this_development_alone(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council)
    ours = make.contract(cast.council, cast.bakery, "300.00")
    theirs = make.contract(cast.council, cast.bakery, "500.00")
    plain = make.organisation(cast.council.kind, "Not Social Ltd")
    other = make.contract(cast.council, plain, "70.00")
    for contract in (ours, other):
        made_link(development, contract)
    for contract in (ours, theirs):
        promised(contract, "New jobs for neighbours", "Jobs", "2")
        promised(contract, "Placements", "weeks", "8")
    paid(sent(ours))
    paid(sent(theirs), reference="BACS 2")
    path = f"/developments/{development.id}"
    browser = client_of(app, None)
    said = words_of(browser.get(path).text)
    assert "Received by social enterprises £300 " in said
    assert "Contracts 2 " in said
    assert "Promises 2 " in said
    assert "Jobs promised 2 " in said
    money = words_of(browser.get(path + "/money").text)
    assert f"{ours.title} Midborough Council Harbour Bakery CIC £300.00" in money
    assert f"{other.title} Midborough Council Not Social Ltd £0.00" in money
    assert theirs.title not in money
    assert "Together £300.00" in money
    assert "confirmed, or by the payer’s word alone" in money
    entries = f"{path}/money/{ours.id}"
    assert f'href="{entries}"' in browser.get(path + "/money").text
    said = words_of(browser.get(entries).text)
    assert "23 November 2026 Harbour Bakery CIC £300.00 Together £300.00" in said
    assert browser.get(f"{path}/money/{theirs.id}").status_code == 404
    jobs = words_of(browser.get(path + "/jobs").text)
    assert f"New jobs for neighbours {ours.title} Harbour Bakery CIC — 2 Jobs 0 Jobs" in jobs
    assert "Placements" not in jobs
    assert "Placements" in browser.get(path + "/promises").text


def test_the_map_says_in_words_where_the_site_lies(app: Flask, cast: Cast) -> None:
    known = made_development(
        cast.council, ward_code="E05011151", latitude=Decimal("52.49"), longitude=Decimal("-1.92")
    )
    path = f"/developments/{known.id}"
    assert "The site lies in the ward" in client_of(app, None).get(path).text
    unknown = client_of(app, None).get(f"/developments/{made_development(cast.council).id}").text
    assert "There is no map: only postcodes of Birmingham and Sandwell are known here." in unknown


def test_what_is_paid_below_a_contract_is_left_out_and_its_sides_are_led_to_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council)
    contract = make.contract(cast.council, cast.bakery, "300.00")
    made_link(development, contract)
    below = make.contract(cast.bakery, cast.gardens, "100.00")
    kept(
        package(cast.bakery, contract, "Herbs", contract_id=below.id, state=PackageState.CONTRACTED)
    )
    paid(sent(below))
    path = f"/developments/{development.id}/money"
    led = f'href="/contracts/{contract.id}/below#spent"'
    for who, is_led in (
        (None, False),
        (cast.gardener, False),
        (cast.buyer, False),
        (cast.baker, True),
    ):
        page = client_of(app, who).get(path).text
        assert "Neither is what was paid below one of these contracts" in page
        assert f"{contract.title} " in words_of(page)
        assert "Together £0.00" in words_of(page)
        assert (led in page) is is_led
    agreed(contract.id, payment_days=7)
    assert led in client_of(app, cast.buyer).get(path).text
    assert client_of(app, cast.buyer).get(f"/contracts/{contract.id}/below").status_code == 200
