"""An enterprise says what it can do; everybody reads it on its public page."""

import pytest
from flask import Flask

from marketplace.engine.access import Role
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of

SAID = {
    "revision": "0",
    "capabilities-0-words": "Hot meals for up to 200",
    "capabilities-0-cpv": "55520000-1",
    "capabilities-1-words": "",
    "capabilities-1-cpv": "45421000",
    "largest_contract": "60,000",
    "people": "12",
    "miles": "5",
    "themes": ["food", "built_environment"],
}


def test_what_an_enterprise_can_do_stands_on_its_public_page(app: Flask, cast: Cast) -> None:
    public = f"/organisations/{cast.bakery.id}"
    assert "What it can do" not in client_of(app, None).get(public).text
    client = client_of(app, cast.baker)
    answer = client.post(public + "/profile", data=SAID, follow_redirects=True)
    assert "The profile is saved. It stands on your public page." in answer.text
    said = words_of(client_of(app, None).get(public).text)
    for words in (
        "Hot meals for up to 200 CPV 55520000: Catering services",
        "Joinery work CPV 45421000",
        "Largest contract £60,000 without VAT",
        "At work at once 12 people",
        "Works within 5 miles of its address",
        "Themes Built environment, Food",
    ):
        assert words in said
    form = client.get(public + "/profile").text
    assert 'value="60,000.00"' in form
    removed = SAID | {"revision": "1", "capabilities-1-remove": "y", "people": ""}
    assert client.post(public + "/profile", data=removed).status_code == 302
    said = words_of(client_of(app, None).get(public).text)
    assert "Joinery" not in said
    assert "At work at once" not in said


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"capabilities-0-cpv": "5552"}, "capabilities", "“5552” is not a CPV code"),
        ({"capabilities-0-cpv": "99999999"}, "capabilities", "99999999 is not in the list of CPV"),
        ({"people": "0"}, "people", "Enter 1 or more"),
        ({"miles": "900"}, "miles", "Enter from 1 to 500 miles"),
        ({"largest_contract": "0"}, "largest_contract", "must be more than £0"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, typed: dict[str, str], field: str, sentence: str
) -> None:
    address = f"/organisations/{cast.bakery.id}/profile"
    answer = client_of(app, cast.baker).post(address, data=SAID | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}' in answer.text
    assert 'value="Hot meals for up to 200"' in answer.text


def test_two_who_write_it_at_once_do_not_overwrite_each_other(app: Flask, cast: Cast) -> None:
    address = f"/organisations/{cast.bakery.id}/profile"
    client = client_of(app, cast.baker)
    assert client.post(address, data=SAID).status_code == 302
    second = client.post(address, data=SAID | {"capabilities-0-words": "Wedding cakes"})
    assert second.status_code == 422
    assert "A colleague saved this profile" in second.text
    assert "Wedding cakes" in second.text
    assert 'name="revision" type="hidden" value="1"' in second.text
    assert "Wedding cakes" not in client_of(app, None).get(address.removesuffix("/profile")).text


def test_who_writes_bids_keeps_the_profile_and_nobody_else(
    app: Flask, cast: Cast, make: Make
) -> None:
    address = f"/organisations/{cast.bakery.id}/profile"
    writer = make.member(cast.bakery, Role.BID_WRITER, name="Wim Writer")
    clerk = make.member(cast.bakery, Role.FINANCE, name="Cleo Clerk")
    statuses = {
        who and who.name: client_of(app, who).post(address, data=SAID).status_code
        for who in (writer, clerk, cast.gardener, cast.broker, cast.buyer)
    }
    assert list(statuses.values()) == [302, 403, 404, 404, 404]


def test_who_only_buys_has_no_profile(app: Flask, cast: Cast, make: Make) -> None:
    owner = make.member(cast.council, Role.OWNER, name="Olive Owner")
    address = f"/organisations/{cast.council.id}"
    assert "What you can do and hold" not in client_of(app, owner).get(address).text
    answer = client_of(app, owner).post(address + "/profile", data=SAID)
    assert answer.status_code == 422
    assert "Only an organisation that supplies" in answer.text


def test_an_enterprise_that_is_not_verified_is_found_by_nobody_outside(
    app: Flask, cast: Cast, make: Make
) -> None:
    group = make.organisation(Kind.COMMUNITY_BUSINESS, "Kite Makers")
    owner = make.member(group, Role.OWNER, name="Kit Owner")
    address = f"/organisations/{group.id}"
    assert client_of(app, owner).post(address + "/profile", data=SAID).status_code == 302
    assert client_of(app, None).get(address).status_code == 404
    assert "Hot meals" in client_of(app, cast.baker).get(address).text
