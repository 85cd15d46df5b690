"""Where an organisation is paid: two people, and everybody told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.payments.actions import bank_accounts, payments
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.queries.bank_accounts import (
    current_account,
    details_of,
    payable_account,
    proposed_account,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.actions.payments.test_invoices import invoiced
from tests.actions.payments.test_payments import paid
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.letters import letters


def propose(cast: Cast, actor: Actor, number: str = "12345678") -> BankAccount:
    return bank_accounts.propose_bank_account(
        actor, cast.bakery.id, name="Harbour Bakery", sort_code="20-00-00", account_number=number
    )


@pytest.fixture
def clerk(make: Make, cast: Cast) -> Actor:
    """A second person in the bakery's finance."""
    return make.member(cast.bakery, Role.FINANCE, name="Cleo Clerk")


def number_of(cast: Cast) -> str | None:
    account = current_account(cast.bakery.id)
    details = account and details_of(account)
    return details and details.account_number


def test_a_proposed_account_stands_only_once_another_person_confirms(
    cast: Cast, clerk: Actor
) -> None:
    account = propose(cast, cast.baker)
    assert number_of(cast) is None
    bank_accounts.confirm_bank_account(clerk, account.id)
    assert number_of(cast) == "12345678"


def test_the_person_who_proposed_cannot_confirm(cast: Cast, clerk: Actor) -> None:
    account = propose(cast, clerk)
    with pytest.raises(Refusal, match="Another person"):
        bank_accounts.confirm_bank_account(clerk, account.id)


def test_the_old_account_stays_until_the_new_one_is_confirmed(cast: Cast, clerk: Actor) -> None:
    bank_accounts.confirm_bank_account(clerk, propose(cast, cast.baker).id)
    second = propose(cast, clerk, "87654321")
    assert number_of(cast) == "12345678"
    bank_accounts.confirm_bank_account(cast.baker, second.id)
    assert number_of(cast) == "87654321"


def test_a_refused_change_changes_nothing(cast: Cast, clerk: Actor) -> None:
    account = propose(cast, cast.baker)
    bank_accounts.refuse_bank_account(clerk, account.id)
    assert proposed_account(cast.bakery.id) is None
    with pytest.raises(Refusal, match="decided already"):
        bank_accounts.confirm_bank_account(clerk, account.id)


def test_a_new_proposal_takes_the_place_of_the_one_that_waited(cast: Cast, clerk: Actor) -> None:
    first = propose(cast, cast.baker)
    propose(cast, cast.baker, "87654321")
    with pytest.raises(Refusal, match="decided already"):
        bank_accounts.confirm_bank_account(clerk, first.id)


def test_the_contact_and_all_of_finance_are_told_of_proposal_and_confirmation(
    cast: Cast, clerk: Actor
) -> None:
    bank_accounts.confirm_bank_account(clerk, propose(cast, cast.baker).id)
    told = {(letter.template, letter.address) for letter in letters()}
    everybody = {cast.bakery.contact_email, "beth.baker@example.org", "cleo.clerk@example.org"}
    assert told == {
        (template, address)
        for template in ("bank_proposed", "bank_confirmed")
        for address in everybody
    }


def test_no_letter_and_no_record_holds_the_number(cast: Cast, clerk: Actor) -> None:
    bank_accounts.confirm_bank_account(clerk, propose(cast, cast.baker).id)
    texts = [letter.subject + letter.body for letter in letters()]
    texts += [f"{row.before}{row.after}" for row in db.session.scalars(select(AuditRecord))]
    assert texts
    assert not any("12345678" in text for text in texts)
    assert b"12345678" not in db.session.scalars(select(BankAccount.sealed)).one()


def test_the_broker_stands_in_only_where_there_is_no_second_person(make: Make, cast: Cast) -> None:
    bank_accounts.confirm_bank_account(cast.broker, propose(cast, cast.baker).id)
    assert number_of(cast) == "12345678"
    make.member(cast.bakery, Role.FINANCE, name="Cleo Clerk")
    second = propose(cast, cast.baker, "87654321")
    with pytest.raises(NotAllowed):
        bank_accounts.confirm_bank_account(cast.broker, second.id)


def test_others_neither_propose_nor_confirm(cast: Cast, clerk: Actor) -> None:
    account = propose(cast, cast.baker)
    for person in (cast.gardener, cast.finance, cast.stranger):
        with pytest.raises(NotAllowed):
            propose(cast, person)
        with pytest.raises(NotAllowed):
            bank_accounts.confirm_bank_account(person, account.id)


