"""What a contract asks to be passed on, as each side proposes and answers it."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import PassDown
from marketplace.contracts.queries.pass_downs import pass_down_in_force, pass_downs_of
from marketplace.engine import db
from marketplace.organisations.actions.messages import readable
from procurement.contracts.contract import ContractState
from procurement.contracts.pass_down import PassDownState
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.letters import letters
from tests.pages.organisations.test_organisations import words_of

ASKED = {"payment_days": "7", "social_share": "12.5", "labour_share": "10"}
TERM = "Everybody below this contract is paid within 7 days."


@pytest.fixture
def contract(cast: Cast, make: Make) -> Contract:
    return make.contract(cast.council, cast.bakery, "100.00")


def unsigned(contract: Contract) -> None:
    with db.transaction():
        row = db.session.get_one(Contract, contract.id)
        row.state = ContractState.AWAITING_SIGNATURE
        row.buyer_signed_at = row.supplier_signed_at = None
    db.session.remove()


def in_force(contract: Contract) -> PassDown | None:
    db.session.remove()
    return pass_down_in_force(contract.id)


def open_in(contract: Contract) -> UUID:
    """The one that waits for an answer."""
    db.session.remove()
    proposed = pass_downs_of(contract.id).proposed
    assert proposed is not None
    return proposed.id


def test_what_one_side_proposes_is_in_force_once_the_other_agrees(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    page = f"/contracts/{contract.id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    said = buyer.post(f"{page}/pass-downs/propose", data=ASKED, follow_redirects=True).text
    assert "The other side is asked to agree." in said
    assert "Agree to this" not in said
    assert "Agree or decline what is passed on" in baker.get("/my").text
    shown = words_of(baker.get(page).text)
    assert f"Proposed by Midborough Council on 23 November 2026 {TERM}" in shown
    assert "12.5% of its value is spent with verified social enterprises." in shown
    proposed = open_in(contract)
    own = buyer.post(f"{page}/pass-downs/{proposed}/agree")
    assert own.status_code == 422
    assert "The other side answers it." in own.text
    assert in_force(contract) is None
    baker.post(f"{page}/pass-downs/{proposed}/agree")
    agreed = in_force(contract)
    assert agreed is not None
    assert agreed.payment_days == 7
    assert "In force since" in buyer.get(page).text
    told = {letter.template for letter in letters()}
    assert {"pass_down_proposed", "pass_down_agreed"} <= told
    assert baker.post(f"{page}/pass-downs/{proposed}/agree").status_code == 422


def test_what_is_declined_says_why_and_leaves_in_force_what_was(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    page = f"/contracts/{contract.id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    baker.post(f"{page}/pass-downs/propose", data={"payment_days": "14"})
    first = open_in(contract)
    buyer.post(f"{page}/pass-downs/{first}/agree")
    buyer.post(f"{page}/pass-downs/propose", data=ASKED)
    second = open_in(contract)
    path = f"{page}/pass-downs/{second}/decline"
    assert "Say why not" in baker.post(path, data={"reason": " "}).text
    baker.post(path, data={"reason": "Seven is too few for us."})
    shown = words_of(buyer.get(page).text)
    assert "paid within 14 days" in shown
    assert "declined. “Seven is too few for us.”" in shown
    [letter] = [letter for letter in letters() if letter.template == "pass_down_declined"]
    assert "Seven is too few for us." in readable(letter.body)


def test_an_agreed_one_takes_the_place_of_the_last_and_an_open_one_of_the_open(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    page = f"/contracts/{contract.id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    for days in ("30", "14", "7"):
        buyer.post(f"{page}/pass-downs/propose", data={"payment_days": days})
        if days != "30":
            proposed = open_in(contract)
            baker.post(f"{page}/pass-downs/{proposed}/agree")
    db.session.remove()
    standing = pass_downs_of(contract.id)
    assert standing.in_force is not None
    assert standing.in_force.payment_days == 7
    former = [(row.payment_days, row.state) for row in standing.former]
    assert former == [(14, PassDownState.REPLACED), (30, PassDownState.REPLACED)]


def test_what_the_buyer_proposes_before_the_signatures_is_signed_with_the_contract(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    unsigned(contract)
    page = f"/contracts/{contract.id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    refused = baker.post(f"{page}/pass-downs/propose", data=ASKED)
    assert refused.status_code == 422
    assert "its buyer proposes what is passed on" in refused.text
    assert 'value="12.5"' in refused.text
    buyer.post(f"{page}/pass-downs/propose", data=ASKED)
    shown = baker.get(page).text
    assert "Both sides agree to it as they sign the contract." in shown
    assert "Agree to this" not in shown
    press(buyer, page, "sign/buyer")
    late = buyer.post(f"{page}/pass-downs/propose", data={"payment_days": "30"})
    assert "One side has signed the contract as it stands." in late.text
    assert in_force(contract) is None
    press(baker, page, "sign/supplier")
    agreed = in_force(contract)
    assert agreed is not None
    assert agreed.payment_days == 7


def test_what_the_supplier_declines_before_signing_is_not_signed(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    unsigned(contract)
    page = f"/contracts/{contract.id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    buyer.post(f"{page}/pass-downs/propose", data=ASKED)
    proposed = open_in(contract)
    agree = baker.post(f"{page}/pass-downs/{proposed}/agree")
    assert "as they sign the contract" in agree.text
    baker.post(f"{page}/pass-downs/{proposed}/decline", data={"reason": "Not yet."})
    press(buyer, page, "sign/buyer")
    press(baker, page, "sign/supplier")
    assert in_force(contract) is None


@pytest.mark.parametrize("side", ["buyer", "supplier"])
def test_what_one_side_has_signed_with_is_declined_no_more(
    app: Flask, cast: Cast, contract: Contract, side: str
) -> None:
    unsigned(contract)
    page = f"/contracts/{contract.id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    buyer.post(f"{page}/pass-downs/propose", data=ASKED)
    assert "Decline it" in baker.get(page).text
    press(buyer if side == "buyer" else baker, page, f"sign/{side}")
    assert "Decline it" not in baker.get(page).text
    path = f"{page}/pass-downs/{open_in(contract)}/decline"
    refused = baker.post(path, data={"reason": "Not yet."})
    assert refused.status_code == 422
    assert "One side has signed the contract with this in it." in refused.text
    assert "Not yet." in refused.text
    other = "supplier" if side == "buyer" else "buyer"
    press(baker if side == "buyer" else buyer, page, f"sign/{other}")
    agreed = in_force(contract)
    assert agreed is not None
    assert agreed.payment_days == 7


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Ask for at least one of the three"),
        ({"payment_days": "61"}, "Give a term from 1 to 60 days"),
        ({"payment_days": "7", "labour_share": "101"}, "Give a share from 0.01 to 100"),
        ({"payment_days": "7", "labour_share": "0.00000001"}, "Give a share from 0.01 to 100"),
        ({"payment_days": "7", "social_share": "0.015"}, "with two decimals at most"),
    ],
)
def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(
    app: Flask, cast: Cast, contract: Contract, typed: dict[str, str], sentence: str
) -> None:
    path = f"/contracts/{contract.id}/pass-downs/propose"
    answer = client_of(app, cast.buyer).post(path, data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    for value in typed.values():
        assert f'value="{value}"' in answer.text


def test_one_contract_answers_for_no_other_and_the_page_is_there_for_its_two_sides_only(
    app: Flask, cast: Cast, make: Make, contract: Contract
) -> None:
    other = make.contract(cast.council, cast.bakery, "100.00").id
    contract_id = contract.id
    path = f"/contracts/{contract_id}/pass-downs/propose"
    assert client_of(app, cast.finance).get(path).status_code == 403
    for person in (cast.gardener, cast.broker, cast.stranger):
        assert client_of(app, person).get(path).status_code == 404
    client_of(app, cast.buyer).post(f"/contracts/{other}/pass-downs/propose", data=ASKED)
    proposed = pass_downs_of(other).proposed
    assert proposed is not None
    elsewhere = proposed.id
    wrong = f"/contracts/{contract_id}/pass-downs/{elsewhere}"
    assert client_of(app, cast.baker).post(f"{wrong}/agree").status_code == 404
    assert client_of(app, cast.baker).get(f"{wrong}/decline").status_code == 404
    with db.transaction():
        row = db.session.get_one(Contract, contract_id)
        row.state, row.ends_on = ContractState.COMPLETED, row.starts_on + timedelta(days=1)
    ended = client_of(app, cast.buyer).post(path, data=ASKED)
    assert "This contract has ended" in ended.text
