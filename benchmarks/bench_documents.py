"""How many invoices become PDF/A-3b with their UBL a second, against bare WeasyPrint's plain PDF
of the same HTML in the same run, and how much memory do as many of them
leave behind as a worker makes before it begins anew?

Seconds are those of the processor, so that one core is meant whatever else runs. Ours writes the
UBL, judges it, and attaches it; the bare one knows no font of ours, no tags and no attachment.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from told import tell  # noqa: E402 the path is set above
from weasyprint import HTML  # noqa: E402

from invoicing.ubl import einvoice  # noqa: E402
from marketplace.web import pdf  # noqa: E402
from procurement.ground.money import Money, in_pence  # noqa: E402
from tests.invoicing.billing.billing_examples import invoice  # noqa: E402

ROUNDS, EACH, MANY = 10, 10, 120
_DOCUMENT = invoice()
_SHOWN = {
    "document": _DOCUMENT,
    "prices": [Money(in_pence(line.unit_price)) for line in _DOCUMENT.lines],
    "treatments": ["20%" for _ in _DOCUMENT.lines],
    "reverse_charge": "",
}
_HTML = pdf._templates.get_template("invoice.html").render(**_SHOWN)


def ours() -> bytes:
    xml = einvoice.write(_DOCUMENT)
    assert not einvoice.check(xml).faults
    return pdf.render("invoice", f"{_DOCUMENT.number}.xml", xml, **_SHOWN)


def bare() -> bytes:
    return bytes(HTML(string=_HTML).write_pdf())


def seconds(make: Callable[[], bytes], times: int) -> float:
    """Of the processor, for one document."""
    began = process_time()
    for _ in range(times):
        make()
    return (process_time() - began) / times


def resident() -> int:
    """Megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def main() -> None:
    first = seconds(ours, 1)
    bare()
    rounds = [(seconds(ours, EACH), seconds(bare, EACH)) for _ in range(ROUNDS)]
    one = median(mine for mine, _ in rounds)
    ratio = median(plain / mine for mine, plain in rounds)
    tell("documents", 1 / one)
    tell("documents of bare", ratio)
    print(
        f"documents: {1 / one:.1f} PDF/A-3b a second a core, {ratio:.2f} of bare WeasyPrint "
        f"({1 / median(plain for _, plain in rounds):.1f}/s); the first takes {first * 1000:.0f} ms"
    )


def memory() -> None:
    """In a process of its own that is a worker in all it has loaded, and has made nothing bare."""
    import marketplace.commands.worker  # noqa: F401, PLC0415

    ours()
    before = resident()
    for _ in range(MANY):
        ours()
    tell("documents worker MB", resident())
    print(f"documents: {before} MB after the first, {resident()} MB after {MANY} more")


if __name__ == "__main__":
    if os.fork() == 0:
        memory()
        os._exit(0)
    os.wait()
    main()
