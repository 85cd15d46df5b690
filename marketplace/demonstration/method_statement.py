"""A document of one page, as an enterprise would attach it to its bid."""

from collections.abc import Sequence

from marketplace.bidding.actions.bid_files import Given
from marketplace.organisations.actions.documents import Upload


def small_pdf(title: str, lines: Sequence[str]) -> bytes:
    """A PDF with a heading and lines of text, written without any library; ASCII only."""
    shown = [f"BT /F1 20 Tf 60 770 Td ({_escaped(title)}) Tj ET"]
    shown += [
        f"BT /F1 11 Tf 60 {740 - 18 * row} Td ({_escaped(line)}) Tj ET"
        for row, line in enumerate(lines)
    ]
    drawn = "\n".join(shown)
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    written += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    written += f"trailer\n<< /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n"
    return f"{written}{written.index('xref')}\n%%EOF\n".encode("ascii")


def _escaped(text: str) -> str:
    return "".join("\\" + letter if letter in "\\()" else letter for letter in text)


METHOD_STATEMENT = Given(
    0,
    Upload(
        "method-statement.pdf",
        "application/pdf",
        small_pdf(
            "Method statement",
            [
                "1. Each week starts with a plan: who does what, where, and with what equipment.",
                "2. The team leader checks every piece of work on the day it is done.",
                "3. Faults are told to the buyer on the same day and put right within two.",
                "4. Each week ends with a count and photographs, sent to the buyer.",
            ],
        ),
    ),
)
