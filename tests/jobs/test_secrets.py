"""Does any secret lie about? Not in the database, the log, the queue or a file, however it is written."""

import re
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from marketplace.embedded import Valkey
from marketplace.engine import db, jobs
from marketplace.engine.access import NOBODY, Role
from marketplace.gateways import mail
from marketplace.organisations.actions import memberships, passwords
from marketplace.payments.actions import bank_accounts
from marketplace.settings import Settings
from tests.actions.bidding.test_sealed import CANARY, dumped, in_files
from tests.cast import Cast, Make, client_of
from tests.factors import telephone_of
from tests.jobs.conftest import Inbox
from tests.owner import Owner

PASSWORD, MISTYPED, NEW = "Maultaschen-7-Zwiebel", "Spaetzle-8-Petersilie", "Flaedle-9-Majoran"
HOLDER, ACCOUNT = "Quittenbrot Haltergemeinschaft", "87650943"


def spellings(secret: str) -> set[bytes]:
    """The secret as text, in hex, in an address, escaped, and inside any base64."""
    plain = secret.encode()
    ways = {
        plain,
        plain.hex().encode(),
        plain.hex().upper().encode(),
        quote(secret, safe="").encode(),
    }
    ways.add(secret.encode("unicode_escape"))
    for before in range(3):
        for encode in (b64encode, urlsafe_b64encode):
            whole = encode(b"\0" * before + plain)
            ways.add(whole[-(-before * 8 // 6) : (before + len(plain)) * 8 // 6])
    return ways


def found(secrets: dict[str, str], places: dict[str, bytes]) -> list[tuple[str, str]]:
    """Which secret stands in which place."""
    return [
        (secret, place)
        for secret, value in secrets.items()
        for place, content in places.items()
        if any(way in content for way in spellings(value))
    ]


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_the_search_finds_what_is_written_in_other_letters(before: str) -> None:
    inside = (before + "Maultasche" + "and more").encode()
    for content in (inside, inside.hex().encode(), b64encode(inside), urlsafe_b64encode(inside)):
        assert found({"dish": "Maultasche"}, {"there": content}) == [("dish", "there")]
    assert found({"dish": "Maultasche"}, {"there": b64encode(b"another dish")}) == []


@pytest.fixture
def mailed(app: Flask, settings: Settings, inbox: Inbox) -> Inbox:
    """E-mails leave from this process."""
    mail.use(inbox.url, "office@example.org")
    yield inbox
    mail.use(settings.smtp_url, settings.mail_from)


def token_in(inbox: Inbox, path: str) -> str:
    """The secret of such a link in the newest e-mail that has one, after doing what is due.

    Letters that are due together leave in any order.
    """
    db.session.remove()
    jobs.run_due()
    bodies = [message.get_payload(decode=True).decode() for message in inbox.messages]
    found = [match[1] for body in bodies for match in re.finditer(rf"/{path}/([\w-]+)", body)]
    assert found, bodies[-1]
    return found[-1]


def registered_by_invitation(
    app: Flask, cast: Cast, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Somebody is invited, creates an account from there, mistypes; every secret of the way."""
    memberships.invite_colleague(
        cast.baker, cast.bakery.id, email="nina@example.org", role=Role.BUYER
    )
    invitation = token_in(inbox, "invitations")
    onward = f"/invitations/{invitation}"
    browser = app.test_client()
    browser.get(onward)
    browser.post("/register", data={"email": "nina@example.org", "next": onward})
    registration = token_in(inbox, "register")
    typed = {"name": "Nina New", "password": PASSWORD}
    address = f"/register/{registration}?next={quote(onward)}"
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    form = re.search(r'name="typed_by" value="([^"]+)"', browser.get(address).text)
    assert form is not None
    kept = browser.post(address, data=typed | {"typed_by": form[1]}).location
    assert "kept=" in kept
    assert "Nina New" in browser.get(kept).text
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    once = {"once": "0190b0c8-0000-7000-8000-000000000000"}
    assert browser.post(address, data=typed | once).location == onward
    assert browser.post(address, data=typed | once).location == onward  # the same form again
    mistyped = {"email": "nina@example.org", "password": MISTYPED}
    assert app.test_client().post("/sign-in", data=mistyped).status_code == 422
    return {
        "invitation": invitation,
        "registration": registration,
        "sign-in": cookie_in(browser),
        "password": PASSWORD,
        "mistyped password": MISTYPED,
    }


def cookie_in(browser: FlaskClient) -> str:
    cookie = browser.get_cookie("sign_in")
    assert cookie is not None
    return cookie.value


def reset(app: Flask, inbox: Inbox, owner: Owner) -> dict[str, str]:
    """A forgotten password, and a page that fails on the way to the new one."""
    passwords.request_password_reset(NOBODY, None, email="nina@example.org")
    token = token_in(inbox, "reset-password")
    page, browser = f"/reset-password/{token}", app.test_client()
    db.session.remove()
    for old, new in (("password_resets", "away"), ("away", "password_resets")):
        with owner.unguarded() as connection:
            connection.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
        assert browser.get(page).status_code == (500 if new == "away" else 200)
    assert browser.post(page, data={"password": NEW}).status_code == 302
    return {"reset": token, "new password": NEW}


def test_no_secret_stands_in_the_database_the_log_the_queue_or_a_file(
    app: Flask,
    cast: Cast,
    make: Make,
    settings: Settings,
    owner: Owner,
    mailed: Inbox,
    queue: Valkey,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bid = make.bid(make.tender(cast.council), cast.bakery, answer=CANARY)
    client_of(app, cast.baker).get(f"/bids/{bid.id}")
    bank_accounts.propose_bank_account(
        cast.baker, cast.bakery.id, name=HOLDER, sort_code="200000", account_number=ACCOUNT
    )
    secrets = {
        "answer of a bid": CANARY,
        "holder of an account": HOLDER,
        "number of an account": ACCOUNT,
        "one-time codes": telephone_of(cast.baker).secret,
        **registered_by_invitation(app, cast, mailed, monkeypatch),
        **reset(app, mailed, owner),
    }
    queued = jobs.queues(queue.url)[jobs.Lane.LETTERS].get_job_ids()
    assert queued
    queue.stop()  # so that all of it is in its file
    keys = b"".join(path.read_bytes() for path in settings.keys.iterdir())
    said = capfd.readouterr()
    assert '"event": "failed"' in said.out + said.err
    places = {
        "database": dumped(settings),
        "log": (said.out + said.err).encode(),
        "queue": in_files(Path(queue.data)),
        "files": in_files(settings.var),
    }
    assert queued[0].encode() in places["queue"]
    assert found(secrets, places) == []
    master = {"master key": next(iter(re.findall(rb"[0-9a-f]{64}", keys))).decode()}
    del places["files"]
    assert found(master, places) == []
