"""A workbook of few bytes that says it is a large one is refused before it is a burden."""

import io
import zipfile

import openpyxl
import pytest

from invoicing.spend import spend_sheets
from invoicing.spend.spend_sheets import sheets
from procurement.ground.refusal import Refusal


def swollen(sheet: str, *, copies: int = 1) -> bytes:
    """A workbook with this text in place of the rows of its sheets."""
    book = openpyxl.Workbook()
    for _ in range(copies - 1):
        book.create_sheet()
    kept, made = io.BytesIO(), io.BytesIO()
    book.save(kept)
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part).decode()
            if part.startswith("xl/worksheets/"):
                head, _, tail = text.partition("<sheetData")
                text = f"{head}<sheetData>{sheet}</sheetData>{tail.partition('/>')[2]}"
            new.writestr(part, text)
    return made.getvalue()


FAR_DOWN = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
FAR_RIGHT = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 201))


@pytest.mark.parametrize(
    ("sheet", "copies"),
    [(FAR_DOWN, 40), (FAR_RIGHT, 1), (" " * 3_000_000, 1)],
    ids=["a row far down in each of 40 sheets", "a cell far right in each row", "blanks"],
)
def test_a_workbook_that_swells_is_refused(
    sheet: str, copies: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spend_sheets, "_MOST_CELLS", 2_000_000)
    monkeypatch.setattr(spend_sheets, "_MOST_BYTES", 2_000_000)
    content = swollen(sheet, copies=copies)
    assert len(content) < 100_000
    with pytest.raises(Refusal, match="more rows or cells than can be read"):
        sheets(content)


def test_a_workbook_with_a_row_far_down_is_read() -> None:
    (sheet,) = sheets(swollen(FAR_DOWN))
    assert [row for row in sheet.rows() if row] == [[1]]
