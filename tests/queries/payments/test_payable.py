"""From the award until the supplier can be paid: both signatures, and a bank account."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask

from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.set_ups import SetUp
from marketplace.engine import clock, db
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.queries.payable import PayableRecord, payable_records
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of


def awarded(make: Make, cast: Cast, days: int) -> None:
    """A contract of the bakery, signed today, whose award was published so many days ago."""
    tender = make.tender(cast.council, state=TenderState.AWARDED)
    bid = make.bid(make.tender(cast.council), cast.bakery)
    contract = make.contract(cast.council, cast.bakery, "100.00")
    award = Award(
        tender_id=tender.id, lot_id=parts_of(tender.id).lots[0].id, bid_id=bid.id,
        state=AwardState.SIGNED, reason="Best.", decided_by=cast.buyer.person_id,
        decided_at=clock.now(), published_on=clock.today() - timedelta(days=days),
    )  # fmt: skip
    with db.transaction():
        db.session.add(award)
        db.session.flush()
        db.session.get_one(Contract, contract.id).award_id = award.id
    db.session.remove()


def paid_into_from(organisation_id: UUID, cast: Cast, day: date) -> None:
    with db.transaction():
        db.session.add(
            BankAccount(
                organisation_id=organisation_id, sealed=b"x", ending="1234",
                proposed_by=cast.baker.person_id, proposed_at=clock.now(),
                confirmed_at=clock.now(), payable_from=day,
            )
        )  # fmt: skip
    db.session.remove()


def set_up_since(cast: Cast, day: date) -> None:
    """The council says since when its own system can pay the bakery."""
    with db.transaction():
        db.session.add(SetUp(buyer_id=cast.council.id, supplier_id=cast.bakery.id, since=day))
    db.session.remove()


@pytest.fixture
def three(make: Make, cast: Cast) -> Cast:
    for days in (4, 10, 13):
        awarded(make, cast, days)
    set_up_since(cast, clock.today() - timedelta(days=30))
    return cast


def test_until_the_buyer_says_since_when_its_own_system_can_pay_nothing_is_said(
    make: Make, cast: Cast
) -> None:
    for days in (4, 10, 13):
        awarded(make, cast, days)
    paid_into_from(cast.bakery.id, cast, clock.today() - timedelta(days=30))
    assert payable_records([cast.council.id], clock.today()) == {}
    set_up_since(cast, clock.today() + timedelta(days=5))
    [record] = payable_records([cast.council.id], clock.today()).values()
    assert record == PayableRecord(15, 3)


def test_without_a_bank_account_nobody_can_be_paid(three: Cast) -> None:
    assert payable_records([three.council.id], clock.today()) == {}


def test_counted_is_the_later_of_the_signatures_and_the_account(
    app: Flask, three: Cast, make: Make
) -> None:
    paid_into_from(three.bakery.id, three, clock.today() + timedelta(days=2))
    records = payable_records([three.council.id, three.bakery.id], clock.today())
    assert records == {three.council.id: PayableRecord(12, 3)}
    paid_into_from(three.bakery.id, three, clock.today() - timedelta(days=30))
    again = payable_records([three.council.id], clock.today())
    assert again[three.council.id].days == 10
    page = words_of(client_of(app, None).get(f"/tenders/{make.tender(three.council).id}").text)
    assert (
        "From an award to the day on which its supplier could be paid, signed, with a bank account "
        "here and set up in the buyer’s own system, it was 10 days: the median of 3 contracts"
    ) in page


def test_of_two_contracts_nothing_is_said(make: Make, cast: Cast) -> None:
    for days in (4, 10):
        awarded(make, cast, days)
    awarded(make, cast, 365)
    paid_into_from(cast.bakery.id, cast, clock.today())
    assert payable_records([cast.council.id], clock.today()) == {}
