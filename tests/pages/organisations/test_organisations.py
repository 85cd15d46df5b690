"""The pages of organisations, as each kind of person sees them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of

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


def test_an_organisation_gives_its_global_location_number(app: Flask, make: Make) -> None:
    client = client_of(app, make.person("Ada"))
    wrong = client.post("/organisations/new", data=NEW | {"gln": "5060000000017"})
    assert wrong.status_code == 422
    assert 'id="gln-error"' in wrong.text
    right = client.post(
        "/organisations/new", data=NEW | {"gln": "506 0000 0000 16"}, follow_redirects=True
    )
    assert "Global Location Number 5060000000016" in words_of(right.text)


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
    assert "No organisation fits this" in client_of(app, None).get("/organisations?text=zzzz").text


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
