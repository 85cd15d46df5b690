"""An enterprise checks what it lacks for a first package, and is told ready only when it is."""

from datetime import date, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import PlaceMembership
from marketplace.organisations.models.profiles import Capability, Holding, Profile
from marketplace.payments.models.bank_accounts import BankAccount
from procurement.ground.money import Money
from procurement.organisations.holding import HoldingKind
from tests.cast import Cast, Make, client_of
from tests.development_rows import kept, made_contact
from tests.hosting_rows import hosted, made_group
from tests.pages.organisations.test_organisations import words_of

READY = "Nothing of what is asked below is lacking today."


def read(client: FlaskClient, cast: Cast) -> str:
    page = client.get(f"/organisations/{cast.bakery.id}/readiness").text
    return words_of(page.partition("<main")[2])


def test_the_law_of_public_bodies_is_no_ground_for_a_first_package(app: Flask, cast: Cast) -> None:
    said = read(client_of(app, cast.baker), cast)
    assert "What buyers ask for in their terms." in said
    assert "Procurement Act" not in said


def holds(cast: Cast, kind: HoldingKind, last: date) -> None:
    is_insured = kind.is_insurance
    kept(
        Holding(
            organisation_id=cast.bakery.id, kind=kind, name="", expires_on=last,
            amount=Money(500_000_000) if is_insured else None, added_at=clock.now(),
        )
    )  # fmt: skip


def has_account(cast: Cast, who: Actor) -> None:
    kept(
        BankAccount(
            organisation_id=cast.bakery.id, sealed=b"", ending="12", proposed_by=who.person_id,
            proposed_at=clock.now(), confirmed_at=clock.now(), payable_from=clock.today(),
        )
    )  # fmt: skip


def test_it_is_ready_once_all_of_it_is_held_or_answered_and_not_before(
    app: Flask, cast: Cast
) -> None:
    client = client_of(app, cast.baker)
    page = read(client, cast)
    assert "7 things still to do or to answer." in page
    assert READY not in page
    kept(Capability(organisation_id=cast.bakery.id, number=1, words="Bread", cpv=""))
    holds(cast, HoldingKind.PUBLIC_LIABILITY, clock.today() + timedelta(days=9))
    has_account(cast, cast.baker)
    address = f"/organisations/{cast.bakery.id}/readiness"
    for answer in ("employs/no", "policy/yes", "vat-registered/no", "terms-decided/yes"):
        assert READY not in read(client, cast)
        assert client.post(f"{address}/{answer}").status_code == 302
    assert READY in read(client, cast)
    client.post(f"{address}/policy/no")
    assert "1 thing still to do or to answer." in read(client, cast)
    client.post(f"{address}/policy/yes")
    clock.set_to(clock.now() + timedelta(days=10), stopped=True)
    page = read(client, cast)
    assert "Public liability insurance Lacking" in page
    assert READY not in page


def test_building_work_asks_for_the_scheme_with_what_is_kept_back_without_it(
    app: Flask, cast: Cast
) -> None:
    client = client_of(app, cast.baker)
    assert "Construction Industry Scheme Not needed" in read(client, cast)
    kept(
        Profile(
            organisation_id=cast.bakery.id, themes=["built_environment"], changed_at=clock.now(),
            revision=1,
        )
    )  # fmt: skip
    page = read(client, cast)
    assert "Construction Industry Scheme Lacking" in page
    assert (
        "keeps back 20% of the labour if you are registered in the scheme, and 30% if you are not."
        in page
    )
    assert "Finance Act 2004 ss59 and 61. In force since 6 April 2007." in page


def test_no_price_is_invented_and_general_knowledge_is_called_that(app: Flask, cast: Cast) -> None:
    page = read(client_of(app, cast.baker), cast)
    assert "For the cost, ask an insurer or an insurance broker for a quote" in page
    assert "No price is known" not in page
    assert "£" not in page
    assert "Act 1969. (General knowledge: check it with your adviser" in page


