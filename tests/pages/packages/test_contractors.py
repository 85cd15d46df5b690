"""The owner of a development names who builds it, an organisation here by its name or like it."""

from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.packages.models.developments import Development
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_development
from tests.letters import letters
from tests.pages.organisations.test_organisations import words_of


def test_the_contractor_is_chosen_by_a_name_with_letters_wrong(
    app: Flask, cast: Cast, make: Make
) -> None:
    builder = make.organisation(Kind.OTHER_SUPPLIER, "Brickfield Construction Ltd")
    make.organisation(Kind.OTHER_SUPPLIER, "Canal Plumbing Ltd")
    theirs = make.member(builder, Role.BUYER, name="Kit Kerb")
    development = made_development(cast.council)
    path = f"/developments/{development.id}/contractor"
    browser = client_of(app, cast.buyer)
    for typed in ("brickfield", "Brikfield Constructoin", "Birckfield"):
        said = browser.get(path, query_string={"name": typed}).text
        assert "Brickfield Construction Ltd" in said, typed
        assert "Canal Plumbing" not in said
    answer = browser.post(path, data={"contractor_id": builder.id, "name": builder.name})
    assert answer.status_code == 302
    public = client_of(app, None).get(f"/developments/{development.id}").text
    assert "Main contractor Brickfield Construction Ltd" in words_of(public)
    (letter,) = [one for one in letters() if one.person_id == theirs.person_id]
    assert letter.subject == "Brickfield Construction Ltd is named as main contractor of Old Dairy"
    assert (
        client_of(app, theirs).get(f"/developments/{development.id}/coming/new").status_code == 200
    )
    assert client_of(app, theirs).get(path).status_code == 403


def test_a_contractor_that_is_not_here_is_named_as_typed(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    path = f"/developments/{development.id}/contractor"
    browser = client_of(app, cast.buyer)
    said = words_of(browser.get(path, query_string={"name": "Zyx Build"}).text)
    assert "No organisation here has a name like this." in said
    browser.post(path, data={"name": "Zyx Build"})
    assert "Zyx Build" in client_of(app, None).get(f"/developments/{development.id}").text
    assert browser.post(path, data={"name": " "}).status_code == 422


def test_a_change_of_the_page_leaves_the_contractor_as_it_was(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council, contractor_id=cast.bakery.id)
    changed = {
        "name": "Old Dairy", "kind": "housing", "postcode": "B18 4DF", "revision": "1",
        "starts_on-day": "1", "starts_on-month": "1", "starts_on-year": "2027",
        "ends_on-day": "1", "ends_on-month": "1", "ends_on-year": "2029",
    }  # fmt: skip
    path = f"/developments/{development.id}/edit"
    assert client_of(app, cast.buyer).post(path, data=changed).status_code == 302
    db.session.remove()
    assert db.session.get_one(Development, development.id).contractor_id == cast.bakery.id


def test_the_owner_and_one_that_has_gone_are_no_contractors(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council)
    path = f"/developments/{development.id}/contractor"
    own = client_of(app, cast.buyer).post(path, data={"contractor_id": cast.council.id})
    assert (own.status_code, "This is the developer itself." in own.text) == (422, True)
    gone = client_of(app, cast.buyer).post(path, data={"contractor_id": development.id})
    assert "This organisation is not here any more." in gone.text
