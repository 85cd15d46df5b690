"""Do columns of money align, and read as money? The face of pages and documents."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from marketplace.settings import ROOT

FONTS = ROOT / "build" / "static" / "fonts"


@pytest.mark.parametrize("weight", [400, 700])
def test_figures_are_all_of_one_width_and_the_nought_is_plain(weight: int) -> None:
    face = TTFont(FONTS / f"ibm-plex-sans-latin-{weight}-normal.woff2")
    glyphs = [face.getBestCmap()[ord(figure)] for figure in "0123456789"]
    assert {face["hmtx"][glyph][0] for glyph in glyphs} == {600}
    outline = face["glyf"][glyphs[0]]
    assert outline.numberOfContours == 2  # a ring: nothing stands in it


def test_the_face_is_on_pages_and_documents_with_its_licence() -> None:
    document = Path(ROOT, "templates", "pdf", "invoice.html").read_text()
    fonts = re.findall(r"font(?:-family)?: [^;]*(?:serif|mono)[^;]*", document)
    assert len(fonts) == 3
    assert all('"IBM Plex Sans"' in font for font in fonts)
    assert "IBM Plex Sans" in Path(FONTS.parent, "marketplace.css").read_text()
    assert "SIL Open Font License" in (FONTS / "LICENSE").read_text()