def test_what_is_known_of_the_organisation_is_not_asked(app: Flask, cast: Cast) -> None:
    with db.transaction():
        of = Organisation.id == cast.bakery.id
        known = {"employees": 4, "vat_number": "GB123456782"}
        db.session.execute(update(Organisation).where(of).values(**known))
    page = read(client_of(app, cast.baker), cast)
    assert "Do you employ anybody?" not in page
    assert "Are you registered for VAT?" not in page
    assert "Employers’ liability insurance Lacking Add the insurance" in page


def test_who_helps_is_the_broker_that_is_named_for_it(app: Flask, cast: Cast, make: Make) -> None:
    client = client_of(app, cast.baker)
    assert "Bea Broker is the broker of the place you trade in" in read(client, cast)
    with db.transaction():
        db.session.execute(delete(PlaceMembership))
    assert "The page Contact says where to write." in read(client, cast)
    made_contact(cast.bakery, kind="bridging")
    assert "is the broker who is named for you" in read(client, cast)


def test_nobody_else_reads_or_answers_it_and_who_only_buys_has_none(
    app: Flask, cast: Cast, make: Make
) -> None:
    public = f"/organisations/{cast.bakery.id}"
    address = f"{public}/readiness"
    for who in (cast.gardener, cast.broker, cast.buyer):
        assert client_of(app, who).get(address).status_code == 404
        assert client_of(app, who).post(f"{address}/policy/yes").status_code == 404
    client = client_of(app, cast.baker)
    assert client.post(f"{address}/nonsense/yes").status_code == 404
    assert address in client.get("/my").text
    assert address in client.get(public).text
    assert address not in client_of(app, cast.gardener).get(public).text


def test_an_answer_is_shown_and_can_be_changed(app: Flask, cast: Cast) -> None:
    client = client_of(app, cast.baker)
    address = f"/organisations/{cast.bakery.id}/readiness"
    assert "You answered" not in read(client, cast)
    client.post(f"{address}/policy/no")
    page = client.get(address).text
    assert "You answered: no. Change it to yes" in words_of(page)
    assert f'action="{address}/policy/yes"' in page
    assert f'action="{address}/policy/no"' not in page
    add = f"/organisations/{cast.bakery.id}/documents?kind=Health+and+safety+policy"
    assert add.replace("&", "&amp;") in page
    assert 'value="Health and safety policy"' in client.get(add).text


def test_what_is_lacking_is_added_with_its_kind_chosen_and_leads_back(
    app: Flask, cast: Cast
) -> None:
    client, kind = client_of(app, cast.baker), "public_liability_insurance"
    add = f"/organisations/{cast.bakery.id}/holdings/new?kind={kind}&back=readiness"
    home = f"/organisations/{cast.bakery.id}/readiness"
    assert add.replace("&", "&amp;") in client.get(home).text
    assert f'<option value="{kind}" selected>' in client.get(add).text
    typed = {"kind": kind, "amount": "5,000,000", "expires_on-day": "1", "expires_on-month": "5",
             "expires_on-year": "2027"}  # fmt: skip
    assert client.post(add, data=typed).location == home


def test_a_hosted_group_is_paid_through_its_host(app: Flask, cast: Cast, make: Make) -> None:
    group, owner = made_group(make)
    client = client_of(app, owner)
    assert "Buyers pay into this account" in client.get("/my").text
    hosted(cast, group)
    assert "Buyers pay into this account" not in client.get("/my").text
    home = f"/organisations/{group.id}/readiness"
    page = words_of(client.get(home).text)
    assert "Harbour Bakery CIC is your host: it is paid for you, into its own account." in page
    assert "ask it to say where it is paid" in page
    has_account(cast, cast.baker)
    page = words_of(client.get(home).text)
    assert "Where you are paid Met" in page
    assert "ask it to say where it is paid" not in page
