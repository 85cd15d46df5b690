"""A number typed into a form has one reading: a comma parts thousands, a full stop decimals."""

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from marketplace.web.forms import MoneyField, NumberField, WholeNumberField


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
