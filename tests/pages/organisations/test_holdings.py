"""What an enterprise holds: noted, shown with its last day, renewed, reminded of, removed."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask

from marketplace.engine import clock, db, jobs
from marketplace.organisations.models.documents import Document, Visibility
from marketplace.organisations.models.profiles import Holding
from procurement.organisations.holding import MOST_HOLDINGS, HoldingKind
from tests.cast import Cast, client_of
from tests.letters import letters_to
from tests.pages.organisations.test_organisations import words_of

PDF = b"%PDF-1.7 policy"


def typed(days: int | None, **more: Any) -> dict[str, Any]:
    """A public liability insurance that ends so many days from today."""
    last = clock.today() + timedelta(days=days) if days is not None else None
    parts = (last.day, last.month, last.year) if last else ("", "", "")
    names = (f"expires_on-{part}" for part in ("day", "month", "year"))
    return {
        "kind": "public_liability_insurance",
        "name": "Canal Mutual",
        "amount": "5,000,000",
        **{name: str(part) for name, part in zip(names, parts, strict=True)},
        **more,
    }


def held(app: Flask, cast: Cast, days: int, **more: Any) -> str:
    """The address of one that is noted."""
    client = client_of(app, cast.baker)
    address = f"/organisations/{cast.bakery.id}/holdings/new"
    assert client.post(address, data=typed(days, **more)).status_code == 302
    page = client.get(f"/organisations/{cast.bakery.id}/profile").text
    return page.split('href="/holdings/')[1].split('"')[0].join(["/holdings/", ""])


def test_what_is_held_stands_on_the_public_page_until_when(app: Flask, cast: Cast) -> None:
    held(app, cast, 0)
    public = f"/organisations/{cast.bakery.id}"
    said = words_of(client_of(app, None).get(public).text)
    assert "Public liability insurance : Canal Mutual, £5,000,000 Good until 23 November" in said
    clock.set_to(clock.now() + timedelta(days=1))
    said = words_of(client_of(app, None).get(public).text)
    assert "Ended on 23 November 2026" in said


def test_the_certificate_is_read_by_whom_its_owner_says(app: Flask, cast: Cast) -> None:
    public = f"/organisations/{cast.bakery.id}"
    path = held(app, cast, 100, certificate=(BytesIO(PDF), "policy.pdf"))
    jobs.run_due()
    assert "Certificate" not in client_of(app, None).get(public).text
    assert "Certificate" in client_of(app, cast.broker).get(public).text
    again = typed(200, certificate=(BytesIO(PDF), "policy.pdf"), is_public="y", revision="1")
    assert client_of(app, cast.baker).post(path, data=again).status_code == 302
    jobs.run_due()
    page = client_of(app, None).get(public).text
    link = page.split('href="/documents/')[1].split('"')[0]
    assert client_of(app, None).get(f"/documents/{link}").data == PDF


def test_who_reads_the_certificate_stands_as_it_is_and_is_changed_without_sending_it_again(
    app: Flask, cast: Cast
) -> None:
    path = held(app, cast, 100, certificate=(BytesIO(PDF), "policy.pdf"), is_public="y")
    jobs.run_due()
    client, public = client_of(app, cast.baker), f"/organisations/{cast.bakery.id}"
    assert re.search(r'id="is_public"[^>]* checked', client.get(path).text)
    assert client.post(path, data=typed(100, revision="1")).status_code == 302
    assert "Certificate" not in client_of(app, None).get(public).text
    assert "Certificate" in client_of(app, cast.broker).get(public).text
    assert not re.search(r'id="is_public"[^>]* checked', client.get(path).text)
    assert client.post(path, data=typed(100, revision="2", is_public="y")).status_code == 302
    assert "Certificate" in client_of(app, None).get(public).text


def test_a_certificate_that_was_sealed_is_not_opened_to_everybody(app: Flask, cast: Cast) -> None:
    path = held(app, cast, 100, certificate=(BytesIO(PDF), "policy.pdf"))
    jobs.run_due()
    with db.transaction():
        document = db.session.query(Document).one()
        document.visibility, sealed = Visibility.SEALED, document.id
    client = client_of(app, cast.baker)
    refused = client.post(path, data=typed(100, revision="1", is_public="y", name="Lock Mutual"))
    assert refused.status_code == 422
    assert "This certificate is sealed among your documents." in refused.text
    assert 'value="Lock Mutual"' in refused.text
    assert client.post(path, data=typed(100, revision="1")).status_code == 302
    again = typed(100, certificate=(BytesIO(PDF), "policy.pdf"), is_public="y", revision="2")
    assert client.post(path, data=again).status_code == 302
    jobs.run_due()
    seen = {row.id: row.visibility for row in db.session.query(Document)}
    assert seen.pop(sealed) is Visibility.SEALED
    assert list(seen.values()) == [Visibility.PUBLIC]


def test_of_two_who_change_it_the_second_is_told_and_loses_nothing(app: Flask, cast: Cast) -> None:
    path, client = held(app, cast, 100), client_of(app, cast.baker)
    assert client.post(path, data=typed(100, revision="1", name="Harbour Re")).status_code == 302
    for revision in ("1", "", None):
        seen = {} if revision is None else {"revision": revision}
        late = client.post(path, data=typed(100, name="Lock Mutual", **seen))
        assert late.status_code == 422
        assert "Somebody else saved a change while you were working on this." in late.text
        assert 'value="Lock Mutual"' in late.text
        assert "Harbour Re" in late.text
    assert client.post(path, data=typed(100, name="Lock Mutual", revision="2")).status_code == 302


def test_no_more_are_noted_than_a_page_shows(app: Flask, cast: Cast) -> None:
    with db.transaction():
        db.session.add_all(
            Holding(
                organisation_id=cast.bakery.id, kind=HoldingKind.OTHER, name=f"Badge {number}",
                added_at=clock.now(),
            )
            for number in range(MOST_HOLDINGS)
        )  # fmt: skip
    address = f"/organisations/{cast.bakery.id}/holdings/new"
    answer = client_of(app, cast.baker).post(address, data=typed(100))
    assert answer.status_code == 422
    assert "Your page shows at most 50, and has as many." in answer.text
    assert 'value="Canal Mutual"' in answer.text


def test_its_keepers_are_reminded_sixty_and_fourteen_days_before(app: Flask, cast: Cast) -> None:
    path = held(app, cast, 61)
    start = clock.now()

    def told() -> int:
        subjects = [letter.subject for letter in letters_to("beth.baker@example.org")]
        return sum("Canal Mutual ends on" in subject for subject in subjects)

    work = client_of(app, cast.baker).get("/my").text
    assert "Renew what ends" not in work
    counts = []
    for days in (0, 1, 46, 47, 61, 70):
        clock.set_to(start + timedelta(days=days))
        counts.append(told())
    assert counts == [0, 1, 1, 2, 2, 2]
    work = words_of(client_of(app, cast.baker).get("/my").text)
    assert (
        "Renew what ends: Canal Mutual For whoever writes bids and offers Late: due by 23 January 2027"
        in work
    )
    assert path in client_of(app, cast.baker).get("/my").text


def test_what_was_renewed_or_removed_is_not_reminded_of(app: Flask, cast: Cast) -> None:
    path = held(app, cast, 61)
    start = clock.now()
    client = client_of(app, cast.baker)
    assert client.post(path, data=typed(400, revision="1")).status_code == 302
    clock.set_to(start + timedelta(days=60))
    assert not letters_to("beth.baker@example.org")
    assert client.post(path + "/remove").status_code == 302
    clock.set_to(start + timedelta(days=399))
    assert not letters_to("beth.baker@example.org")
    assert "Canal Mutual" not in client.get(f"/organisations/{cast.bakery.id}").text
    assert client.get(path).status_code == 404


def test_an_insurance_without_sum_or_day_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast
) -> None:
    client = client_of(app, cast.baker)
    address = f"/organisations/{cast.bakery.id}/holdings/new"
    answer = client.post(address, data=typed(None, amount=""))
    assert answer.status_code == 422
    assert 'id="amount-error"' in answer.text
    assert 'id="expires_on-error"' in answer.text
    assert 'value="Canal Mutual"' in answer.text


def test_nobody_else_changes_what_is_held(app: Flask, cast: Cast) -> None:
    path = held(app, cast, 100)
    for other in (cast.gardener, cast.buyer, cast.broker):
        assert client_of(app, other).get(path).status_code == 404
        assert client_of(app, other).post(path + "/remove").status_code == 404
    assert "Canal Mutual" in client_of(app, None).get(f"/organisations/{cast.bakery.id}").text


def test_a_file_that_is_lost_by_a_fault_is_asked_for_again_and_its_lack_is_said(
    app: Flask, cast: Cast
) -> None:
    client, address = client_of(app, cast.baker), f"/organisations/{cast.bakery.id}/holdings/new"
    wrong = typed(100, amount="a lot", certificate=(BytesIO(PDF), "policy.pdf"))
    refused = client.post(address, data=wrong)
    assert refused.status_code == 422
    beside = refused.text.split('id="certificate-error"')[1].split("<input")[0]
    assert "Choose the file again: “policy.pdf” is not kept" in words_of(beside)
    saved = client.post(address, data=typed(100), follow_redirects=True).text
    assert "It stands on your public page, without a certificate" in saved
    again = typed(100, name="Another", certificate=(BytesIO(PDF), "policy.pdf"))
    assert (
        "without a certificate" not in client.post(address, data=again, follow_redirects=True).text
    )
