"""Invoices: sent for an accepted milestone, approved, disputed, credited."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from invoicing.billing.document_json import from_json
from invoicing.billing.invoice import InvoiceState
from invoicing.billing.vat import Vat
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.engine.act import NotAllowed
from marketplace.engine.outbox import OutboxEntry
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.actions import credit_notes, disputes, invoices, invoicing
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.queries.invoices import account_of, late_payment_on
from procurement.contracts.contract import MilestoneState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from tests.cast import Cast, Make
from tests.letters import letters


def milestones_of(contract: Contract) -> list[Milestone]:
    return list(
        db.session.scalars(
            select(Milestone)
            .where(Milestone.contract_id == contract.id)
            .order_by(Milestone.number)
            .execution_options(populate_existing=True)
        )
    )


def invoiced(actor: Actor, contract: Contract, **values: object) -> list[Invoice]:
    """The invoices of the contract's first milestone that can be invoiced."""
    ready = next(m for m in milestones_of(contract) if m.state is MilestoneState.ACCEPTED)
    db.session.rollback()
    sent = invoices.invoice_milestone(
        actor, contract.id, milestone_id=ready.id, **{"vat": Vat.STANDARD, **values}
    )
    db.session.expunge_all()
    return sent


def again(invoice: Invoice) -> Invoice:
    return db.session.get_one(Invoice, invoice.id, populate_existing=True)


def consortium(cast: Cast, make: Make, value: str = "100.00") -> Contract:
    return make.contract(
        cast.council,
        [(cast.bakery, "33.33"), (cast.gardens, "33.33"), (cast.cleaners, "33.34")],
        value,
    )


def test_a_supplier_that_is_not_registered_shows_no_vat(cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    assert (invoice.net, invoice.vat, invoice.gross) == (Money(100000), Money(0), Money(100000))
    document = from_json(invoice.document)
    assert document.supplier.vat_number == ""
    assert document.lines[0].vat is Vat.NOT_REGISTERED


def test_a_registered_supplier_adds_vat_and_shows_its_number(cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, "1000.00"))
    assert (invoice.net, invoice.vat, invoice.gross) == (Money(100000), Money(20000), Money(120000))
    assert from_json(invoice.document).supplier.vat_number == "GB123456782"


def done_days_ago(contract: Contract, days: int) -> None:
    """The first milestone was said to be done so many days ago."""
    with db.transaction():
        row = db.session.get_one(Milestone, milestones_of(contract)[0].id)
        row.claimed_at = clock.now() - timedelta(days=days)


@pytest.mark.parametrize(("days", "before"), [(0, 0), (14, 0), (15, 15)])
def test_the_tax_point_is_the_day_of_issue_for_fourteen_days_after_the_work(
    cast: Cast, make: Make, days: int, before: int
) -> None:
    contract = make.contract(cast.council, cast.cleaners, "1000.00")
    done_days_ago(contract, days)
    (invoice,) = invoiced(cast.cleaner, contract)
    document = from_json(invoice.document)
    said = document.tax_point_on or document.issued_on
    assert said == clock.today() - timedelta(days=before)


def test_an_invoice_that_follows_a_credited_one_keeps_its_tax_point(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.cleaners, "1000.00")
    (first,) = invoiced(cast.cleaner, contract)
    credit_notes.credit_invoice(cast.cleaner, first.id, reason="Wrong rate of VAT.")
    clock.set_to(clock.now() + timedelta(days=3), stopped=True)
    (second,) = invoiced(cast.cleaner, contract, vat=Vat.ZERO)
    assert second.issued_on == first.issued_on + timedelta(days=3)
    assert from_json(second.document).tax_point_on == first.issued_on


def test_who_is_not_registered_has_no_tax_point(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.bakery, "1000.00")
    done_days_ago(contract, 40)
    (invoice,) = invoiced(cast.baker, contract)
    assert from_json(invoice.document).tax_point_on is None


def test_a_registered_supplier_may_say_that_the_supply_is_exempt(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.cleaners, "1000.00")
    (invoice,) = invoiced(cast.cleaner, contract, vat=Vat.EXEMPT)
    assert invoice.gross == Money(100000)


