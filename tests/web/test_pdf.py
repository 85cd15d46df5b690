"""Are documents made with the project's own fonts, unpacked once, whatever clears up behind us?"""

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest

from marketplace.web import pdf
from procurement.ground.money import Money, in_pence
from tests.invoicing.billing.billing_examples import invoice

_SHORT_LIFE = """
from tests.web.test_pdf import made
made("INV-000001")
"""


def made(number: str) -> bytes:
    """One invoice as a PDF, with a file attached."""
    document = invoice(number=number)
    return pdf.render(
        "invoice",
        f"{number}.xml",
        b"<Invoice/>",
        document=document,
        prices=[Money(in_pence(line.unit_price)) for line in document.lines],
        treatments=["20%" for _ in document.lines],
        reverse_charge="",
    )


def fonts_in(content: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(content)) as opened:
        named = (item for item in opened.objects if isinstance(item, pikepdf.Dictionary))
        return {str(item.FontName).split("+")[1] for item in named if "/FontName" in item}


@pytest.fixture
def unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a process that made no document yet unpacks its fonts."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    pdf._fonts.cache_clear()
    yield tmp_path
    pdf._fonts.cache_clear()


def test_the_fonts_are_unpacked_once_for_all_documents(unpacked: Path) -> None:
    first = made("INV-000001")
    (folder,) = unpacked.iterdir()
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(before) == 2
    second = made("INV-000002")
    assert [*unpacked.iterdir()] == [folder]
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert fonts_in(first) == fonts_in(second) == {"IBM-Plex-Sans", "IBM-Plex-Sans-Bold"}


def test_who_clears_the_folder_of_what_is_temporary_changes_no_document(unpacked: Path) -> None:
    made("INV-000001")
    (folder,) = unpacked.iterdir()
    shutil.rmtree(folder)
    assert fonts_in(made("INV-000002")) == {"IBM-Plex-Sans", "IBM-Plex-Sans-Bold"}


def test_a_process_that_ends_leaves_no_font_behind(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", _SHORT_LIFE], env={"TMPDIR": str(tmp_path)}, check=True)
    assert [*tmp_path.iterdir()] == []


def test_two_threads_make_documents_with_the_same_fonts() -> None:
    numbers = [f"INV-{number:06}" for number in range(12)]
    with ThreadPoolExecutor(2) as threads:
        documents = list(threads.map(made, numbers))
    assert {frozenset(fonts_in(content)) for content in documents} == {
        frozenset({"IBM-Plex-Sans", "IBM-Plex-Sans-Bold"})
    }
