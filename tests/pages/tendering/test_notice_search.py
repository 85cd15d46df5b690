"""What somebody finds who looks for notices by words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db, jobs, paging, sought
from marketplace.engine.access import NOBODY, Role
from marketplace.engine.paging import Beside
from marketplace.organisations.actions import organisations
from marketplace.organisations.actions.organisations import OrganisationProfile
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions import publication, tender_changes
from marketplace.tendering.queries import notice_lists
from marketplace.tendering.queries.notice_lists import found_notices
from marketplace.tendering.queries.wanted import Wanted
from procurement.tendering.tender import TenderState
from tests.actions.tendering.test_notices import COUNCIL, FACTS, LATER
from tests.actions.tendering.test_notices import take as known_notice
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of
from tests.tender_rows import published_now


def notice(title: str, *, number: int = 0, **other: object) -> None:
    ocid = f"ocds-b5fd17-{title}-{number}"
    at = FACTS.dated + timedelta(hours=number)
    told = {"description": "", "other_parties": (), "cpv_codes": ()} | other
    known_notice(replace(FACTS, ocid=ocid, title=title, released_at=at, **told))


def organisation(name: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one()


def seen(app: Flask, query: str) -> str:
    return words_of(client_of(app, None).get(f"/notices?{query}").text)


@pytest.mark.parametrize(
    "text", ["meal", "COUNCIL meals", "meals hot", "catering", "55520000", "the meals"]
)
def test_every_word_counts_in_any_form_and_wherever_it_stands(
    app: Flask, cast: Cast, text: str
) -> None:
    known_notice(FACTS)
    assert "1 notice" in seen(app, f"text={text}")
    assert "No notice has the word “salt”" in seen(app, f"text={text} salt")


def test_the_words_that_were_found_are_marked_and_nothing_else_of_a_text_is_markup(
    app: Flask, cast: Cast
) -> None:
    notice("Meals <b>& more</b>", description="Warm meals for many.")
    notice("Lunches", description="Look for snow. " * 99 + "Cold meals. " + "Look for sun. " * 99)
    text = client_of(app, None).get("/notices?text=meal").text
    assert "Look for snow. Cold <mark>meals</mark>. Look for sun. " in text
    assert text.count("Look for") < 20
    assert "<mark>Meals</mark> &lt;b&gt;&amp; more&lt;/b&gt;" in text
    assert "Warm <mark>meals</mark> for many." in text
    assert 'value="meal"' in text


def test_a_word_typed_wrongly_finds_what_was_meant_and_says_so(app: Flask, cast: Cast) -> None:
    notice("Window cleaning")
    notice("Road salt")
    text = seen(app, "text=window-claening")
    assert "No notice has the word “claening”. Here you see those with “cleaning”." in text
    assert "1 notice" in text
    assert "Road salt" not in text


def test_a_word_like_none_is_named_and_nothing_else_is_shown_for_it(app: Flask, cast: Cast) -> None:
    notice("Window cleaning")
    text = seen(app, "text=zzyzzyzz window")
    assert "No notice has the word “zzyzzyzz”, and we know none that is like it." in text
    assert "0 notices" in text


def test_words_that_cannot_be_looked_for_are_left_out_and_it_is_said(
    app: Flask, cast: Cast
) -> None:
    notice("Road salt")
    text = seen(app, "text=with the")
    assert "they were left out" in text
    assert "1 notice" in text


def test_where_no_notice_has_it_all_a_part_can_be_taken_away(app: Flask, cast: Cast) -> None:
    notice("Road salt")
    browser = client_of(app, None)
    answer = browser.get("/notices?text=salt&stage=award").text
    assert "More may fit when you remove a part of it." in answer
    assert "Remove: Words: salt" in words_of(answer)
    assert 'href="/notices?stage=award"' in answer
    assert 'href="/notices?text=salt"' in answer
    assert "1 notice" in seen(app, "text=salt")


def test_the_notices_of_one_buyer_are_reached_from_any_of_them(app: Flask, cast: Cast) -> None:
    notice("Road salt")
    far = replace(COUNCIL, name="Farborough Council", identifiers=(), postcode="EH1 1AA")
    notice("Grit bins", buyer=far)
    buyer = organisation("Farborough Council")
    browser = client_of(app, None)
    assert f'href="/notices?buyer={buyer.id}"' in browser.get("/notices").text
    text = seen(app, f"buyer={buyer.id}")
    assert "Remove: Buyer: Farborough Council" in text
    assert "Road salt" not in text


@pytest.mark.parametrize("most", [20, 4])
@pytest.mark.parametrize("word", ["meals", "grit", "salt"])
def test_the_newest_come_first_on_every_page_however_many_there_are(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, most: int, word: str
) -> None:
    """Meals are in every notice, grit in the old ones alone, salt in each second one."""
    for number in range(12):
        title = " ".join(["Meals", *["grit"] * (number < 7), *["salt"] * (number % 2)])
        notice(f"{title} {number}", number=number)
    monkeypatch.setattr(sought, "MOST_COUNTED", most)
    monkeypatch.setattr(paging, "MOST_COUNTED", most)
    monkeypatch.setattr(notice_lists, "PAGE", 3)
    monkeypatch.setattr(sought, "_SAMPLE", 2)
    monkeypatch.setattr(sought, "_LOOKED_THROUGH", 5)
    numbers = {"meals": range(12), "grit": range(7), "salt": range(1, 12, 2)}[word]
    newest = [str(number) for number in reversed(numbers)]
    pages = [newest[at : at + 3] for at in range(0, len(newest), 3)]
    wanted = Wanted(text=word)

    def page(beside: Beside) -> tuple[list[str], str, str]:
        listing = found_notices(NOBODY, wanted, [], clock.today(), beside, is_numbered=False)
        assert listing.count == min(len(newest), most + 1)
        rows = [row.title.split()[-1] for row in listing.listed.rows]
        return rows, listing.listed.before, listing.listed.after

    read = [page(Beside())]
    while read[-1][2]:
        read.append(page(Beside(read[-1][2])))
    assert [rows for rows, _, _ in read] == pages
    if len(pages) > 1:
        assert page(Beside(read[-1][1], is_before=True)) == read[-2]
    beyond_all = '["1990-01-01T00:00:00+00:00","00000000-0000-0000-0000-000000000000"]'
    assert page(Beside(beyond_all)) == read[0]


def test_a_later_release_is_found_by_its_own_words_and_no_longer_by_those_before(
    app: Flask, cast: Cast
) -> None:
    known_notice(replace(FACTS, title="Road salt"))
    known_notice(replace(LATER, title="Grit bins"))
    assert "1 notice" in seen(app, "text=grit")
    assert "No notice has the word “salt”" in seen(app, "text=salt")


def test_notices_and_tenders_are_found_by_the_new_name_of_their_buyer(
    app: Flask, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.tendering.actions.search_documents._AT_ONCE", 1)
    notice("Road salt")
    notice("Grit bins")
    council = organisation(COUNCIL.name)
    make.tender(council, title="Hot meals")
    owner = make.member(council, Role.OWNER, name="Olive Owner")
    profile = OrganisationProfile(name="Larchwood City Council", contact_email="office@example.org")
    organisations.update_organisation(owner, council.id, profile=profile)
    jobs.run_due()
    browser = client_of(app, None)
    assert "2 notices" in browser.get("/notices?text=larchwood").text
    assert "1 tender<" in browser.get("/tenders?text=larchwood").text
    assert "0 notices" in browser.get("/notices?text=midborough").text
    assert "0 tenders" in browser.get("/tenders?text=midborough").text


def test_a_tender_is_found_by_a_word_typed_wrongly_and_not_before_it_is_published(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Window cleaning")
    make.tender(cast.council, title="Secret gardening", state=TenderState.DRAFT)
    text = words_of(client_of(app, None).get("/tenders?text=claening").text)
    assert "No tender has the word “claening”. Here you see those with “cleaning”." in text
    assert "Window cleaning" in text
    assert "No tender has the word “gardening”" in words_of(
        client_of(app, None).get("/tenders?text=gardening").text
    )


def test_a_tender_is_found_from_the_moment_it_is_published_by_its_words_as_they_are_now(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, state=TenderState.DRAFT, title="Window cleaning")
    publication.publish_tender(cast.buyer, tender.id)
    browser = client_of(app, None)
    assert "1 tender<" in browser.get("/tenders?text=cleaning").text
    tender_changes.amend_tender(
        cast.buyer,
        tender.id,
        why="A slip.",
        is_substantial=False,
        title="Glass polishing",
        published=published_now(),
    )
    assert "1 tender<" in browser.get("/tenders?text=polishing").text
    assert "0 tenders" in browser.get("/tenders?text=window").text
