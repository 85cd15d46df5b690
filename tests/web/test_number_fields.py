"""A number typed into a form has one reading: a comma parts thousands, a full stop decimals."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, TextAreaField

from marketplace.web.forms import (
    DayField,
    MomentField,
    MoneyField,
    MonthField,
    NumberField,
    PageForm,
    WholeNumberField,
)


class Typed(Form):
    number = NumberField()
    count = WholeNumberField()
    money = MoneyField()


@pytest.mark.parametrize("field", ["number", "count", "money"])
@pytest.mark.parametrize(
    "text", ["2,5", "1234,56", "1.234,56", "1,23", ",5", "12,34,567", "1,0000"]
)
def test_a_decimal_comma_is_refused_and_never_taken_for_thousands(field: str, text: str) -> None:
    form = Typed(MultiDict({field: text}))
    assert not form.validate()
    assert form[field].data is None
    assert text in str(form[field].errors[0])


@pytest.mark.parametrize(
    ("text", "number"),
    [("2.5", "2.5"), ("1,234", "1234"), ("-1,234,567.5", "-1234567.5"), (" 17 ", "17")],
)
def test_what_has_one_reading_is_a_number(text: str, number: str) -> None:
    form = Typed(MultiDict({"number": text}))
    assert form.validate()
    assert form.number.data == Decimal(number)


@pytest.mark.parametrize("text", ["-1", "-1,000"])
def test_a_count_is_never_below_nothing(text: str) -> None:
    form = Typed(MultiDict({"count": text}))
    assert not form.validate()
    assert form["count"].errors == ["This cannot be below 0."]


class Dated(Form):
    day = DayField()
    at = MomentField()
    month = MonthField()


def dated(name: str, day: str, month: str, year: str, clock: str = "") -> Dated:
    parts = {"day": day, "month": month, "year": year, "time": clock}
    return Dated(MultiDict({f"{name}-{part}": text for part, text in parts.items()}))


@pytest.mark.parametrize("year", ["27", "027", "２０２７", "20 27", "+2027", "02027"])
def test_a_year_has_four_digits(year: str) -> None:
    for name in ("day", "at"):
        form = dated(name, "27", "3", year)
        assert not form.validate()
        assert form[name].data is None


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_year_is_one_from_which_days_can_be_counted(year: str) -> None:
    for name in ("day", "at", "month"):
        form = dated(name, "31", "12", year)
        assert not form.validate()
        assert form[name].data is None
        assert form[name].errors == ["Use a year from 1900 to 2199."]
        assert form[name].typed["year"] == year
    for year in ("1900", "2199"):
        assert dated("day", "31", "12", year).validate()


@pytest.mark.parametrize(
    "clock", ["12:00+05:00", "12:00Z", "T12:00", "12:00:30", "1200", "１２:00"]
)
def test_a_time_is_one_of_london_and_names_no_offset(clock: str) -> None:
    assert not dated("at", "27", "3", "2027", clock).validate()


def test_a_day_and_a_time_of_london_are_read() -> None:
    form = dated("at", "27", "6", "2027", "9:30")
    assert form.validate()
    assert form.at.data == datetime(2027, 6, 27, 8, 30, tzinfo=UTC)


class Told(Form):
    why = TextAreaField()


class Written(PageForm):
    words = TextAreaField()
    rows = FieldList(FormField(Told))


def test_a_field_of_many_lines_is_bounded_and_nothing_of_it_is_lost(app: Flask) -> None:
    typed = {"words": "x" * 60_001, "rows-0-why": "y" * 60_001, "rows-1-why": "y" * 60_000}
    with app.test_request_context("/", method="POST", data=typed):
        form = Written()
        assert not form.accepts(lambda: pytest.fail("it is not done"))
        said = "Use at most 60,000 characters here; this has 60,001."
        assert [name for name, _ in form.faults] == ["words", "rows-0-why"]
        assert {error for field in (form.words, form.rows[0].why) for error in field.errors} == {
            said
        }
        assert len(form.words.data) == 60_001
