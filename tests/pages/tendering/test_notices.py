"""The pages of notices: read and searched by everybody, drafted from by their buyers."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.notices import Notice
from procurement.open_data.notice import NoticeStage
from tests.actions.tendering.test_notices import COUNCIL, FACTS, LATER
from tests.actions.tendering.test_notices import take as known_notice
from tests.cast import Cast, Make, client_of
from tests.pages.tendering.test_tenders import queries


def take(count: int = 1) -> None:
    for number in range(count):
        known_notice(replace(FACTS, ocid=f"ocds-b5fd17-{number}"))


def the_notice() -> Notice:
    return db.session.scalars(select(Notice)).one()


def test_anybody_reads_and_searches_notices(app: Flask, cast: Cast) -> None:
    take()
    far = replace(COUNCIL, name="Farborough Council", identifiers=(), postcode="EH1 1AA")
    known_notice(
        replace(
            FACTS,
            ocid="ocds-b5fd17-far",
            title="Road salt",
            description="",
            stage=NoticeStage.AWARD,
            buyer=far,
            other_parties=(),
            cpv_codes=(),
            delivery_regions=("UKM",),
            delivery_postcodes=(),
        ),
    )
    browser = client_of(app, None)
    assert "2 notices" in browser.get("/notices").text
    for query, is_found in {
        "text=meals": True,
        "text=salt": False,
        "stage=tender": True,
        "stage=award": False,
        "cpv=5552": True,
        "cpv=520000": False,
        "place=west-midlands": True,
        "place=greater-icknield": True,
        "place=sandwell": False,
    }.items():
        text = browser.get(f"/notices?{query}").text.replace("<mark>", "").replace("</mark>", "")
        assert ("Meals for day centres" in text) is is_found, query
    assert "Road salt" not in browser.get("/notices?place=west-midlands").text


def test_a_notice_has_its_own_page_with_its_source_and_lots(app: Flask, cast: Cast) -> None:
    take()
    text = client_of(app, None).get(f"/notices/{the_notice().id}").text
    for said in ("£120,000.00", "North", "https://example.org/notice/1", "Claim the organisation"):
        assert said in text


def test_its_buyer_drafts_from_it_and_another_buyer_is_refused(
    app: Flask, cast: Cast, make: Make
) -> None:
    take()
    notice = the_notice()
    key, buyer = notice.id, db.session.get_one(Organisation, notice.buyer_id)
    nora = client_of(app, make.member(buyer, Role.BUYER, name="Nora Notice"))
    assert client_of(app, cast.buyer).post(f"/notices/{key}/draft").status_code == 403
    assert "Draft a tender from this notice" in nora.get(f"/notices/{key}").text
    drafted = nora.post(f"/notices/{key}/draft")
    assert "Meals for day centres" in nora.get(drafted.location).text


def test_a_draft_shows_what_a_later_release_says_and_takes_only_what_is_chosen(
    app: Flask, cast: Cast, make: Make
) -> None:
    take()
    key = the_notice().id
    buyer = db.session.get_one(Organisation, the_notice().buyer_id)
    nora = client_of(app, make.member(buyer, Role.BUYER, name="Nora Notice"))
    draft = nora.post(f"/notices/{key}/draft").location
    assert "The notice has changed" not in nora.get(draft).text
    known_notice(
        replace(LATER, ocid="ocds-b5fd17-0", released_at=datetime(2026, 11, 9, tzinfo=UTC)),
    )
    assert "The notice has changed" in nora.get(draft).text
    offer = draft.replace("/draft", "/offer")
    assert "Meals for three day centres" in nora.get(offer).text
    nora.post(offer, data={"release_id": "r2", "title": "keep", "lots": "take"})
    about = nora.get(f"{draft}/about").text
    assert 'value="Meals for day centres"' in about
    assert "90,000.00" in nora.get(f"{draft}/lots").text
    assert "The notice has changed" not in nora.get(draft).text


def test_the_list_of_notices_costs_the_same_queries_whatever_its_length(
    app: Flask, cast: Cast
) -> None:
    """More than 20 of the newest fit: from there on they are read another way."""
    take(25)
    browser = client_of(app, None)
    few = queries(browser, "/notices")
    take(50)
    assert queries(browser, "/notices") == few
