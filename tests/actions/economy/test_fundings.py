"""Grants and other funding: entered once, confirmed by the broker, withdrawn with a reason."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from invoicing.economy.local_economy import Assurance, Source
from marketplace.economy.actions import fundings
from marketplace.economy.models.fundings import Funding
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Actor, PlaceRole, Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.organisations.actions.documents import Upload
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.payments.models.ledger import LedgerEntry
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make
from tests.trail import all_on_record


def entered(actor: Actor, organisation: Organisation, **values: object) -> Funding:
    told = {
        "funder_name": "Community Lottery",
        "source": "grant",
        "amount": Money.parse("5000.00"),
        "received_on": clock.today(),
        "theme": "food",
        "purpose": "A second oven.",
    }
    row = fundings.enter_funding(actor, organisation.id, **{**told, **values})
    db.session.expunge_all()
    return row


def ledger() -> list[LedgerEntry]:
    return list(db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


LETTER = Upload("award letter.txt", "text/plain", b"We award you 5,000 pounds.")


def test_an_entered_grant_counts_only_once_the_broker_has_confirmed_it(cast: Cast) -> None:
    row = entered(cast.baker, cast.bakery)
    assert ledger() == []
    fundings.confirm_funding(cast.broker, row.id)
    (entry,) = ledger()
    assert (entry.amount, entry.source) == (Money.parse("5000.00"), Source.GRANT)
    assert entry.evidence is Assurance.DECLARED
    assert "greater-icknield" in entry.places
    assert entry.ward_code


def test_a_document_makes_it_evidenced(cast: Cast) -> None:
    row = entered(cast.baker, cast.bakery, file=LETTER)
    with pytest.raises(Refusal, match="still being checked"):
        fundings.confirm_funding(cast.broker, row.id)
    jobs.run_due()
    fundings.confirm_funding(cast.broker, row.id)
    (entry,) = ledger()
    assert entry.evidence is Assurance.EVIDENCED


def test_the_same_funding_twice_is_refused(cast: Cast) -> None:
    entered(cast.baker, cast.bakery)
    with pytest.raises(Refusal, match="is entered already"):
        entered(cast.broker, cast.bakery, funder_name="community  lottery")
    entered(cast.baker, cast.bakery, amount=Money.parse("5000.01"))
    entered(cast.gardener, cast.gardens)


def test_a_withdrawn_funding_can_be_entered_again(cast: Cast) -> None:
    row = entered(cast.baker, cast.bakery)
    fundings.withdraw_funding(cast.baker, row.id, reason="Wrong theme.")
    entered(cast.baker, cast.bakery, theme="retail")


def test_a_withdrawn_funding_leaves_the_ledger_and_the_audit_keeps_it(cast: Cast) -> None:
    row = entered(cast.baker, cast.bakery)
    entry = fundings.confirm_funding(cast.broker, row.id)
    fundings.withdraw_funding(cast.broker, row.id, reason="It was a loan from a member.")
    assert ledger() == []
    record = db.session.scalars(
        select(AuditRecord).where(AuditRecord.verb == "funding.withdraw")
    ).one()
    kept = db.session.scalars(select(Funding.withdrawn_because)).one()
    assert kept == "It was a loan from a member."
    assert "It was a loan" not in all_on_record()
    assert record.after["entry"] == str(entry.id)
    assert record.after["amount"] == 500000
    with pytest.raises(Refusal, match="was withdrawn"):
        fundings.confirm_funding(cast.broker, row.id)


def test_a_reason_is_needed_to_withdraw(cast: Cast) -> None:
    row = entered(cast.baker, cast.bakery)
    with pytest.raises(Refusal) as refusal:
        fundings.withdraw_funding(cast.baker, row.id, reason=" ")
    assert refusal.value.field == "reason"


def test_it_is_confirmed_once(cast: Cast) -> None:
    row = entered(cast.baker, cast.bakery)
    fundings.confirm_funding(cast.broker, row.id)
    with pytest.raises(Refusal, match="confirmed already"):
        fundings.confirm_funding(cast.broker, row.id)
    assert len(ledger()) == 1


def test_an_enterprise_that_is_not_verified_is_not_counted(cast: Cast, make: Make) -> None:
    group = make.organisation(Kind.CIC, "New CIC")
    owner = make.member(group, Role.OWNER)
    row = entered(owner, group)
    with pytest.raises(Refusal, match="was not a verified social enterprise"):
        fundings.confirm_funding(cast.broker, row.id)


def test_a_place_that_is_not_known_is_not_counted(cast: Cast, make: Make) -> None:
    far = make.verified(make.organisation(Kind.CIC, "Far CIC", "LS1 4AP"), cast.broker)
    row = entered(make.member(far, Role.OWNER), far)
    with pytest.raises(Refusal, match="did not trade from inside a known place"):
        fundings.confirm_funding(cast.broker, row.id)


def test_where_it_counts_is_where_the_enterprise_stood_on_the_day(cast: Cast) -> None:
    moved = clock.today() - timedelta(days=10)
    with db.transaction():
        address = db.session.scalars(
            select(TradingAddress).where(TradingAddress.organisation_id == cast.bakery.id)
        ).one()
        address.until_on = moved - timedelta(days=1)
        db.session.flush()
        db.session.add(
            TradingAddress(
                organisation_id=cast.bakery.id, postcode="LS1 4AP", from_on=moved, until_on=None
            )
        )
    row = entered(cast.baker, cast.bakery, received_on=date(2026, 11, 1))
    entry = fundings.confirm_funding(cast.broker, row.id)
    assert "greater-icknield" in entry.places


def test_only_a_broker_of_the_place_confirms(cast: Cast, make: Make) -> None:
    row = entered(cast.gardener, cast.gardens)
    elsewhere = make.place_member(cast.places["birmingham"], PlaceRole.BROKER)
    sandwell = make.place_member(cast.places["sandwell"], PlaceRole.BROKER)
    for actor in (cast.gardener, cast.board_member, cast.buyer, cast.stranger, elsewhere):
        with pytest.raises(NotAllowed):
            fundings.confirm_funding(actor, row.id)
    fundings.confirm_funding(sandwell, row.id)


def test_only_its_enterprise_and_the_broker_enter_it(cast: Cast) -> None:
    for actor in (cast.gardener, cast.buyer, cast.board_member, cast.stranger):
        with pytest.raises(NotAllowed):
            entered(actor, cast.bakery)
    entered(cast.broker, cast.bakery)


def test_a_buyer_has_no_funding_that_counts(cast: Cast) -> None:
    with pytest.raises(Refusal, match="is not an enterprise"):
        entered(cast.broker, cast.council)


def test_a_funder_that_is_known_here_is_named_by_its_record(cast: Cast, make: Make) -> None:
    funder = make.organisation(Kind.FUNDER, "Canal Foundation")
    row = entered(cast.baker, cast.bakery, funder_name="canal foundation")
    assert row.funder_id == funder.id


def test_money_that_came_before_it_is_known_where_is_refused_at_once(
    cast: Cast, make: Make
) -> None:
    with db.transaction():
        for row in db.session.scalars(
            select(TradingAddress).where(TradingAddress.organisation_id == cast.bakery.id)
        ):
            row.from_on = date(2026, 11, 10)
    with pytest.raises(Refusal, match="only since 10 November 2026") as no:
        entered(cast.baker, cast.bakery, received_on=date(2026, 11, 9))
    assert no.value.field == "received_on"
    entered(cast.baker, cast.bakery, received_on=date(2026, 11, 10))
