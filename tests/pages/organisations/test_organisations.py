"""The pages of organisations, as each kind of person sees them."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from marketplace.desk.models.claims import Claim
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.organisations.models.documents import Document
from marketplace.organisations.models.organisations import Organisation, Verification
from marketplace.organisations.models.people import Membership
from marketplace.payments.actions import bank_accounts
from procurement.organisations.organisation import Kind
from tests.cast import PASSWORD, Cast, Make, client_of
from tests.letters import letters_to, link_in

NEW = {
    "kind": "community_interest_company",
    "name": "Ladywood Repairs",
    "scheme": "GB-COH",
    "identifier": "2036103",
    "street": "2 Canal Side",
    "town": "Birmingham",
    "postcode": "b16 8tp",
    "about": "",
    "website": "",
    "contact_email": "office@example.org",
    "vat_number": "",
    "employees": "",
}


def words_of(text: str) -> str:
    """What a reader sees: without tags, spaces made one."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def of(app: Flask, cast: Cast, name: str) -> FlaskClient:
    return client_of(app, getattr(cast, name) if name else None)


def test_somebody_registers_an_organisation_and_sees_its_page(app: Flask, make: Make) -> None:
    client = client_of(app, make.person("Ada"))
    answer = client.post("/organisations/new", data=NEW, follow_redirects=True)
    text = words_of(answer.text)
    assert "Ladywood Repairs is registered. You are its owner." in text
    assert "In Greater Icknield Inside" in text
    assert "In Sandwell Outside" in text
    assert "GB-COH-02036103" in text
    assert "of 10 (1 is the most deprived tenth of England, 2025)" in text


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    app: Flask, make: Make
) -> None:
    client = client_of(app, make.person("Ada"))
    answer = client.post("/organisations/new", data=NEW | {"identifier": "12 34 56 78 90"})
    assert answer.status_code == 422
    assert 'id="identifier-error"' in answer.text
    assert 'value="Ladywood Repairs"' in answer.text


def test_outside_the_known_postcodes_the_page_says_not_known(app: Flask, make: Make) -> None:
    client = client_of(app, make.person("Ada"))
    answer = client.post(
        "/organisations/new", data=NEW | {"postcode": "SW1A 2AA"}, follow_redirects=True
    )
    assert "In Birmingham Not known" in words_of(answer.text)


@pytest.mark.parametrize("name", ["", "stranger", "buyer"])
def test_the_public_page_holds_nothing_personal(app: Flask, cast: Cast, name: str) -> None:
    answer = of(app, cast, name).get(f"/organisations/{cast.bakery.id}")
    assert "Verified social enterprise" in answer.text
    for secret in (cast.bakery.contact_email, "Beth", "1 Test Street", "B16 8TP"):
        assert secret not in answer.text


def test_the_directory_is_public_and_finds_by_place(app: Flask, cast: Cast) -> None:
    text = client_of(app, None).get("/organisations?kind=enterprises&place=sandwell").text
    assert "Canal Gardens Society" in text
    assert "Harbour Bakery CIC" not in text


def test_an_empty_directory_says_what_to_do(app: Flask, make: Make) -> None:
    assert "No organisation fits" in client_of(app, None).get("/organisations?name=zzz").text


def test_an_unverified_enterprise_is_not_public(app: Flask, make: Make, cast: Cast) -> None:
    address = f"/organisations/{make.organisation(Kind.CIC, 'Not Verified CIC').id}"
    assert client_of(app, cast.stranger).get(address).status_code == 404
    assert client_of(app, cast.baker).get(address).status_code == 200


@pytest.mark.parametrize("page", ["edit", "address", "people", "bank", "documents", "identifiers"])
def test_the_inside_of_an_organisation_is_not_there_for_others(
    app: Flask, cast: Cast, page: str
) -> None:
    address = f"/organisations/{cast.bakery.id}/{page}"
    assert client_of(app, cast.baker).get(address).status_code == 200
    assert client_of(app, cast.gardener).get(address).status_code == 404
    assert client_of(app, None).get(address).status_code == 302


def test_the_bank_account_is_for_finance_only(app: Flask, cast: Cast) -> None:
    address = f"/organisations/{cast.council.id}/bank"
    assert client_of(app, cast.finance).get(address).status_code == 200
    assert client_of(app, cast.buyer).get(address).status_code == 403


def test_finance_reads_the_account_and_the_second_person_confirms_it(
    app: Flask, make: Make, cast: Cast
) -> None:
    clerk = make.member(cast.bakery, Role.FINANCE, name="Cleo Clerk")
    account = {"name": "Harbour", "sort_code": "20-00-00", "account_number": "12345678"}
    address = f"/organisations/{cast.bakery.id}/bank"
    first = client_of(app, cast.baker)
    answer = first.post(address, data=account, follow_redirects=True)
    assert "Another person in finance, or an owner, must confirm it" in answer.text
    second = client_of(app, clerk)
    assert "Confirm or refuse the new bank account" in second.get("/my").text
    page = second.get(address).text
    assert "12345678" in page
    (path,) = re.findall(r'action="(/bank-accounts/[^"]+/confirm)"', page)
    assert "Invoices name it from now on" in second.post(path, follow_redirects=True).text


