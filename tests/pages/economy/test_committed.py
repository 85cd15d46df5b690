"""What the board calls committed opens to the contracts that it is made of."""

import re

from flask import Flask

from tests.cast import Cast, Make, client_of
from tests.pages.economy.test_board import text_of


def test_the_contracts_add_up_to_what_is_committed(app: Flask, cast: Cast, make: Make) -> None:
    make.contract(cast.council, cast.bakery, "9000.00", theme="food")
    make.contract(cast.council, [(cast.gardens, "30"), (cast.cleaners, "70")], "1000.01")
    reader = client_of(app, cast.board_member)
    board = text_of(reader.get("/board").text)
    committed = re.search(r"Committed (£[\d,]+\.\d\d)", board)
    assert committed is not None
    said = text_of(reader.get("/board/committed").text)
    assert f"Together {committed[1]}" in said
    assert "2 signed contracts." in said
    rows = re.findall(r"£[\d,]+\.\d\d", said.partition("Together")[0])
    total = int(re.sub(r"\D", "", committed[1]))
    assert sum(int(re.sub(r"\D", "", row)) for row in rows) == total
    assert "Nothing was committed" in reader.get("/board/committed?period=2020").text
    assert client_of(app, cast.buyer).get("/board/committed").status_code == 403
