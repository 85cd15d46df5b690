"""What a host is paid for a group is forwarded with a record, and counted once."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.payments.actions.forwardings import record_forwarding
from marketplace.payments.actions.ledger import declare_subcontract
from marketplace.payments.actions.payment_words import deny_payment
from marketplace.payments.models.forwardings import Forwarding
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Payment
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.cast import Cast, Make, client_of
from tests.development_rows import kept
from tests.factors import long_ago, telephone_of
from tests.hosting_rows import for_group, hosted, made_group
from tests.letters import letters
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import paid, sent


@pytest.fixture
def singer(cast: Cast, make: Make) -> Actor:
    """The owner of a verified group, whose host was paid £120.00 of £200.00 under a contract."""
    group, owner = made_group(make)
    make.verified(group, cast.broker)
    hosted(cast, group)
    contract = make.contract(cast.council, cast.bakery, "200.00")
    for_group(contract, group)
    paid(sent(contract), parts=["120.00"])
    return owner


def address() -> str:
    contract = db.session.query(Contract).filter(Contract.for_group_id.is_not(None)).one()
    return f"/contracts/{contract.id}/forwarded"


def noted(client: FlaskClient, amount: str, **more: str) -> object:
    today = clock.today()
    day = {f"forwarded_on-{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    return client.post(f"{address()}/new", data={"amount": amount} | day | more)


def read(app: Flask, who: Actor) -> str:
    return words_of(client_of(app, who).get(address()).text.partition("<main")[2])


def newest() -> UUID:
    row = db.session.query(Forwarding).order_by(Forwarding.id.desc()).first()
    assert row is not None
    return row.id


def test_what_is_forwarded_is_noted_by_the_host_and_confirmed_by_the_group(
    app: Flask, cast: Cast, singer: Actor
) -> None:
    host, group = client_of(app, cast.baker), client_of(app, singer)
    assert noted(host, "70.00", evidence="BACS 77").status_code == 302
    assert "Say whether the money came" in group.get("/my").text
    page = read(app, singer)
    of_its_word = "all of it by the payer’s word, which Harbour Bakery CIC has not confirmed yet"
    assert f"Paid to Harbour Bakery CIC £120.00; {of_its_word}" in page
    assert "not answered yet £70.00 Left with Harbour Bakery CIC £50.00" in page
    row = newest()
    assert host.post(f"/forwardings/{row}/confirm").status_code == 403
    group.post(f"/forwardings/{row}/confirm")
    page = read(app, cast.baker)
    assert "confirmed by Towpath Gardeners £70.00" in page
    assert "BACS 77 Confirmed by the group" in page
    assert "Say whether the money came" not in group.get("/my").text
    assert read(app, cast.finance).count("£70.00") == 2
    assert "BACS 77" not in read(app, cast.finance)
    assert client_of(app, cast.gardener).get(address()).status_code == 404


def test_both_sides_show_again_who_they_are(app: Flask, cast: Cast, singer: Actor) -> None:
    for who in (cast.baker, singer):
        telephone_of(who)
    host, group = long_ago(app, cast.baker), long_ago(app, singer)
    asked = noted(host, "70.00")
    assert "Show that it is you" in asked.text
    assert db.session.query(Forwarding).count() == 0
    noted(client_of(app, cast.baker), "70.00")
    row = newest()
    assert "Show that it is you" in group.post(f"/forwardings/{row}/confirm").text
    assert "Confirmed by the group" not in read(app, cast.baker)


def test_no_more_is_forwarded_than_was_paid_and_what_did_not_come_is_left_again(
    app: Flask, cast: Cast, singer: Actor
) -> None:
    host = client_of(app, cast.baker)
    noted(host, "100.00")
    refused = noted(host, "20.01")
    assert refused.status_code == 422
    assert "not more than the £20.00 that is left of what was paid" in refused.text
    assert 'value="20.01"' in refused.text
    client_of(app, singer).post(f"/forwardings/{newest()}/deny")
    page = read(app, cast.baker)
    assert "The group says that it did not come" in page
    assert "Find out why forwarded money did not come" in host.get("/my").text
    assert "Left with Harbour Bakery CIC £120.00" in page
    assert noted(host, "120.00").status_code == 302


def test_what_did_not_come_is_said_on_its_own_page_and_may_have_come_after_all(
    app: Flask, cast: Cast, singer: Actor
) -> None:
    host, group = client_of(app, cast.baker), client_of(app, singer)
    noted(host, "70.00")
    deny = f"/forwardings/{newest()}/deny"
    assert f'href="{deny}"' in group.get(address()).text
    asked = words_of(group.get(deny).text)
    assert "£70.00 did not come" in asked
    assert "is asked to look into it" in asked
    assert host.get(deny).status_code == 403
    assert group.post(deny).location == address()
    page = read(app, singer)
    assert "Left with Harbour Bakery CIC £120.00" in page
    assert "It came after all" in page
    assert "It came after all" not in read(app, cast.baker)
    group.post(f"/forwardings/{newest()}/confirm")
    assert "confirmed by Towpath Gardeners £70.00" in read(app, cast.baker)
    assert "Find out why forwarded money" not in host.get("/my").text
    (told,) = [letter for letter in letters() if letter.template == "forwarding_came"]
    assert told.subject.startswith("£70.00 came after all: ")


def test_what_did_not_come_is_taken_back_and_noted_again(
    app: Flask, cast: Cast, singer: Actor
) -> None:
    host, group = client_of(app, cast.baker), client_of(app, singer)
    noted(host, "70.00")
    row = newest()
    group.post(f"/forwardings/{row}/deny")
    assert host.post(f"{address()}/{row}/take-back").status_code == 302
    assert "Find out why forwarded money" not in host.get("/my").text
    assert group.post(f"/forwardings/{row}/confirm").status_code == 422


def test_what_was_forwarded_of_a_payment_that_did_not_come_is_explained(
    app: Flask, cast: Cast, singer: Actor
) -> None:
    noted(client_of(app, cast.baker), "100.00")
    client_of(app, singer).post(f"/forwardings/{newest()}/confirm")
    payment = db.session.query(Payment).one()
    deny_payment(cast.baker, payment.id, reason="Not on our statement.")
    page = read(app, cast.baker)
    assert "Paid to Harbour Bakery CIC £0.00" in page
    assert "Left with Harbour Bakery CIC £0.00" in page
    assert "£100.00 more is noted as forwarded than was paid." in page
    assert "−" not in page
    refused = noted(client_of(app, cast.baker), "5.00")
    assert "Nothing of what was paid is left to forward." in refused.text


def test_a_slip_is_taken_back_by_the_host_until_the_group_has_answered(
    app: Flask, cast: Cast, make: Make, singer: Actor
) -> None:
    host, group = client_of(app, cast.baker), client_of(app, singer)
    noted(host, "70.00")
    slip = newest()
    take_back = f"{address()}/{slip}/take-back"
    assert "can be taken back until Towpath Gardeners has confirmed" in read(app, cast.baker)
    assert "can be taken back" not in read(app, singer)
    assert group.post(take_back).status_code == 403
    assert client_of(app, cast.finance).post(take_back).status_code == 403
    assert host.post(take_back).status_code == 302
    page = read(app, singer)
    assert "Taken back by the host: noted by mistake, or it did not go out" in page
    assert "Left with Harbour Bakery CIC £120.00" in page
    assert "Say whether the money came" not in group.get("/my").text
    (told,) = [letter for letter in letters() if letter.template == "forwarding_taken_back"]
    assert "£70.00" in told.subject
    for verb in ("confirm", "deny"):
        assert group.post(f"/forwardings/{slip}/{verb}").status_code == 422
    noted(host, "70.00")
    group.post(f"/forwardings/{newest()}/confirm")
    assert host.post(f"{address()}/{newest()}/take-back").status_code == 422
    other = make.contract(cast.council, cast.bakery, "1.00").id
    elsewhere = kept(
        Forwarding(
            contract_id=other, organisation_id=cast.gardens.id, amount=Money(1),
            forwarded_on=clock.today(), recorded_at=clock.now(), recorded_by=cast.baker.person_id,
        )
    )  # fmt: skip
    assert host.post(f"{address()}/{elsewhere.id}/take-back").status_code == 404


def test_a_day_to_come_and_no_sum_are_refused(app: Flask, cast: Cast, singer: Actor) -> None:
    host = client_of(app, cast.baker)
    assert "This day is still to come." in noted(host, "1.00", **{"forwarded_on-year": "2031"}).text
    assert "Enter more than £0.00" in noted(host, "0").text
    empty = host.post(f"{address()}/new", data={"amount": "5.00"})
    assert "Enter the day on which it was forwarded." in empty.text


def test_the_pound_is_counted_once_as_received_by_the_host(
    app: Flask, cast: Cast, singer: Actor
) -> None:
    noted(client_of(app, cast.baker), "120.00")
    client_of(app, singer).post(f"/forwardings/{newest()}/confirm")
    entries = db.session.query(LedgerEntry).all()
    assert [(row.organisation_id, row.amount) for row in entries] == [
        (cast.bakery.id, Money(120_00))
    ]


def test_what_is_forwarded_to_the_group_cannot_be_declared_as_passed_on_too(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, _ = made_group(make)
    make.verified(group, cast.broker)
    contract = make.contract(cast.council, cast.bakery, "200.00")
    for_group(contract, group)
    (invoice,) = sent(contract)
    with pytest.raises(Refusal, match="counted as received by you"):
        declare_subcontract(cast.baker, invoice.id, organisation_id=group.id, amount=Money(10_00))


def test_a_contract_for_no_group_has_no_such_page(app: Flask, cast: Cast, make: Make) -> None:
    key = make.contract(cast.council, cast.bakery, "10.00").id
    client, address = client_of(app, cast.baker), f"/contracts/{key}/forwarded"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/new").status_code == 404
    assert client.post(f"{address}/new", data={"amount": "1.00"}).status_code == 404
    with pytest.raises(Refusal, match="for no group"):
        record_forwarding(cast.baker, key, amount=Money(1_00), forwarded_on=clock.today())
