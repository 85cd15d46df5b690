"""A broker's spreadsheet of funding: checked row by row, mended, entered once."""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from invoicing.spend.funding_list import HEADINGS
from marketplace.economy.models.fundings import Funding
from marketplace.economy.pages import funding_lists
from marketplace.engine import db
from marketplace.gateways.confined import read_apart
from tests.cast import Cast, client_of

URL = "/fundings/list"
HEAD = ",".join(HEADINGS)
LOTTERY = "Harbour Bakery CIC,Community Lottery,grant,5000,2026-11-20,food,A second oven"
COUNCIL = 'canal gardens society,"Wards’ Fund",other funding,"£1,250.50",20/11/2026,,Seeds'


def listed(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def uploaded(browser: FlaskClient, content: bytes, name: str = "list.csv"):
    return browser.post(
        URL, data={"file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def entered() -> list[tuple[str, int, str, str]]:
    rows = db.session.scalars(select(Funding).order_by(Funding.funder_name)).all()
    return [(row.funder_name, row.amount.pence, row.source.value, row.theme) for row in rows]


def test_a_list_is_shown_before_anything_is_entered_and_then_entered_once(
    app: Flask, cast: Cast
) -> None:
    broker = client_of(app, cast.broker)
    answer = uploaded(broker, listed(LOTTERY, COUNCIL).encode("utf-8-sig"))
    assert answer.status_code == 200
    assert "2 rows: 2 to enter" in answer.text
    assert "£1,250.50" in answer.text
    assert entered() == []
    data = {"rows": listed(LOTTERY, COUNCIL), "enter": "y"}
    assert broker.post(URL, data=data).location == "/fundings"
    both = [
        ("Community Lottery", 500_000, "grant", "food"),
        ("Wards’ Fund", 125_050, "other_funding", "other"),
    ]
    assert entered() == both
    again = broker.post(URL, data={"rows": listed(LOTTERY, COUNCIL)})
    assert "0 to enter, 2 entered already" in again.text
    answer = broker.post(URL, data=data)
    assert answer.status_code == 422
    assert "Every row of this list is entered already" in answer.text
    assert entered() == both


def test_no_transaction_waits_while_a_file_is_read(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = []

    def read(*told: Any) -> Any:
        waiting.append(db.session().in_transaction())
        return read_apart(*told)

    monkeypatch.setattr(funding_lists, "read_apart", read)
    broker = client_of(app, cast.broker)
    assert "1 to enter" in uploaded(broker, listed(LOTTERY).encode()).text
    assert waiting == [False]


def test_the_same_form_sent_twice_enters_once(app: Flask, cast: Cast) -> None:
    broker = client_of(app, cast.broker)
    data = {"rows": listed(LOTTERY), "enter": "y", "once": "01a21ec5-6a4c-4de0-baed-ef77c07b1335"}
    for _ in range(2):
        assert broker.post(URL, data=data).status_code == 302
    assert len(entered()) == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            LOTTERY.replace("Harbour Bakery CIC", "Nobody Ltd"),
            "the number or the name “Nobody Ltd”",
        ),
        (LOTTERY.replace("Harbour Bakery CIC", "GB-COH-99999999"), "or the name “GB-COH-99999999”"),
        (LOTTERY.replace("Harbour Bakery CIC", "Midborough Council"), "not an enterprise whose"),
        (LOTTERY.replace("Harbour Bakery CIC", ""), "Say which enterprise received it"),
        (LOTTERY.replace("5000", "€5000"), "“€5000” is not an amount in pounds"),
        (LOTTERY.replace("5000", "-5"), "more than £0.00"),
        (LOTTERY.replace("2026-11-20", "2027-11-20"), "This day is still to come"),
        (LOTTERY.replace("2026-11-20", "last week"), "“last week” is not a date"),
        (LOTTERY.replace("grant", "contract"), "Choose a grant or other funding"),
        (LOTTERY.replace("food", "weather"), "Choose a theme"),
        (LOTTERY.replace("A second oven", ""), "Say what the money is for"),
        (COUNCIL, "It says the same as row 2"),
    ],
)
def test_a_row_that_cannot_be_taken_is_said_and_keeps_everything_out(
    app: Flask, cast: Cast, row: str, words: str
) -> None:
    broker = client_of(app, cast.broker)
    typed = listed(COUNCIL, row)
    checked = broker.post(URL, data={"rows": typed})
    assert words in checked.text
    assert "1 to enter" in checked.text
    assert 'name="enter"' not in checked.text
    answer = broker.post(URL, data={"rows": typed, "enter": "y"})
    assert answer.status_code == 422
    assert "Nothing was entered yet: 1 of 2 rows cannot be taken" in answer.text
    assert "Wards’ Fund" in answer.text
    assert entered() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"name,amount\nBakery,5", "missing: “Enterprise”, “From”, “Received on”, “What for”"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither a CSV file nor a spreadsheet"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    app: Flask, cast: Cast, content: bytes, words: str
) -> None:
    answer = uploaded(client_of(app, cast.broker), content)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_registered_number_finds_the_enterprise(app: Flask, cast: Cast) -> None:
    broker = client_of(app, cast.broker)
    row = LOTTERY.replace("Harbour Bakery CIC", "gb-coh-00000002")
    assert "Harbour Bakery CIC" in broker.post(URL, data={"rows": listed(row)}).text


def test_only_a_broker_enters_a_list(app: Flask, cast: Cast) -> None:
    data = {"rows": listed(LOTTERY), "enter": "y"}
    for person in (cast.baker, cast.buyer, cast.board_member, cast.stranger):
        assert client_of(app, person).post(URL, data=data).status_code == 403
    assert client_of(app, None).post(URL, data=data).status_code == 302
    assert entered() == []


def test_the_empty_list_can_be_downloaded_and_read_back(app: Flask, cast: Cast) -> None:
    broker = client_of(app, cast.broker)
    answer = uploaded(broker, broker.get("/fundings/list.csv").data)
    assert "1 row: 0 to enter, 1 to mend" in answer.text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1234,56", "£1,234.56"),
        ("99999999999999999999.00", "“99999999999999999999.00” is not an amount in pounds"),
        ("1.234", "“1.234” is not an amount in pounds"),
    ],
)
def test_an_amount_is_read_by_the_lists_own_mark_or_refused(
    app: Flask, cast: Cast, amount: str, words: str
) -> None:
    broker = client_of(app, cast.broker)
    content = listed(LOTTERY).replace(",", ";").replace("5000", amount)
    answer = uploaded(broker, content.encode())
    assert answer.status_code == 200
    assert words in answer.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (listed(f'"{LOTTERY}', COUNCIL).encode(), "never closed"),
        (b"Enterprise\nHarbour Bakery CIC\n", "These are missing: “From”"),
        (b"\xff\xfeE", "neither a CSV file nor a spreadsheet"),
        (b"x" * 200_000, "longer than any cell may be"),
    ],
)
def test_a_broken_file_is_refused_and_not_an_error(
    app: Flask, cast: Cast, content: bytes, words: str
) -> None:
    answer = uploaded(client_of(app, cast.broker), content)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_file_that_is_far_too_large_for_a_list_is_refused_before_it_is_read(
    app: Flask, cast: Cast
) -> None:
    answer = uploaded(client_of(app, cast.broker), b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "This file is larger than 1 MB" in answer.text
    assert uploaded(client_of(app, cast.broker), listed(LOTTERY).encode()).status_code == 200
