"""A price is negotiated in writing: nothing is overwritten, and one side accepts the other's."""

from flask import Flask

from tests.buttons import chooses, press
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import OFFERED, SEALED, Poster, joint, made
from tests.pages.organisations.test_organisations import words_of


def test_the_poster_proposes_and_the_enterprise_accepts(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    path = made(baker, home, cast.bakery)
    own = press(baker, path, "accept")
    assert "The last words are your own" in own.text
    proposed = OFFERED | {"price": "11000", "words": "We bring the compost."}
    assert baker.post(f"{path}/propose", data=proposed).status_code == 403
    assert poster.browser.post(f"{path}/propose", data=proposed).status_code == 302
    assert "Another price is proposed" in letters_to("beth.baker@example.org")[-1].subject
    assert "Answer the price that is proposed" in baker.get("/my").text
    choose = f"{home}/choose/{path.rpartition('/')[2]}"
    waiting = chooses(poster.browser, choose, {"reason": "A fair price."})
    assert "has not accepted what you proposed last" in waiting.text
    assert press(poster.browser, path, "accept").status_code == 403
    assert press(baker, path, "accept").status_code == 302
    said = words_of(poster.browser.get(path).text)
    assert "1. Harbour Bakery CIC: £11,500.00" in said
    assert "2. Dairy Homes Ltd: £11,000.00 We bring the compost." in said
    assert "Accepted by the other side" in said
    assert "Answer the price that is proposed" not in baker.get("/my").text
    assert chooses(poster.browser, choose, {"reason": "A fair price."}).status_code == 302
    letter = words_of(poster.browser.get(f"{home}/letter").text)
    assert "£11,000.00" in letter
    assert "Work, as you offered it With our own van and three gardeners." in letter
    assert "What we said to it, and you accepted We bring the compost." in letter


def test_sealed_offers_are_not_negotiated(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, **SEALED)
    path = made(client_of(app, cast.baker), home, cast.bakery)
    assert poster.browser.post(f"{path}/propose", data=OFFERED).status_code == 404


def test_what_is_wrong_with_a_proposal_stands_at_its_field_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    path = made(client_of(app, cast.baker), poster.posts(cast.bakery), cast.bakery)
    for typed, field, sentence in (
        ({"price": "a lot"}, "price", "is not an amount in pounds"),
        ({"price": "0"}, "price", "The price must be more than £0."),
        ({"words": ""}, "words", "Say"),
        ({"ends_on-year": "2026"}, "ends_on", "The work ends before it starts."),
        ({"starts_on-month": "13"}, "starts_on", ""),
    ):
        said = OFFERED | {"words": "We bring the compost."} | typed
        refused = poster.browser.post(f"{path}/propose", data=said)
        assert refused.status_code == 422, typed
        summary = refused.text.partition("govuk-error-summary__body")[2].partition("</ul>")[0]
        assert f'href="#{field}' in summary, summary
        assert sentence in summary
        kept = (said["words"], typed.get("price", "11,500"))
        assert [words in refused.text for words in kept] == [True, True]


def test_days_that_a_proposal_moves_stand_where_one_accepts_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    moved = OFFERED | {"price": "11000", "ends_on-day": "30", "ends_on-month": "4"}
    price = "Price, excluding VAT £11,500.00 £11,000.00"
    first = "First day 4 January 2027 4 January 2027 as offered"
    last = "Last day 28 May 2027 30 April 2027 Moved"
    alone = made(lead, poster.posts(cast.bakery), cast.bakery)
    together = joint(lead, member, poster.posts(cast.bakery), cast)
    for path, browser in ((alone, lead), (together, lead), (together, member)):
        if path not in lead.get("/offers").text or "proposes" not in lead.get(path).text:
            assert poster.browser.post(f"{path}/propose", data=moved).status_code == 302
        said = words_of(browser.get(path).text)
        assert [words in said for words in (price, first, last)] == [True, True, True]
    assert press(lead, together, "take-up").status_code == 302
    asked = words_of(member.get(together).text)
    assert last in asked.partition("asks Canal Gardens Society to offer together")[2]


def test_what_is_agreed_is_headed_so_and_not_as_words_that_are_written_still(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker = Poster(app, make), client_of(app, cast.baker)
    path = made(baker, poster.posts(cast.bakery), cast.bakery)
    said = words_of(baker.get(path).text)
    assert "What you offer Price, excluding VAT £11,500.00" in said
    proposed = OFFERED | {"price": "11000", "words": "Without the van.", "ends_on-month": "4"}
    poster.browser.post(f"{path}/propose", data=proposed)
    assert press(baker, path, "accept").status_code == 302
    said, agreed = words_of(baker.get(path).text), (
        "What is agreed Price, excluding VAT £11,000.00 How With our own van and three gardeners. "
        "What Dairy Homes Ltd said to it Without the van. From and to 4 January 2027 to 28 April 2027"
    )  # fmt: skip
    assert agreed in said
    assert "What you have written" not in said
    assert "What you offer" not in said
    assert agreed in words_of(poster.browser.get(path).text)
