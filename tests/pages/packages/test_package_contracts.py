"""From a posted package over an offer of several to an invoice that is paid."""

import hashlib
import io
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, select

from invoicing.billing.vat import Vat
from marketplace.contracts.actions import milestones
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.contracts.models.pass_downs import PassDown
from marketplace.contracts.queries.pass_downs import pass_down_in_force
from marketplace.engine import clock, db
from marketplace.organisations.models.directory import Verification
from marketplace.packages.models.packages import Package
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.contracts.pass_down import PassDownState
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money
from tests.actions.payments.test_invoices import milestones_of
from tests.buttons import chooses, press
from tests.cast import Cast, Make, client_of
from tests.package_rows import OFFERED, Poster, joint, made
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import paid, sent

PLAN = {
    "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
    "ends_on-day": "28", "ends_on-month": "5", "ends_on-year": "2027",
    "right_on-day": "28", "right_on-month": "5", "right_on-year": "2028",
    "stages-0-title": "Ground", "stages-0-amount": "4,000",
    "stages-0-due_on-day": "1", "stages-0-due_on-month": "3", "stages-0-due_on-year": "2027",
    "stages-1-title": "Trees", "stages-1-amount": "7,500",
    "stages-1-due_on-day": "28", "stages-1-due_on-month": "5", "stages-1-due_on-year": "2027",
}  # fmt: skip
ACT = re.compile(r"Procurement Act|standstill|\bregime\b|\bnotices?\b(?! board)", re.IGNORECASE)


def chosen(app: Flask, cast: Cast, poster: Poster, **typed: Any) -> str:
    """A package with the bakery’s offer chosen."""
    home = poster.posts(cast.bakery, **typed)
    path = made(client_of(app, cast.baker), home, cast.bakery)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Their van."}).status_code == 302
    return home