def test_the_clock_starts_on_receipt(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.bakery, "1000.00")
    (invoice,) = invoiced(cast.baker, contract)
    assert invoice.received_at == clock.now()
    assert invoice.due_on == date(2026, 11, 30)
    assert invoice.latest_on == date(2026, 12, 22)
    assert invoice.due.days_left(clock.today()) == 7


def test_three_members_are_invoiced_to_the_penny_under_their_own_numbers(
    cast: Cast, make: Make
) -> None:
    sent = invoiced(cast.baker, consortium(cast, make))
    assert [row.supplier_id for row in sent] == [
        cast.bakery.id,
        cast.gardens.id,
        cast.cleaners.id,
    ]
    assert [row.net.pence for row in sent] == [3333, 3333, 3334]
    assert [row.vat.pence for row in sent] == [0, 0, 667]
    assert {row.number for row in sent} == {"INV-000001"}


def share_of(contract: Contract, organisation: Organisation) -> ContractShare:
    return db.session.scalars(
        select(ContractShare)
        .where(
            ContractShare.contract_id == contract.id,
            ContractShare.organisation_id == organisation.id,
        )
        .execution_options(populate_existing=True)
    ).one()


def test_each_member_has_its_own_vat_treatment_and_gets_notice_of_its_invoice(
    cast: Cast, make: Make
) -> None:
    contract = consortium(cast, make)
    invoicing.agree_invoicing(cast.cleaner, share_of(contract, cast.cleaners).id, vat=Vat.ZERO)
    sent = invoiced(cast.baker, contract, vat=Vat.STANDARD)
    assert [from_json(row.document).lines[0].vat for row in sent] == [
        Vat.NOT_REGISTERED,
        Vat.NOT_REGISTERED,
        Vat.ZERO,
    ]
    subject = "Your invoice INV-000001 was sent to Midborough Council by Harbour Bakery CIC"
    told = {letter.address for letter in letters() if letter.subject == subject}
    assert told == {"guy.gardener@example.org", "clea.cleaner@example.org"}


def test_no_invoice_goes_out_in_the_name_of_a_member_that_has_not_agreed(
    cast: Cast, make: Make
) -> None:
    contract = consortium(cast, make)
    with db.transaction():
        for organisation in (cast.gardens, cast.cleaners):
            row = share_of(contract, organisation)
            row.invoicing_agreed_at = row.vat = None
    with pytest.raises(Refusals) as refused:
        invoiced(cast.baker, contract)
    said = [str(refusal) for refusal in refused.value.faults]
    assert [sentence.split(" has not ")[1].split(".")[0] for sentence in said] == [
        "agreed that invoices are sent in its name",
        "agreed that invoices are sent in its name",
        "said how VAT treats its work",
    ]
    invoicing.agree_invoicing(cast.gardener, share_of(contract, cast.gardens).id, vat=None)
    invoicing.agree_invoicing(cast.cleaner, share_of(contract, cast.cleaners).id, vat=Vat.REDUCED)
    assert len(invoiced(cast.baker, contract)) == 3


def test_a_milestone_is_invoiced_once_it_is_accepted_and_only_once(cast: Cast, make: Make) -> None:
    contract = make.contract(
        cast.council, cast.bakery, "100.00", milestones=["60.00", "40.00"], accepted=1
    )
    invoiced(cast.baker, contract)
    first, second = (milestone.id for milestone in milestones_of(contract))
    for milestone_id, said in ((first, "invoiced"), (second, "planned")):
        with pytest.raises(Refusal, match=said):
            invoices.invoice_milestone(cast.baker, contract.id, milestone_id=milestone_id)


