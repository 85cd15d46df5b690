"""A draft beside what was answered before: what is much, what is short, and what is not known."""

from fractions import Fraction

from procurement.ground.money import Money
from procurement.tendering.paperwork import Paperwork, consortium_time, counted

BEFORE = [
    Paperwork(questions, 300 * questions, 2, 2, Money.parse("10000")) for questions in (2, 4, 4, 9)
]


def by_name(asked, answered):
    return {row.what: row for row in counted(asked, answered)}


def test_more_than_half_above_the_median_is_much_and_half_is_not():
    asked = Paperwork(6, 1801, 3, 2, Money.parse("20000"))
    rows = by_name(asked, BEFORE)
    assert [what for what, row in rows.items() if row.is_much] == ["Words of answers, at most"]
    assert rows["Words of answers, at most"].warning == (
        "Words of answers, at most: 1801, where 1200 is usual in tenders that were answered here. "
        "Ask whether you will read it all."
    )
    assert rows["Questions"].usual == 4
    assert rows["Questions"].warning == ""


def test_words_are_weighed_against_the_value():
    small = Paperwork(4, 1200, 2, 2, Money.parse("5000"))
    row = by_name(small, BEFORE)["Words for each £1,000 of value"]
    assert (row.asked, row.usual, row.is_much) == (240, 120, True)
    assert "Words for each £1,000 of value" not in by_name(Paperwork(1, 1, 1, 1), BEFORE)
    assert "Words for each £1,000 of value" not in by_name(Paperwork(1, 1, 1, 1, Money(0)), BEFORE)


def test_of_two_tenders_nothing_is_usual():
    rows = by_name(Paperwork(60, 9000, 9, 9), BEFORE[:2])
    assert all(row.usual is None and not row.is_much for row in rows.values())


def test_a_deadline_below_the_median_of_consortia_is_short():
    assert consortium_time([10, 20, 30], 19).is_short
    assert not consortium_time([10, 20, 30], 20).is_short
    assert not consortium_time([10, 20], 1).is_short
    assert not consortium_time([10, 20, 30], None).is_short
    assert consortium_time([10, 11, 12, 13], 5).usual == Fraction(23, 2)
