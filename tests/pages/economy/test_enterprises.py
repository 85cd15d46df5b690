"""The board's figure of enterprises paid opens to the enterprises and to their lines."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from marketplace.engine import clock, paging
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.economy.test_board import text_of
from tests.paid_rows import paid, sent


@pytest.fixture
def story(cast: Cast, make: Make) -> Cast:
    """The bakery and the gardens are paid; of a contract with the cleaners nothing came yet."""
    lone = make.contract(cast.council, cast.bakery, "9000.00", theme="food")
    joint = make.contract(cast.council, [(cast.gardens, "30"), (cast.bakery, "70")], "1000.01")
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    paid(sent(lone), reference="A")
    paid(sent(joint), reference="B")
    return cast


def test_who_reads_the_ledger_opens_both_figures(app: Flask, story: Cast) -> None:
    board = client_of(app, story.board_member).get("/board").text
    assert "/board/committed?place=greater-icknield&amp;period=all" in board
    assert "/board/enterprises?place=greater-icknield&amp;period=all" in board
    everybody = client_of(app, None).get("/board").text
    assert "/board/committed" not in everybody
    assert "/board/enterprises" not in everybody
    for path in ("/board/committed", "/board/enterprises"):
        assert client_of(app, story.buyer).get(path).status_code == 403
        assert client_of(app, story.board_member).get(f"{path}?place=nowhere").status_code == 404
        sandwell = client_of(app, story.board_member).get(f"{path}?place=sandwell")
        assert sandwell.status_code == 403


def test_the_enterprises_add_up_to_what_was_received(app: Flask, story: Cast) -> None:
    reader = client_of(app, story.broker)
    page = reader.get("/board/enterprises").text
    said = text_of(page)
    assert "2 enterprises." in said
    assert said.index("Harbour Bakery CIC") < said.index("Canal Gardens Society")
    received = re.search(r"Received (£[\d,.]+\d)", text_of(reader.get("/board").text))
    assert received is not None
    assert f"Together, as on the board {received[1]}" in said
    link = re.search(r'href="(/board/ledger[^"]+)"', page)
    assert link is not None
    ledger = text_of(reader.get(link[1].replace("&amp;", "&")).text)
    assert "Harbour Bakery CIC" in ledger


def test_long_lists_are_paged_with_the_sum_of_all(
    app: Flask, story: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(paging.stretch_of.__kwdefaults__, "size", 1)
    reader = client_of(app, story.broker)
    for path, whole in (("committed", "£10,000.01"), ("enterprises", "")):
        first = reader.get(f"/board/{path}").text
        assert f"On all pages{', as on the board' if path == 'enterprises' else ''} {whole}" in (
            text_of(first)
        )
        after = re.search(r'href="([^"]+)" rel="next"', first)
        assert after is not None
        second = reader.get(after[1].replace("&amp;", "&"))
        assert second.status_code == 200
        assert "Previous page" in second.text
