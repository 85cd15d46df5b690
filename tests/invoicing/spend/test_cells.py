"""Cells come out as they went in; what is remembered is bounded."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from invoicing.spend.cells import Cells, Once, Repeated
from invoicing.spend.spend_amounts import DecimalMark, all_pence, pence

WRITTEN = st.from_regex(r"-?[0-9]{0,5}(,[0-9]{3})?(\.[0-9]{0,3})?", fullmatch=True)
CELL = st.text(max_size=5) | WRITTEN | st.integers() | st.floats(allow_nan=False) | st.none()


@given(st.lists(st.lists(CELL, min_size=1)))
def test_cells_come_out_as_they_went_in(parts: list[list[object]]) -> None:
    cells = Cells()
    for part in parts:
        cells.add(part)
    assert list(cells) == [cell for part in parts for cell in part]
    assert len(cells) == sum(map(len, parts))


@given(st.lists(WRITTEN, min_size=1), st.sampled_from(DecimalMark))
def test_a_part_is_read_as_each_of_its_cells(cells: list[str], mark: DecimalMark) -> None:
    assert all_pence(Cells(cells), mark) == [pence(cell, mark) for cell in cells]


def test_of_a_workbook_a_number_is_not_the_truth_it_equals() -> None:
    column = Repeated(str, is_text=False)
    column.add([1, 1.0, True, date(2026, 7, 14)])
    assert column.cells == ["1", "1.0", "True", "2026-07-14"]


def test_no_more_is_remembered_than_said() -> None:
    asked = []

    def read(name: str) -> str:
        asked.append(name)
        return name.upper()

    known = Once(read, most=2)
    assert [known[name] for name in ("a", "b", "a", "c", "a")] == ["A", "B", "A", "C", "A"]
    assert (asked, len(known)) == (["a", "b", "c", "a"], 2)