def contract_of(home: str) -> Contract:
    db.session.remove()
    package = db.session.get_one(Package, home.rpartition("/")[2])
    return db.session.get_one(Contract, package.contract_id)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"stages-1-amount": "7,000"}, "£500.00 less than the price of £11,500.00"),
        ({"ends_on-month": "4"}, "A contract is not shorter than its stages."),
        ({"right_on-day": "", "right_on-month": "", "right_on-year": ""},
         "Say until when defects are put right"),
        ({"stages-1-title": ""}, "needs words, a day and a sum"),
    ],
)  # fmt: skip
def test_a_contract_that_is_unsound_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, make: Make, typed: dict[str, str], sentence: str
) -> None:
    poster = Poster(app, make)
    home = chosen(app, cast, poster, retention="5")
    answer = poster.browser.post(f"{home}/contract", data=PLAN | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Ground" in answer.text
    assert client_of(app, cast.baker).post(f"{home}/contract", data=PLAN).status_code == 403


def test_a_rate_is_asked_for_as_a_price_for_all_and_how_much_of_it_is_agreed(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    rate = {"budget": "", "rate": "60", "unit": "square_metre", "quantity": "200"}
    home = chosen(app, cast, poster, **rate)
    baker = client_of(app, cast.baker)
    offer = baker.get(f"{poster.posts(cast.bakery, **rate)}/offer").text
    assert "For all of it, not for one square metre." in offer
    assert "200 square metres, for the whole price" in words_of(baker.get(f"{home}/letter").text)
    assert poster.browser.post(f"{home}/contract", data=PLAN).status_code == 302
    agreed = "How much of it: 200 square metres, for the whole price."
    assert agreed in contract_of(home).terms


def test_retention_is_taken_off_each_stage_and_all_sums_are_the_price(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = chosen(app, cast, poster, retention="5")
    done = poster.browser.post(f"{home}/contract", data=PLAN)
    assert done.status_code == 302, done.text
    contract = contract_of(home)
    rows = db.session.scalars(
        select(Milestone).where(Milestone.contract_id == contract.id).order_by(Milestone.number)
    ).all()
    assert [row.amount for row in rows] == [
        Money(3_800_00), Money(7_125_00), Money(287_50), Money(287_50),
    ]  # fmt: skip
    assert Money.total(row.amount for row in rows) == contract.value == Money(11_500_00)
    assert (contract.regime, contract.payment_days) == ("private", 7)
    assert f"{contract.ends_on}" == "2028-05-28"
    assert "Our terms of 2026." in contract.terms


def test_letter_and_contract_say_what_is_held_back_until_when_and_which_documents_count(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    plan = {"attachment": (io.BytesIO(b"Beds."), "beds.txt"), "attachment_kind": "Plan of the beds"}
    home = chosen(app, cast, poster, retention="2.5", **plan)
    sha256 = hashlib.sha256(b"Beds.").hexdigest()
    held = (
        "2.5% of each stage; half of that is paid when all of the work is complete, the rest when "
        "defects are put right"
    )
    letter = words_of(baker.get(f"{home}/letter").text)
    assert f"Held back {held}" in letter
    assert f"Plan of the beds beds.txt 5 {sha256}" in letter
    poster.browser.post(f"{home}/contract", data=PLAN)
    contract = contract_of(home)
    assert f"Held back: {held}." in contract.terms
    assert f"Document: Plan of the beds, beds.txt, 5 bytes, SHA-256 {sha256}" in contract.terms
    said = words_of(baker.get(f"/contracts/{contract.id}").text)
    assert "Work from – to 4 January 2027 – 28 May 2027" in said
    assert "Defects are put right until 28 May 2028" in said
    assert "Where banks are shut on the last day, it is due on the last banking day before." in said


def test_what_is_held_back_is_released_after_the_work(app: Flask, cast: Cast, make: Make) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = chosen(app, cast, poster, retention="5")
    poster.browser.post(f"{home}/contract", data=PLAN)
    contract = contract_of(home)
    page = f"/contracts/{contract.id}"
    for side, browser in (("buyer", poster.browser), ("supplier", baker)):
        assert press(browser, page, f"sign/{side}").status_code == 302
    clock.set_to(london_moment(contract.starts_on, clock.now().time().replace(hour=9)))
    *work, half, rest = [row.id for row in milestones_of(contract)]
    refused = baker.post(f"{page}/milestones/{half}/claim")
    assert "the other milestones must be accepted first" in refused.text
    for row in work:
        milestones.claim_milestone(cast.baker, contract.id, milestone_id=row)
        milestones.accept_milestone(poster.actor, contract.id, milestone_id=row)
    for row in (half, rest):
        milestones.claim_milestone(cast.baker, contract.id, milestone_id=row)


def test_from_a_package_over_an_offer_of_several_to_a_paid_invoice(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    home = poster.posts(cast.bakery)
    path = joint(lead, member, home, cast)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    chooses(poster.browser, choose, {"reason": "They know the place."})
    assert "£4,600.00" in member.get(f"{home}/letter").text
    poster.browser.post(f"{home}/contract", data=PLAN)
    contract_id = contract_of(home).id
    for side, browser in (("buyer", poster.browser), ("supplier", lead)):
        page = browser.get(f"/contracts/{contract_id}").text
        assert f"/contracts/{contract_id}/sign/{side}" in page
        assert press(browser, f"/contracts/{contract_id}", f"sign/{side}").status_code == 302
    contract = contract_of(home)
    assert contract.state is ContractState.SIGNED
    assert contract.keep_until is not None
    assert db.session.scalars(select(Package.keep_until)).one() == contract.keep_until
    for who in (poster.browser, lead, member):
        for page in (home, path, f"{home}/letter", f"/contracts/{contract_id}", "/packages", "/my"):
            answer = who.get(page)
            body = words_of(answer.text.split("<main")[1].split("<footer")[0])
            assert answer.status_code == 200, page
            assert not ACT.findall(body), (page, ACT.findall(body))
    clock.set_to(london_moment(contract.starts_on, clock.now().time().replace(hour=9)))
    with db.transaction():
        for share in db.session.scalars(select(ContractShare)):
            share.vat = Vat.STANDARD
    first = db.session.scalars(select(Milestone).order_by(Milestone.number)).first()
    assert first is not None
    db.session.remove()
    milestones.claim_milestone(cast.baker, contract_id, milestone_id=first.id)
    milestones.accept_milestone(poster.actor, contract_id, milestone_id=first.id)
    rows = sent(contract_of(home))
    assert [row.net for row in rows] == [Money(2_400_00), Money(1_600_00)]
    assert all((row.due_on - row.issued_on).days <= 7 for row in rows)
    for row in rows:
        (payment,) = paid([row], reference=f"BACS {row.number}")
        assert payment.amount == row.gross
    assert db.session.get_one(Milestone, first.id).state is MilestoneState.INVOICED


def test_the_work_agreed_is_what_the_enterprise_offered_and_the_posters_words_stand_beside_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    poster.browser.post(f"{path}/propose", data=OFFERED | {"words": "We bring the compost."})
    assert press(baker, path, "accept").status_code == 302
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Their van."}).status_code == 302
    assert poster.browser.post(f"{home}/contract", data=PLAN).status_code == 302
    terms = contract_of(home).terms
    assert "in which the offer stands: With our own van and three gardeners." in terms
    assert "To which Dairy Homes Ltd said, and it was accepted: We bring the compost." in terms


def test_what_was_wanted_and_answered_stands_in_the_letter_and_in_the_contract(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = poster.posts(cast.bakery)
    for question in ("Is there water on the site?", "Who waters them in May?"):
        baker.post(
            f"{home}/ask", data={"organisation_id": str(cast.bakery.id), "question": question}
        )
    answering = re.search(rf'href="({home}/questions/[^"]+)"', poster.browser.get(home).text)
    assert answering
    assert poster.browser.post(answering[1], data={"answer": "Yes, a tap."}).status_code == 302
    path = made(baker, home, cast.bakery)
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    assert chooses(poster.browser, choose, {"reason": "Their van."}).status_code == 302
    letter = words_of(baker.get(f"{home}/letter").text)
    assert "What we wanted Forty trees, and their care for a year." in letter
    assert "We wanted it from and to 4 January 2027 to 29 June 2027" in letter
    assert "Is there water on the site? Yes, a tap." in letter
    assert "Who waters" not in letter
    assert poster.browser.post(f"{home}/contract", data=PLAN).status_code == 302
    contract = contract_of(home)
    wanted = "What was wanted: Planting the courtyard, from 4 January 2027 to 29 June 2027."
    assert f"{wanted} Forty trees, and their care for a year." in contract.terms
    assert "Asked: Is there water on the site?\nAnswered: Yes, a tap." in contract.terms
    for browser in (baker, poster.browser):
        assert f'href="{home}"' in browser.get(f"/contracts/{contract.id}").text


def test_what_comes_next_stands_first_on_a_contract(app: Flask, cast: Cast, make: Make) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    home = chosen(app, cast, poster)
    assert poster.browser.post(f"{home}/contract", data=PLAN).status_code == 302
    address = f"/contracts/{contract_of(home).id}"
    assert baker.get(address).text.index("#signatures") < baker.get(address).text.index("Theme")
    for side, browser in (("buyer", poster.browser), ("supplier", baker)):
        assert press(browser, address, f"sign/{side}").status_code == 302
    page = baker.get(address).text
    assert page.index("Milestones</h2>") < page.index("Value, excluding VAT")
    assert page.count("Milestones</h2>") == 1
    assert "#signatures" not in page


def below(cast: Cast, make: Make, poster: Poster, **asked: object) -> Contract:
    """A contract of the poster’s, in which this is asked to be passed on."""
    parent = make.contract(cast.council, poster.organisation, "90000.00")
    with db.transaction():
        row = PassDown(
            contract_id=parent.id, state=PassDownState.AGREED, for_buyer=True,
            proposed_at=clock.now(), proposed_by=cast.buyer.person_id, **asked,
        )  # fmt: skip
        db.session.add(row)
    return parent


def test_what_is_passed_on_from_above_is_filled_in_and_agreed_by_signing(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    above = below(cast, make, poster, payment_days=5, labour_share=Decimal(10))
    home = chosen(app, cast, poster, payment_days="5", parent_contract_id=str(above.id))
    page = poster.browser.get(f"{home}/contract").text
    assert f"“{above.title}” asks for it." in page
    assert "decline" not in page
    assert re.search(r'name="passed_days"[^>]*value="5"', page)
    assert re.search(r'name="labour_share"[^>]*value="10"', page)
    assert 'name="social_share"' not in page
    weaker = PLAN | {"payment_days": "5", "passed_days": "6", "labour_share": "9.5"}
    answer = poster.browser.post(f"{home}/contract", data=weaker)
    assert answer.status_code == 422
    assert (
        f"“{above.title}” asks that all below are paid within 5 days. Give 5 days or fewer."
        in answer.text
    )
    assert (
        f"“{above.title}” asks that 10% of the hours is worked so. Give 10 or more." in answer.text
    )
    for typed in ('value="9.5"', "Ground", 'value="28"'):
        assert typed in answer.text
    none = poster.browser.post(f"{home}/contract", data=PLAN)
    assert "asks that all below are paid within 5 days" in none.text
    longer = PLAN | {"payment_days": "6", "passed_days": "5", "labour_share": "10"}
    refused = poster.browser.post(f"{home}/contract", data=longer)
    assert "The letter of award says 5 days. Give 5 or fewer" in refused.text
    whole = longer | {"payment_days": "4", "passed_days": "3"}
    assert poster.browser.post(f"{home}/contract", data=whole).status_code == 302
    contract = contract_of(home)
    assert contract.payment_days == 4
    assert db.session.scalars(_proposed(contract)).one().state is PassDownState.PROPOSED
    _is_neither_weakened_nor_declined(app, cast, poster, contract)
    for side, browser in (("buyer", poster.browser), ("supplier", client_of(app, cast.baker))):
        assert press(browser, f"/contracts/{contract.id}", f"sign/{side}").status_code == 302
    db.session.remove()
    row = pass_down_in_force(contract.id)
    assert row is not None
    assert (row.payment_days, row.labour_share) == (2, Decimal(10))


def test_a_share_for_social_enterprises_is_passed_on_unless_one_does_the_work(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    above = below(cast, make, poster, social_share=Decimal(20))
    home = chosen(app, cast, poster, parent_contract_id=str(above.id))
    page = poster.browser.get(f"{home}/contract").text
    assert 'name="social_share"' not in page
    with db.transaction():
        for row in db.session.scalars(select(Verification)):
            row.revoked_at = clock.now() - timedelta(days=1)
    page = poster.browser.get(f"{home}/contract").text
    assert re.search(r'name="social_share"[^>]*value="20"', page)
    answer = poster.browser.post(f"{home}/contract", data=PLAN | {"social_share": "19"})
    assert "asks that 20% is spent with social enterprises. Give 20 or more." in answer.text
    assert poster.browser.post(f"{home}/contract", data=PLAN | {"social_share": "20"}).location


def _is_neither_weakened_nor_declined(
    app: Flask, cast: Cast, poster: Poster, contract: Contract
) -> None:
    """What was taken over, of 3 days and 10 per cent, until both have signed."""
    page = f"/contracts/{contract.id}"
    taken_over = db.session.scalars(_proposed(contract)).one().id
    for weaker, why in (
        ({"payment_days": "4", "labour_share": "10"}, "paid within 3 days. Give 3 days or fewer."),
        ({"payment_days": "3", "labour_share": "9"}, "10% of the hours is worked so."),
        ({"payment_days": "3"}, "10% of the hours is worked so."),
    ):
        refused = poster.browser.post(f"{page}/pass-downs/propose", data=weaker)
        assert refused.status_code == 422
        assert "The contract above asks that" in refused.text
        assert why in refused.text
    baker = client_of(app, cast.baker)
    decline = f"{page}/pass-downs/{taken_over}/decline"
    assert decline not in baker.get(page).text
    refused = baker.post(decline, data={"reason": "Too strict."})
    assert refused.status_code == 422
    assert "The contract above asks for this, so it stays in this contract." in refused.text
    stricter = {"payment_days": "2", "labour_share": "10"}
    assert poster.browser.post(f"{page}/pass-downs/propose", data=stricter).status_code == 302
    again = poster.browser.post(f"{page}/pass-downs/propose", data={"payment_days": "3"})
    assert again.status_code == 422
    last = db.session.scalars(_proposed(contract).order_by(PassDown.id.desc())).first()
    assert last is not None
    assert last.from_contract_id is not None


def _proposed(contract: Contract) -> Select[PassDown]:
    return select(PassDown).where(PassDown.contract_id == contract.id)