def test_a_colleague_is_invited_registers_and_joins(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    owner.post(
        f"/organisations/{cast.bakery.id}/people",
        data={"email": "new@example.org", "role": "finance"},
    )
    token = link_in(letters_to("new@example.org")[-1], "invitations")
    newcomer = app.test_client()
    page = newcomer.get(f"/invitations/{token}").text
    assert "Join Harbour Bakery CIC" in page
    assert f"/register?next=/invitations/{token}" in page
    answer = newcomer.post(
        "/register",
        data={
            "name": "Nia New",
            "email": "new@example.org",
            "password": PASSWORD,
            "next": f"/invitations/{token}",
        },
    )
    assert answer.location == f"/invitations/{token}"
    answer = newcomer.post(f"/invitations/{token}", follow_redirects=True)
    assert "Your role here: finance" in words_of(answer.text)
    again = newcomer.get(f"/invitations/{token}")
    assert again.status_code == 422
    assert "used already" in again.text


def test_a_wrong_invitation_link_says_so(app: Flask, make: Make) -> None:
    answer = client_of(app, None).get("/invitations/guessed")
    assert answer.status_code == 422
    assert "Ask your colleague for a new one" in answer.text


def test_the_last_owner_cannot_be_ended(app: Flask, cast: Cast) -> None:
    membership = db.session.scalars(
        select(Membership.id).where(Membership.organisation_id == cast.bakery.id)
    ).one()
    answer = client_of(app, cast.baker).post(
        f"/organisations/{cast.bakery.id}/people/{membership}/end"
    )
    assert answer.status_code == 422
    assert "This is the last owner" in answer.text


def test_a_claim_goes_to_the_broker_and_makes_an_owner(app: Flask, make: Make, cast: Cast) -> None:
    trust = make.organisation(Kind.HOSPITAL_TRUST, "Known Trust")
    address = f"/organisations/{trust.id}"
    with db.transaction():
        db.session.get_one(Organisation, trust.id).claimed_at = None
    asker, broker = client_of(app, cast.stranger), client_of(app, cast.broker)
    page = asker.get(address)
    assert "Claim it" in page.text
    asker.post(f"{address}/claim", data={"grounds": "Ask the front desk."})
    assert "1 claim to decide" in broker.get("/my").text
    assert "Ask the front desk." in broker.get("/broker").text
    claim = db.session.scalars(select(Claim.id)).one()
    assert asker.post(f"/claims/{claim}/approve").status_code == 403
    assert client_of(app, cast.baker).post(f"/claims/{claim}/approve").status_code == 404
    broker.post(f"/claims/{claim}/approve")
    assert "Your role here: owner" in words_of(asker.get("/my").text)


def test_the_broker_verifies_and_revokes(app: Flask, make: Make, cast: Cast) -> None:
    repairs = make.organisation(Kind.COMMUNITY_BUSINESS, "Ladywood Repairs")
    broker = client_of(app, cast.broker)
    assert "Ladywood Repairs" in broker.get("/broker").text
    address = f"/organisations/{repairs.id}/verify"
    faulty = {
        "evidence": "governing_document",
        "identifier": "",
        "reference": "Rules of 2024",
        "expires_on-day": "1",
        "expires_on-month": "5",
        "expires_on-year": "2027",
    }
    answer = broker.post(address, data=faulty)
    assert answer.status_code == 422
    assert "Not found in the document" in answer.text
    answer = broker.post(
        address, data=faulty | {"evidence": "seuk_certificate"}, follow_redirects=True
    )
    text = words_of(answer.text)
    assert "good until 1 May 2027" in text
    verification = db.session.scalars(
        select(Verification.id).where(Verification.organisation_id == repairs.id)
    ).one()
    answer = broker.post(
        f"/verifications/{verification}/revoke",
        data={"reason": "The certificate was not theirs."},
        follow_redirects=True,
    )
    assert "The certificate was not theirs." in answer.text
    assert "Verified social enterprise" not in answer.text


@pytest.mark.parametrize("page", ["verify", "merge", "dissolve"])
def test_the_broker_s_pages_are_forbidden_to_others(app: Flask, cast: Cast, page: str) -> None:
    address = f"/organisations/{cast.bakery.id}/{page}"
    assert client_of(app, cast.baker).get(address).status_code == 403
    assert client_of(app, cast.broker).get(address).status_code == 200


def test_a_file_keeps_its_name_without_what_no_column_can_hold(app: Flask, cast: Cast) -> None:
    address = f"/organisations/{cast.bakery.id}/documents"
    answer = client_of(app, cast.baker).post(
        address,
        data={
            "kind": "Governing document",
            "visibility": "shared",
            "file": (BytesIO(b"%PDF-1.7 rules"), "our\x0brules\x00.pdf"),
        },
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert "our rules.pdf" in answer.text


def test_a_document_is_added_checked_and_read_by_the_broker(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    address = f"/organisations/{cast.bakery.id}/documents"
    answer = owner.post(
        address,
        data={
            "kind": "Governing document",
            "visibility": "shared",
            "file": (BytesIO(b"%PDF-1.7 rules"), "our rules.pdf"),
        },
        follow_redirects=True,
    )
    assert "Being checked" in answer.text
    db.session.remove()
    jobs.run_due()
    broker = client_of(app, cast.broker)
    (path,) = set(re.findall(r'href="(/documents/[^"]+)"', broker.get(address).text))
    sent = broker.get(path)
    assert sent.data == b"%PDF-1.7 rules"
    assert sent.headers["Content-Disposition"] == "attachment; filename*=UTF-8''our%20rules.pdf"
    assert client_of(app, cast.gardener).get(path).status_code == 404
    assert client_of(app, None).get(path).status_code == 404


def test_a_document_still_in_quarantine_is_not_handed_out(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    owner.post(
        f"/organisations/{cast.bakery.id}/documents",
        data={
            "kind": "Rules",
            "visibility": "public",
            "file": (BytesIO(b"%PDF-1.7 rules"), "r.pdf"),
        },
    )
    document = db.session.scalars(select(Document.id)).one()
    answer = client_of(app, None).get(f"/documents/{document}")
    assert answer.status_code == 422
    assert "still being checked" in answer.text


def test_a_file_that_is_too_big_or_missing_is_refused_in_a_sentence(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    address = f"/organisations/{cast.bakery.id}/documents"
    big = (BytesIO(b"%PDF" + b"-" * (10 * 1024 * 1024)), "big.pdf")
    data = {"kind": "Rules", "visibility": "shared"}
    answer = owner.post(address, data=data | {"file": big})
    assert answer.status_code == 422
    assert "A file may have 10 MB" in answer.text
    assert "Choose a file." in owner.post(address, data=data).text


def test_your_work_begins_with_registering_an_organisation(app: Flask, cast: Cast) -> None:
    text = client_of(app, cast.stranger).get("/my").text
    assert "Begin with your organisation." in text


def test_your_work_takes_the_same_number_of_queries_however_much_there_is(
    app: Flask, make: Make, cast: Cast
) -> None:
    few = queries_of(client_of(app, cast.baker))
    for _ in range(3):
        other = make.organisation(Kind.CIC)
        make.joins(cast.baker, other, Role.OWNER)
        bank_accounts.propose_bank(
            make.member(other, Role.FINANCE),
            other.id,
            name="B",
            sort_code="200000",
            account_number="12345678",
        )
    client = client_of(app, cast.baker)
    assert queries_of(client) == few
    assert client.get("/my").text.count("Confirm or refuse the new bank account") == 3


def queries_of(client: FlaskClient) -> int:
    """How often the page “Your work” asks the database."""
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    engine = db.session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get("/my").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_form_that_is_too_large_is_answered_as_to_the_one_who_sent_it(
    app: Flask, cast: Cast
) -> None:
    browser = client_of(app, cast.baker)
    path = f"/organisations/{cast.bakery.id}/documents"
    answered = browser.post(path, data={"file": (BytesIO(b"0" * (26 * 1024 * 1024)), "a.pdf")})
    assert answered.status_code == 413
    assert "That file is too large" in answered.text
    assert "Sign out" in answered.text
    assert "'nonce-'" not in answered.headers["Content-Security-Policy"]


def test_the_faults_of_a_registration_stand_in_the_order_of_the_page(
    app: Flask, cast: Cast
) -> None:
    browser = client_of(app, cast.stranger)
    summary = browser.post("/organisations/new", data={"kind": "cic"}).text.split("<form", 2)[1]
    places = [
        summary.index(f'href="#{field}"')
        for field in ("name", "street", "postcode", "contact_email")
    ]
    assert places == sorted(places)


def test_the_broker_is_warned_before_the_known_bank_holidays_run_out(
    app: Flask, cast: Cast
) -> None:
    assert "Bank holidays are known only" not in client_of(app, cast.broker).get("/broker").text
    clock.set_to(datetime(2028, 9, 1, 9, tzinfo=UTC), stopped=True)
    assert "known only to 31 December 2028" in client_of(app, cast.broker).get("/broker").text
