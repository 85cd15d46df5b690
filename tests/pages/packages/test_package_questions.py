"""A question is answered to all who see the package, and nobody learns who asked."""

from flask import Flask

from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import Poster
from tests.pages.organisations.test_organisations import words_of


def test_a_question_is_answered_to_all_without_the_askers_name(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery, cast.gardens)
    baker, gardener = client_of(app, cast.baker), client_of(app, cast.gardener)
    asked = {"organisation_id": str(cast.bakery.id), "question": "Is there water on the site?"}
    assert baker.post(f"{home}/ask", data=asked).status_code == 302
    assert "Is there water" in baker.get(home).text
    assert "Is there water" not in gardener.get(home).text
    assert "Answer the question: Planting the courtyard" in words_of(poster.browser.get("/my").text)
    page = poster.browser.get(home).text
    assert "Harbour Bakery" not in page.split("Invited")[0]
    path = home + "/questions/" + page.split(f"{home}/questions/")[1].split('"')[0]
    assert baker.post(path, data={"answer": "Yes."}).status_code == 403
    assert poster.browser.post(path, data={"answer": " "}).status_code == 422
    named = poster.browser.post(path, data={"answer": "Yes, Harbour Bakery CIC."})
    assert "take out who asked" in named.text
    assert poster.browser.post(path, data={"answer": "Yes, in the yard."}).status_code == 302
    assert "Yes, in the yard." in gardener.get(home).text
    told = letters_to("guy.gardener@example.org")[-1]
    assert "Yes, in the yard." in told.body
    assert "Harbour Bakery" not in told.body
    assert "answered already" in poster.browser.post(path, data={"answer": "Yes."}).text


def test_who_asks_does_not_name_themselves_and_asks_for_their_own(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    own = {"organisation_id": str(cast.bakery.id)}
    named = baker.post(f"{home}/ask", data=own | {"question": "May Harbour Bakery CIC answer?"})
    assert named.status_code == 422
    assert "take out who asked" in named.text
    foreign = {"organisation_id": str(cast.gardens.id), "question": "Is there water?"}
    assert baker.post(f"{home}/ask", data=foreign).status_code == 422
    assert client_of(app, cast.gardener).post(f"{home}/ask").status_code == 404
    poster.browser.post(f"{home}/withdraw", data={"reason": "Sold."})
    late = baker.post(f"{home}/ask", data=own | {"question": "Is there water?"})
    assert "while a package takes offers" in late.text
