"""How does a document become a PDF that can be kept as evidence?

PDF/A-3b by WeasyPrint, the structured document attached to it. WeasyPrint is
imported when it is first needed: it takes seconds, and it needs system libraries
that a machine may lack. Nothing is fetched: not from the network, not from files.
"""

import atexit
from base64 import b64encode
from functools import cache
from threading import Lock
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from marketplace.engine import shown
from marketplace.settings import ROOT

NO_PDF = (
    "The PDF cannot be made on this machine, because Pango is missing. On Debian and Ubuntu: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)

_templates = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "pdf"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(shown.FILTERS)

_pen = Lock()
"""The fonts are shared, and the libraries behind them know no threads: one document at a time."""


class PdfUnavailable(Exception):
    """The system libraries for PDFs are missing; ``str()`` says which, and how to get them."""

    def __init__(self) -> None:
        super().__init__(NO_PDF)


def render(template: str, attachment_name: str, attachment: bytes, **values: Any) -> bytes:
    """The PDF/A-3b bytes of ``templates/pdf/<template>.html``, with one file attached to it.

    Raises PdfUnavailable where the system libraries are missing.
    """
    try:
        from weasyprint import HTML, Attachment  # noqa: PLC0415 slow to load, and may be missing
    except OSError:
        raise PdfUnavailable from None
    html = _templates.get_template(f"{template}.html").render(**values)
    with _pen:
        known, faces = _fonts()
        made: bytes = HTML(string=html, url_fetcher=_refuse).write_pdf(
            font_config=known,
            stylesheets=[faces],
            pdf_variant="pdf/a-3b",
            pdf_tags=True,
            output_intent="srgb",
            finisher=_tidy,
            attachments=[
                Attachment(string=attachment, name=attachment_name, relationship="Alternative")
            ],
        )
    return made


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    """Let nothing in: a document holds what it shows, and has its fonts beside it."""
    raise ValueError(f"A document may fetch nothing, not {url[:80]}.")


@cache
def _fonts() -> tuple[Any, Any]:
    """The project's own fonts, unpacked once in a process, and the style sheet that names them.

    Unpacking takes as long as the rest of a document, and each configuration of its own leaves a
    quarter of a megabyte behind. No font is named before the style sheet of the pages was built.
    """
    from weasyprint import CSS  # noqa: PLC0415 slow to load, and may be missing
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 likewise
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 likewise

    known = FontConfiguration()
    atexit.register(_fonts.cache_clear)  # what was unpacked is removed with it
    own = URLFetcher(allowed_protocols=["data"])
    return known, CSS(string=_faces(), url_fetcher=own, font_config=known)


def _faces() -> str:
    """The style sheet of the fonts, which holds them as data."""
    folder = ROOT / "build" / "static" / "fonts"
    return "".join(
        f'@font-face {{ font-family: "IBM Plex Sans"; font-weight: {weight}; '
        f'src: url("data:font/woff2;base64,{b64encode(path.read_bytes()).decode()}"); }}'
        for weight in (400, 700)
        if (path := folder / f"ibm-plex-sans-latin-{weight}-normal.woff2").exists()
    )


def _tidy(_: Any, pdf: Any) -> None:
    """Leave out what PDF/A-3b does not allow: empty resources, a file named twice."""
    import pydyf  # noqa: PLC0415 slow to load, and may be missing

    for item in pdf.objects:
        if isinstance(item, pydyf.Dictionary):
            for key in ("Pattern", "Shading"):
                if isinstance(item.get(key), pydyf.Dictionary) and not item[key]:
                    del item[key]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