def test_only_finance_of_the_supplier_sends_an_invoice(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    for actor in (cast.gardener, cast.finance, cast.stranger):
        with pytest.raises(NotAllowed):
            invoiced(actor, contract)


def test_eight_at_once_leave_no_gap_and_no_double_in_the_numbers(cast: Cast, make: Make) -> None:
    contracts = [make.contract(cast.council, cast.bakery, "100.00") for _ in range(8)]
    wanted = [(contract.id, milestones_of(contract)[0].id) for contract in contracts]
    db.session.rollback()

    def press(ids: tuple[object, object]) -> str:
        (row,) = invoices.invoice_milestone(cast.baker, ids[0], milestone_id=ids[1])
        db.session.remove()
        return row.number

    with ThreadPoolExecutor(8) as threads:
        numbers = sorted(threads.map(press, wanted))
    assert numbers == [f"INV-{number:06}" for number in range(1, 9)]


def test_a_failed_invoice_gives_its_number_back(cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    with pytest.raises(Refusal):
        invoiced(cast.baker, contract, note="a\x00b")
    (invoice,) = invoiced(cast.baker, contract)
    assert invoice.number == "INV-000001"


def test_eight_presses_of_approve_have_one_effect(cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))

    def press(_: int) -> str:
        try:
            invoices.approve_invoice(cast.finance, invoice.id)
        except Refusal as no:
            return str(no)
        finally:
            db.session.remove()
        return "done"

    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(press, range(8)))
    assert sorted(said) == ["This invoice is approved, so it cannot be approved now."] * 7 + [
        "done"
    ]
    told = select(func.count()).where(
        OutboxEntry.job == "send_email",
        OutboxEntry.values["template"].astext == "invoice_approved",
    )
    assert db.session.scalar(told) == 1


def test_the_invoices_of_a_consortium_are_approved_together(cast: Cast, make: Make) -> None:
    sent = invoiced(cast.baker, consortium(cast, make))
    disputes.dispute_invoice(cast.finance, sent[1].id, reason="Not delivered.")
    invoices.approve_invoice(cast.finance, sent[0].id, together=True)
    assert [again(row).state for row in sent] == [
        InvoiceState.APPROVED,
        InvoiceState.DISPUTED,
        InvoiceState.APPROVED,
    ]


def test_a_dispute_needs_a_reason_and_no_more_than_is_owed(cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    with pytest.raises(Refusal) as no:
        disputes.dispute_invoice(cast.finance, invoice.id, reason=" ")
    assert no.value.field == "reason"
    with pytest.raises(Refusal) as no:
        disputes.dispute_invoice(cast.finance, invoice.id, reason="Too much.", amount=Money(10001))
    assert no.value.field == "amount"


def test_what_is_not_disputed_stays_payable(cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    disputes.dispute_invoice(
        cast.finance, invoice.id, reason="One loaf too few.", amount=Money(2500)
    )
    assert account_of(invoice.id).payable == Money(7500)
    disputes.resolve_dispute(cast.finance, invoice.id)
    assert again(invoice).state is InvoiceState.SENT
    assert account_of(invoice.id).payable == Money(10000)


def test_a_credit_note_takes_back_the_whole_and_a_new_invoice_may_follow(
    cast: Cast, make: Make
) -> None:
    contract = consortium(cast, make)
    sent = invoiced(cast.baker, contract)
    note = credit_notes.credit_invoice(cast.cleaner, sent[2].id, reason="Wrong rate of VAT.")
    assert (note.number, note.gross) == ("CN-000001", Money(4001))
    assert again(sent[2]).state is InvoiceState.CREDITED
    assert account_of(sent[2].id).outstanding == Money(0)
    invoicing.agree_invoicing(cast.cleaner, share_of(contract, cast.cleaners).id, vat=Vat.ZERO)
    (new,) = invoiced(cast.baker, contract)
    assert (new.supplier_id, new.number, new.version) == (cast.cleaners.id, "INV-000002", 2)
    assert new.gross == Money(3334)


def test_late_money_owes_interest_and_a_fixed_sum(cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    account = account_of(invoice.id)
    assert late_payment_on(account, date(2026, 11, 30)) is None
    late = late_payment_on(account, date(2026, 12, 10))
    assert late is not None
    assert not isinstance(late, Refusal)
    assert (late.days, late.interest, late.fixed_sum) == (10, Money(322), Money(7000))


def test_interest_of_a_half_year_without_a_known_rate_is_said_to_be_unknown(
    cast: Cast, make: Make
) -> None:
    clock.set_to(datetime(2027, 1, 11, 9, 0, tzinfo=UTC), stopped=True)
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    said = late_payment_on(account_of(invoice.id), date(2027, 2, 11))
    assert isinstance(said, Refusal)
