"""Text is read a line at a time, and its rows are those it would have if it were held as a whole."""

import io
from collections.abc import Iterator
from functools import partial

import pytest

from invoicing.spend.spend import read_spend_of
from invoicing.spend.text_rows import BrokenRow, Text

MANY = 1_000
PLAIN = "".join(f"Elm {at},{at}\r\n" for at in range(MANY))
LOOSE = 'Oak "and" Ash,5\n"Oak" and Ash,6\n'


def rows(content: bytes) -> Iterator[list[str]]:
    return Text.of(partial(io.BytesIO, content)).rows(",")()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_is_told_and_its_mark_is_no_letter(encoding: str) -> None:
    read = list(rows(("Café,1\n" + PLAIN).encode(encoding)))
    assert (read[0], read[-1], len(read)) == (["Café", "1"], ["Elm 999", "999"], MANY + 1)


def test_a_letter_far_down_that_is_no_utf8_makes_all_of_it_western() -> None:
    far = ("Elm,1\n" * 400_000 + "Café,2\n").encode("cp1252")
    assert list(rows(far))[-1] == ["Café", "2"]


def test_a_mark_that_was_encoded_twice_is_left_out() -> None:
    assert next(rows("\ufeffSupplier\n".encode().decode("cp1252").encode())) == ["Supplier"]


def test_text_behind_a_quotation_is_read_wherever_its_row_stands() -> None:
    read = list(rows((PLAIN + LOOSE + PLAIN + LOOSE).encode()))
    loose = [['Oak "and" Ash', "5"], ["Oak and Ash", "6"]]
    assert (read[MANY : MANY + 2], read[-2:], len(read)) == (loose, loose, 2 * MANY + 4)


@pytest.mark.parametrize(
    ("end", "said"),
    [('"Oak,5\nElm,6\n', "begins on line 1,001"), ("x" * 200_000, "longer than any cell")],
)
def test_rows_before_one_that_cannot_be_parted_are_read(end: str, said: str) -> None:
    read = list[list[str]]()
    with pytest.raises(BrokenRow, match=said):
        read.extend(rows((PLAIN + end).encode()))
    assert len(read) == MANY


class Watched(io.BytesIO):
    """Bytes that remember the most that were ever asked for at once."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        part = super().read(size)
        Watched.most = max(Watched.most, len(part))
        return part

    read1 = read


def test_a_file_of_payments_is_never_read_whole() -> None:
    content = b"Supplier,Amount,Date\n" + b"Elm Care Ltd,10.50,2026-07-14\n" * 200_000
    assert read_spend_of(lambda: Watched(content)).payments.total_pence == 210_000_000
    assert 0 < Watched.most <= len(content) // 5
