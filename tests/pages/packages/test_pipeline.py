"""What is coming is said by who builds, read by everybody, and told to who watches."""

from flask import Flask

from marketplace.engine.access import Role
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_coming, made_development
from tests.letters import letters, letters_to
from tests.pages.organisations.test_organisations import words_of

TYPED = {
    "title": "Brickwork, blocks A and B",
    "about": "Could be done by two enterprises together.",
    "month-month": "3", "month-year": "2027",
    "phase": "",
    "value_from": "80,000", "value_to": "120,000",
    "cpv": "45262500",
}  # fmt: skip


def test_an_enterprise_that_watches_is_told_what_comes(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    path = f"/developments/{development.id}"
    baker = client_of(app, cast.baker)
    assert "Watch this development" in baker.get(path).text
    for _ in range(2):
        mine = {"organisation_id": cast.bakery.id}
        assert baker.post(path + "/watch", data=mine).status_code == 302
    assert "Harbour Bakery CIC is told by e-mail" in words_of(baker.get(path).text)
    assert "Old Dairy" in baker.get("/developments/watched").text
    answer = client_of(app, cast.buyer).post(path + "/coming/new", data=TYPED)
    assert answer.status_code == 302, answer.text
    (letter,) = letters_to("beth.baker@example.org")
    assert letter.subject == "Work is coming on Old Dairy: Brickwork, blocks A and B"
    assert "expected to begin in March 2027" in letter.body
    said = words_of(client_of(app, None).get(path + "/coming").text)
    assert "March 2027 · £80,000 to £120,000 without VAT" in said
    assert "CPV 45262500: Masonry and bricklaying work" in said
    assert "Brickwork, blocks A and B" in client_of(app, None).get(path).text
    baker.post(path + "/unwatch", data=mine)
    client_of(app, cast.buyer).post(path + "/coming/new", data=TYPED | {"title": "Roofs"})
    assert len(letters()) == 1


def test_nobody_watches_for_another_or_for_an_organisation_that_only_buys(
    app: Flask, cast: Cast, make: Make
) -> None:
    path = f"/developments/{made_development(cast.council).id}/watch"
    owner = make.member(cast.council, Role.OWNER)
    both = make.joins(cast.baker, cast.council, Role.OWNER)
    theirs, ours = {"organisation_id": cast.bakery.id}, {"organisation_id": cast.council.id}
    assert client_of(app, cast.gardener).post(path, data=theirs).status_code == 403
    assert client_of(app, owner).post(path, data=ours).status_code == 403
    only_buys = client_of(app, both).post(path, data=ours)
    assert (only_buys.status_code, "Only an organisation that supplies" in only_buys.text) == (
        422,
        True,
    )
    assert client_of(app, cast.baker).post(path, data={}).status_code == 404


def test_another_month_is_told_and_what_is_withdrawn_is_gone(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    coming = made_coming(development, "Roofs")
    path = f"/developments/{development.id}"
    mine = {"organisation_id": cast.bakery.id}
    client_of(app, cast.baker).post(path + "/watch", data=mine)
    browser, edit = client_of(app, cast.buyer), f"{path}/coming/{coming.id}/edit"
    same = TYPED | {"title": "Roofs and gutters", "month-month": "1"}
    assert browser.post(edit, data=same).status_code == 302
    assert letters() == []
    browser.post(edit, data=same | {"month-month": "5"})
    (letter,) = letters()
    assert "begin in May 2027 and not in January 2027" in letter.body
    assert browser.post(f"{path}/coming/{coming.id}/withdraw").status_code == 302
    assert "Roofs" not in client_of(app, None).get(path + "/coming").text
    assert browser.get(edit).status_code == 404


def test_wrong_work_is_refused_at_its_field_and_nothing_is_lost(app: Flask, cast: Cast) -> None:
    path = f"/developments/{made_development(cast.council).id}/coming/new"
    browser = client_of(app, cast.buyer)
    late = browser.post(path, data=TYPED | {"month-year": "2031"})
    assert late.status_code == 422
    assert "The development is finished before this month." in late.text
    assert "Could be done by two enterprises together." in late.text
    odd = browser.post(path, data=TYPED | {"month-month": "13"})
    assert (
        "This is not a month. Use numbers, with all four of the year, such as 3 2027." in odd.text
    )
    assert client_of(app, cast.baker).get(path).status_code == 403


def test_nothing_is_told_before_the_development_is_published(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council, published_at=None)
    path = f"/developments/{development.id}"
    mine = {"organisation_id": cast.bakery.id}
    assert client_of(app, cast.baker).post(path + "/watch", data=mine).status_code == 404
    client_of(app, cast.buyer).post(path + "/coming/new", data=TYPED)
    assert letters() == []
    assert client_of(app, None).get(path + "/coming").status_code == 404
