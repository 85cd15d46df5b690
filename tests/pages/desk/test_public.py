"""The public face: readable by anybody, without an account."""

import pytest
from flask import Flask

from tests.cast import Cast, Make, client_of

PAGES = ["/", "/about", "/registration", "/accessibility", "/privacy", "/contact"]


@pytest.mark.parametrize("path", PAGES)
def test_anybody_reads_the_public_pages(app: Flask, make: Make, path: str) -> None:
    answer = client_of(app, None).get(path)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_a_person_signed_in_finds_the_way_to_their_work(app: Flask, cast: Cast) -> None:
    assert 'href="/my"' in client_of(app, cast.buyer).get("/").text


def test_the_wards_of_each_place_are_named(app: Flask, make: Make) -> None:
    text = client_of(app, None).get("/about").text
    assert "Greater Icknield: 6 wards" in text
    assert "Soho &amp; Jewellery Quarter" in text
