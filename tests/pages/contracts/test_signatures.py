"""A contract is signed as it was read: where the other side changed it since, it is read again."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from marketplace.contracts.models.contracts import Contract, ContractClause, Milestone
from marketplace.engine import db
from procurement.contracts.contract import ContractState
from tests.buttons import mark_on, press
from tests.cast import Cast, Make, client_of
from tests.hosting_rows import for_group, hosted, made_group, unsigned
from tests.pages.contracts.test_pass_downs import ASKED

OLD = "This has changed since you opened the page: read it again, then sign."


def new_terms(buyer: FlaskClient, page: str) -> None:
    assert buyer.post(f"{page}/terms", data={"terms": "Paid in 90 days."}).status_code == 302


def new_pass_down(buyer: FlaskClient, page: str) -> None:
    assert buyer.post(f"{page}/pass-downs/propose", data=ASKED).status_code == 302


def new_order_number(buyer: FlaskClient, page: str) -> None:
    assert buyer.post(f"{page}/order-number", data={"order_number": "7"}).status_code == 302


def other_row(
    model: type[Milestone] | type[ContractClause], **values: object
) -> Callable[..., None]:
    def change(_: FlaskClient, page: str) -> None:
        with db.transaction():
            db.session.execute(update(model).where(model.contract_id == page[11:]).values(values))

    return change


CHANGES = [
    new_terms,
    new_pass_down,
    new_order_number,
    other_row(Milestone, title="Twice the work"),
    other_row(ContractClause, promised=900),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_since_it_was_read_is_not_signed(
    app: Flask, cast: Cast, make: Make, change: Callable[[FlaskClient, str], None]
) -> None:
    page = f"/contracts/{unsigned(make, cast).id}"
    with db.transaction():
        clause = {"text": "Placements", "unit": "placements", "promised": 8, "method": "Ours."}
        db.session.add(ContractClause(contract_id=page[11:], **clause))
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    button = f"{page}/sign/supplier"
    seen = mark_on(baker, page, button)
    assert seen
    change(buyer, page)
    for said in ({"seen": seen}, {}):
        stale = baker.post(button, data=said)
        assert stale.status_code == 422
        assert OLD in stale.text
        assert "Sign for Harbour Bakery CIC" in stale.text
    db.session.remove()
    assert db.session.query(Contract.supplier_signed_at).one() == (None,)
    assert press(baker, page, "sign/supplier").status_code == 302


def test_a_buyer_signs_with_the_group_that_was_read(app: Flask, cast: Cast, make: Make) -> None:
    group, _ = made_group(make)
    hosted(cast, group)
    contract = unsigned(make, cast)
    page, buyer = f"/contracts/{contract.id}", client_of(app, cast.buyer)
    seen = mark_on(buyer, page, f"{page}/sign/buyer")
    for_group(contract, group)
    stale = buyer.post(f"{page}/sign/buyer", data={"seen": seen})
    assert OLD in stale.text
    assert "as the host of Towpath Gardeners" in stale.text


def test_the_signature_of_one_side_makes_the_page_of_the_other_no_older(
    app: Flask, cast: Cast, make: Make
) -> None:
    page = f"/contracts/{unsigned(make, cast).id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    seen = mark_on(baker, page, f"{page}/sign/supplier")
    assert press(buyer, page, "sign/buyer").status_code == 302
    assert baker.post(f"{page}/sign/supplier", data={"seen": seen}).status_code == 302


def test_a_contract_that_has_ended_is_written_anew_by_nobody(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = unsigned(make, cast)
    page, buyer = f"/contracts/{contract.id}", client_of(app, cast.buyer)
    with db.transaction():
        db.session.execute(update(Contract).values(state=ContractState.TERMINATED))
    for verb, typed in (("terms", {"terms": "Ours."}), ("order-number", {"order_number": "7"})):
        refused = buyer.post(f"{page}/{verb}", data=typed)
        assert refused.status_code == 422
        assert "This contract has ended: what stands in it stays as it is." in refused.text
        assert f"{page}/{verb}" not in buyer.get(page).text