def changed(cast: Cast, clerk: Actor) -> None:
    """The bakery's account of last month gives way to another, today, a Monday."""
    clock.set_to(NOW - timedelta(days=30), stopped=True)
    bank_accounts.confirm_bank_account(clerk, propose(cast, cast.baker).id)
    clock.set_to(NOW, stopped=True)
    bank_accounts.confirm_bank_account(clerk, propose(cast, cast.baker, "87654321").id)


def test_nothing_is_paid_into_a_new_account_before_a_whole_working_day_has_passed(
    cast: Cast, make: Make, clerk: Actor
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    changed(cast, clerk)
    for days in (0, 1):
        clock.set_to(NOW + timedelta(days=days), stopped=True)
        assert payable_account(cast.bakery.id, clock.today()) is None
        with pytest.raises(Refusal, match=r"ending 321, may first be paid into on 25 November"):
            paid(cast, {invoice.id: 4000}, "BACS new", on=clock.today())
    assert number_of(cast) == "87654321"
    clock.set_to(NOW + timedelta(days=2), stopped=True)
    assert payable_account(cast.bakery.id, clock.today()) is not None
    (payment,) = paid(cast, {invoice.id: 4000}, "BACS new", on=clock.today())
    assert payment.amount == Money(4000)


def test_what_went_into_the_account_before_is_recorded_while_the_new_one_waits(
    cast: Cast, make: Make, clerk: Actor
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    changed(cast, clerk)
    (payment,) = payments.record_payment(
        cast.finance,
        invoice.id,
        reference="BACS old",
        paid_on=clock.today(),
        parts={invoice.id: Money(1000)},
        into_earlier=[cast.bakery.id],
    )
    assert payment.amount == Money(1000)


def test_an_account_need_not_wait_where_both_sides_say_so_with_a_second_factor(
    cast: Cast, make: Make, clerk: Actor
) -> None:
    changed(cast, clerk)
    account_id = db.session.scalars(select(BankAccount.id).where(BankAccount.ending == "321")).one()
    for person in (clerk, cast.broker):
        with pytest.raises(Refusal, match="needs a second factor"):
            bank_accounts.hasten_bank_account(person, account_id)
    supplier, broker = (replace(p, factor_at=clock.real()) for p in (clerk, cast.broker))
    bank_accounts.hasten_bank_account(supplier, account_id)
    bank_accounts.hasten_bank_account(supplier, account_id)
    assert payable_account(cast.bakery.id, clock.today()) is None
    bank_accounts.hasten_bank_account(broker, account_id)
    assert payable_account(cast.bakery.id, clock.today()) is not None
    assert "bank_hastened" in {letter.template for letter in letters()}
    with pytest.raises(Refusal, match="does not wait"):
        bank_accounts.hasten_bank_account(supplier, account_id)


def test_a_first_account_waits_too_and_has_none_before_it(
    cast: Cast, make: Make, clerk: Actor
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    bank_accounts.confirm_bank_account(clerk, propose(cast, cast.baker).id)
    with pytest.raises(Refusal, match="may first be paid into"):
        payments.record_payment(
            cast.finance,
            invoice.id,
            reference="BACS old",
            paid_on=clock.today(),
            parts={invoice.id: Money(1000)},
            into_earlier=[cast.bakery.id],
        )


def test_both_sides_are_told_from_when_a_new_account_may_be_paid_into(
    cast: Cast, make: Make, clerk: Actor
) -> None:
    invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    changed(cast, clerk)
    told = [letter for letter in letters() if "from 25 November 2026" in letter.subject]
    assert {(letter.template, letter.address) for letter in told} == {
        ("bank_of_supplier_changed", "fay.finance@example.org"),
        ("bank_confirmed", cast.bakery.contact_email),
        ("bank_confirmed", "beth.baker@example.org"),
        ("bank_confirmed", "cleo.clerk@example.org"),
    }


@pytest.mark.parametrize(
    ("sort_code", "number", "field"),
    [("2000", "12345678", "sort_code"), ("200000", "1234567", "account_number")],
)
def test_numbers_of_another_length_are_refused(
    cast: Cast, sort_code: str, number: str, field: str
) -> None:
    with pytest.raises(Refusal) as no:
        bank_accounts.propose_bank_account(
            cast.baker, cast.bakery.id, name="B", sort_code=sort_code, account_number=number
        )
    assert no.value.field == field


def test_the_account_that_stands_already_is_refused_at_its_number(cast: Cast, clerk: Actor) -> None:
    bank_accounts.confirm_bank_account(clerk, propose(cast, cast.baker).id)
    with pytest.raises(Refusal, match="your account already") as no:
        propose(cast, cast.baker)
    assert no.value.field == "account_number"
    propose(cast, cast.baker, "87654321")
