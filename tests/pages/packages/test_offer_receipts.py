"""A sealed offer is receipted as a bid is: signed, to be checked by anybody, and read by its own side."""

import json
from hashlib import sha256
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from marketplace.bidding.queries.sealed import receipts_keys
from marketplace.engine import clock, jobs
from marketplace.packages.actions import offers
from procurement.bidding.receipt_check import text_faults
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.owner import Owner
from tests.package_rows import (
    MOMENT,
    OFFERED,
    SEALED,
    Poster,
    joint,
    made,
    read,
    revision_of,
)
from tests.pages.organisations.test_organisations import words_of


def test_the_letter_the_page_and_the_downloads_of_a_receipt_fit_together(
    app: Flask, cast: Cast, make: Make
) -> None:
    home = Poster(app, make).posts(cast.bakery, **SEALED)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    receipt = baker.get(f"{path}/versions/1/receipt.json").text
    sealed = baker.get(f"{path}/versions/1/sealed.json").data
    said = json.loads(receipt)
    assert text_faults(receipt, receipts_keys()) == []
    assert text_faults(receipt.replace('"version":1', '"version":2'), receipts_keys())
    assert sha256(sealed).hexdigest() == said["sha256"]
    assert json.loads(sealed)["content"]["price"] == 1_150_000
    letter = letters_to("beth.baker@example.org")[-1]
    for words in (said["sha256"], said["signature"], f"{path}/versions/1"):
        assert words in letter.body
    page = words_of(baker.get(f"{path}/versions/1").text)
    for words in (said["sha256"], said["signature"], said["mark"], "£11,500.00", "three gardeners"):
        assert words in page
    assert f"mark={said['mark']}" in baker.get(f"{path}/versions/1").text


def test_the_page_of_the_lead_reads_no_version_that_it_does_not_show(
    app: Flask, cast: Cast, make: Make, owner: Owner
) -> None:
    home = Poster(app, make).posts(cast.bakery, **SEALED)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    again = OFFERED | {"price": "11,000", "revision": revision_of(baker.get(f"{path}/write").text)}
    assert baker.post(f"{path}/write", data=again).status_code == 302
    assert press(baker, path, "make").status_code == 302
    with owner.unguarded() as connection:
        connection.execute(text("UPDATE offer_versions SET sealed = '' WHERE number = 1"))
    page = baker.get(path)
    assert page.status_code == 200
    assert f'href="{path}/versions/1"' in page.text


def test_nobody_but_those_behind_it_then_reads_what_was_sealed(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    lead, member, late = (client_of(app, who) for who in (cast.baker, cast.gardener, cast.cleaner))
    path = joint(lead, member, home, cast)
    receipt = f"{path}/versions/1"
    assert "40%" in words_of(member.get(receipt).text)
    lead.post(f"{path}/withdraw")
    assert "does not count" in lead.get(receipt).text
    lead.post(f"{path}/ask", data={"organisation_id": str(cast.cleaners.id)})
    assert late.get(path).status_code == 200
    assert f'href="{receipt}"' in member.get(path).text
    assert f'href="{receipt}"' not in late.get(path).text
    for other in (late, poster.browser, client_of(app, cast.broker)):
        for file in ("", "/receipt.json", "/sealed.json"):
            assert other.get(receipt + file).status_code == 404
    clock.set_to(MOMENT, stopped=True)
    jobs.run_due()
    assert poster.browser.get(receipt).status_code == 404


def test_a_sealed_offer_is_not_made_without_end(
    app: Flask, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "MOST_ROUNDS", 1)
    baker = client_of(app, cast.baker)
    path = made(baker, Poster(app, make).posts(cast.bakery, **SEALED), cast.bakery)
    again = baker.post(f"{path}/make", data={"seen": read(UUID(path.rpartition("/")[2]))})
    assert "An offer is made 1 times at most. The last one counts." in again.text
    assert baker.get(f"{path}/versions/1").status_code == 200
    assert baker.get(f"{path}/versions/2").status_code == 404
