"""What a hostile browser, page or letter tries: forged forms, foreign links, flooding, odd clocks."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from wtforms import Form, PasswordField

from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.engine.audit import AuditRecord
from marketplace.engine.outbox import KeptForm
from marketplace.gateways.stripe import Event
from marketplace.organisations.actions import memberships
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.payments import Checkout
from marketplace.payments.queries.checkouts import checkout_for
from marketplace.web import kept_forms
from procurement.ground.money import Money
from tests.actions.payments.test_invoices import invoiced
from tests.cast import PASSWORD, Cast, Make, client_of, cookie_of
from tests.examples import Examples
from tests.letters import letters_to
from tests.pages.test_access_matrix import address_of, browser_with, routes_of


@pytest.fixture
def guarded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as it is served, where every form carries its token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return app


def test_no_form_of_another_site_does_anything(
    guarded: Flask, cast: Cast, examples: Examples
) -> None:
    cookies = [cookie_of(who) for who in (cast.buyer, cast.finance, cast.baker, cast.broker)]
    addresses = [address_of(guarded, rule, examples.ids) for method, rule in routes_of(guarded)
                 if method == "POST" and rule.endpoint != "checkouts.webhook"]  # fmt: skip
    done = select(func.count()).select_from(AuditRecord)
    before = db.session.scalar(done)
    for cookie in cookies:
        for address in addresses:
            answer = browser_with(guarded, cookie).post(address, data={"why": "forged"})
            assert answer.status_code in {302, 404}, address
    db.session.rollback()
    assert db.session.scalar(done) == before


def test_a_sign_in_over_https_never_travels_in_the_clear(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.person("Ada")
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    answer = client_of(app, None).post(
        "/sign-in", data={"email": "ada@example.org", "password": PASSWORD}
    )
    (cookie,) = [kept for kept in answer.headers.getlist("Set-Cookie") if "sign_in=" in kept]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    ("referrer", "page"),
    [
        ("http://localhost/my", "/my"),
        ("https://evil.example/my", "/"),
        ("http://localhost//evil.example", "/evil.example"),
    ],
)
def test_nobody_is_led_to_another_site(app: Flask, referrer: str, page: str) -> None:
    with app.test_request_context(headers={"Referer": referrer}):
        assert kept_forms.came_from() == page


def test_what_is_kept_for_the_signed_out_is_bounded_and_forgotten(
    guarded: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = client_of(guarded, None)
    with db.transaction():
        old = clock.real() - timedelta(days=2)
        db.session.add(KeptForm(at=old, path="/", sealed=b"old"))
    assert nobody.post("/register", data={"name": "x" * 2_000_000}).status_code == 413
    assert "kept=" not in nobody.post("/register", data={"name": "Ada"}).location  # not made here
    made_here = re.search(r'name="typed_by" value="([^"]+)"', nobody.get("/register").text)
    assert made_here
    form = {"typed_by": made_here[1]}
    assert "kept=" not in nobody.post("/register", data=form | {"email": "x" * 30_000}).location
    monkeypatch.setattr(kept_forms, "_OF_STRANGERS", 3)
    for name in ("Ada", "Ben", "Cy", "Di"):
        kept = nobody.post("/register", data=form | {"email": name, "password": PASSWORD}).location
        assert "kept=" in kept
    shown = nobody.get(kept).text
    assert 'value="Di"' in shown
    assert PASSWORD not in shown
    db.session.rollback()
    assert len(db.session.scalars(select(KeptForm)).all()) == 3


def test_the_newest_forms_of_a_person_are_kept_for_a_day(
    guarded: Flask, cast: Cast, make: Make
) -> None:
    client = client_of(guarded, cast.buyer)
    for number in range(kept_forms._OF_ONE_PERSON + 1):
        kept = client.post("/organisations/new", data={"name": f"Name {number}"}).location
    assert "Name 5" in client.get(kept).text
    with db.transaction():
        rows = db.session.scalars(select(KeptForm)).all()
        assert {row.person_id for row in rows} == {cast.buyer.person_id}
        for row in rows:
            row.at -= timedelta(days=1)
    assert len(rows) == kept_forms._OF_ONE_PERSON
    assert "Name 5" not in client.get(kept).text


def test_every_field_for_a_password_is_one_that_is_never_kept(app: Flask) -> None:
    names = [
        name
        for form in forms_of(Form)
        for name in dir(form)
        if getattr(getattr(form, name), "field_class", None) is PasswordField
    ]
    assert len(names) >= 6
    assert [name for name in names if kept_forms._is_kept(name)] == []


def forms_of(kind: type[Form]) -> Iterator[type[Form]]:
    for form in kind.__subclasses__():
        yield form
        yield from forms_of(form)


def test_no_name_adds_a_line_to_the_head_of_a_letter(make: Make, cast: Cast) -> None:
    with db.transaction():
        row = db.session.get_one(Organisation, cast.bakery.id)
        row.name = "Bakery\rBcc: all@example.org\u2028x"
    memberships.invite_colleague(
        cast.baker, cast.bakery.id, email="new@example.org", role=Role.FINANCE
    )
    (letter,) = letters_to("new@example.org")
    assert len(letter.subject.splitlines()) == 1


def test_the_clock_of_a_demonstration_stays_where_days_can_be_counted(app: Flask) -> None:
    moment = {"moment-day": "31", "moment-month": "12", "moment-year": "2199"}
    answer = client_of(app, None).post("/demonstration/clock", data=moment)
    assert answer.status_code == 422
    assert "within fifty years" in answer.text


def test_a_supplier_s_own_stripe_session_settles_no_checkout_of_ours(
    make: Make, cast: Cast
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    row = Checkout(
        invoice_id=invoice.id, account="acct_1", amount=Money(100_00), stripe_id="cs_ours",
        begun_by=cast.finance.person_id, begun_at=clock.now(),
    )  # fmt: skip
    with db.transaction():
        db.session.add(row)
    found = [
        checkout_for(
            Event("evt", "checkout.session.completed", account,
                  {"id": session, "client_reference_id": str(row.id)}, {})
        )
        for account, session in (
            ("acct_1", "cs_theirs"), ("acct_2", "cs_ours"), ("acct_1", "cs_ours"),
        )
    ]  # fmt: skip
    assert found == [None, None, row.id]


def test_a_line_has_an_end(app: Flask) -> None:
    answer = client_of(app, None).post("/sign-in", data={"email": "x" * 2001, "password": PASSWORD})
    assert answer.status_code == 422
    assert "at most 2,000 characters" in answer.text
