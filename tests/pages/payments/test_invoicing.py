"""A member of a consortium says how the invoices for its part are made."""

from flask import Flask
from sqlalchemy import select

from invoicing.billing.vat import Vat
from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import Invoice
from procurement.ground.money import Money
from tests.actions.payments.test_invoices import consortium, milestones_of, share_of
from tests.cast import Cast, Make, client_of
from tests.letters import letters


def unasked(contract: Contract, organisation: Organisation) -> ContractShare:
    """A member's part as it was before anybody was asked."""
    with db.transaction():
        row = db.session.get_one(ContractShare, share_of(contract, organisation).id)
        row.invoicing_agreed_at = row.vat = None
    return row


def test_a_registered_member_agrees_and_says_how_vat_treats_its_work(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = consortium(cast, make)
    share = unasked(contract, cast.cleaners)
    cleaner, path = client_of(app, cast.cleaner), f"/shares/{share.id}/invoicing"
    asked = f"/contracts/{contract.id}/milestones/{milestones_of(contract)[0].id}/invoice"
    said = client_of(app, cast.baker).get(asked).text
    assert "has not said yet how VAT treats its work" in said
    assert "Has not agreed yet that you send its invoices" in said
    assert path in cleaner.get(f"/contracts/{contract.id}").text
    shown = cleaner.get(path).text
    assert "Harbour Bakery CIC leads the consortium" in shown
    assert "checked" not in shown
    assert cleaner.post(path, data={}).status_code == 422
    assert cleaner.post(path, data={"vat": "exempt"}).status_code == 302
    db.session.rollback()
    assert share_of(contract, cast.cleaners).vat is Vat.EXEMPT
    assert "exempt from VAT" in client_of(app, cast.baker).get(asked).text


def test_one_that_is_not_registered_is_asked_for_nothing_but_its_word(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = consortium(cast, make)
    share = unasked(contract, cast.gardens)
    browser, path = client_of(app, cast.gardener), f"/shares/{share.id}/invoicing"
    assert "your invoices show no VAT" in browser.get(path).text
    assert browser.post(path, data={}).status_code == 302
    db.session.rollback()
    assert share_of(contract, cast.gardens).invoicing_agreed_at is not None


def test_a_member_withdraws_its_agreement_and_nothing_more_is_sent_in_its_name(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = consortium(cast, make)
    path = f"/shares/{share_of(contract, cast.gardens).id}/invoicing"
    browser = client_of(app, cast.gardener)
    agreed = browser.get(path).text
    assert "Withdraw your agreement" in agreed
    assert "Save" not in agreed
    assert browser.post(f"{path}/withdraw").status_code == 302
    shown = browser.get(path).text
    assert "not yet" in shown
    assert "Withdraw your agreement" not in shown
    assert browser.post(f"{path}/withdraw").status_code == 422
    sending = f"/contracts/{contract.id}/milestones/{milestones_of(contract)[0].id}/invoice"
    refused = client_of(app, cast.baker).post(sending, data={"vat": "zero"})
    assert "has not agreed that invoices are sent in its name" in refused.text
    (letter,) = [each for each in letters() if "withdrawn its agreement" in each.subject]
    assert f"/contracts/{contract.id}" in letter.body
    assert browser.post(path, data={}).status_code == 302
    db.session.rollback()
    assert share_of(contract, cast.gardens).invoicing_agreed_at is not None


def test_the_lead_has_no_agreement_with_itself(app: Flask, cast: Cast, make: Make) -> None:
    contract = consortium(cast, make)
    path = f"/shares/{share_of(contract, cast.bakery).id}/invoicing"
    browser = client_of(app, cast.baker)
    assert "Withdraw" not in browser.get(path).text
    assert browser.post(f"{path}/withdraw").status_code == 422


def test_nobody_says_it_for_another(app: Flask, cast: Cast, make: Make) -> None:
    contract = consortium(cast, make)
    path = f"/shares/{share_of(contract, cast.cleaners).id}/invoicing"
    for person in (cast.baker, cast.gardener, cast.finance, cast.stranger):
        assert client_of(app, person).get(path).status_code == 404


def test_a_registered_sender_says_how_vat_treats_its_own_work(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.cleaners, "100.00")
    page = f"/contracts/{contract.id}/milestones/{milestones_of(contract)[0].id}/invoice"
    browser = client_of(app, cast.cleaner)
    assert "checked" not in browser.get(page).text
    assert browser.post(page, data={}).status_code == 422
    assert browser.post(page, data={"vat": "zero"}).status_code == 302
    assert db.session.scalars(select(Invoice.vat)).one() == Money(0)
