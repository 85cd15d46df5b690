"""What of each stage of a contract is invoiced, held back, paid and still to be paid."""

from flask import Flask
from sqlalchemy import update

from marketplace.contracts.models.contracts import Milestone
from marketplace.engine import db, jobs
from procurement.contracts.contract import MilestoneState
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.package_rows import Poster
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_package_contracts import PLAN, chosen, contract_of
from tests.paid_rows import paid, sent

HEADING = "What is invoiced and paid, milestone by milestone"


def test_each_stage_says_what_is_invoiced_held_back_paid_and_outstanding(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = chosen(app, cast, poster, retention="5")
    poster.browser.post(f"{home}/contract", data=PLAN)
    contract = contract_of(home)
    page = f"/contracts/{contract.id}"
    assert HEADING not in baker.get(page).text
    for browser, side in ((poster.browser, "buyer"), (baker, "supplier")):
        press(browser, page, f"sign/{side}")
    jobs.run_due()
    with db.transaction():
        db.session.execute(update(Milestone).values(state=MilestoneState.ACCEPTED))
    paid(sent(contract))
    rows = sent(contract)
    paid(rows, reference="BACS 2", parts=["7000.00"])
    for browser in (baker, poster.browser):
        said = words_of(browser.get(page).text)
        table = said.partition(
            f"{HEADING} Milestone Price Held back of it Invoiced Paid Outstanding"
        )[2]
        assert table.startswith(
            " 1. Ground £3,800.00 £200.00 £3,800.00 £3,800.00 £0.00"
            " 2. Trees £7,125.00 £375.00 £7,125.00 £7,000.00 £125.00"
            " 3. Retention released: all of the work is complete £287.50 – £0.00 £0.00 £0.00"
            " 4. Retention released: defects are put right £287.50 – £0.00 £0.00 £0.00"
            " Together £11,500.00 £575.00 £10,925.00 £10,800.00 £125.00"
        )
        assert "by 1 March 2027. Paid" in said
        assert "by 28 May 2027. Invoiced, paid in part" in said
        assert ": £7,000.00 paid, £125.00 outstanding" in said


def test_a_member_of_several_reads_no_sums_of_the_others(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, [(cast.bakery, "60"), (cast.gardens, "40")], "1000.00")
    first, second = sent(contract)
    assert {first.supplier_id, second.supplier_id} == {cast.bakery.id, cast.gardens.id}
    paid([first], reference="B1")
    page = f"/contracts/{contract.id}"
    lead, member = (client_of(app, who).get(page).text for who in (cast.baker, cast.gardener))
    assert HEADING in lead
    assert "£600.00 paid" in words_of(lead)
    assert HEADING not in member
    assert "£600.00 paid" not in words_of(member)
    assert "£0.00 paid, £400.00 outstanding" in words_of(member)
