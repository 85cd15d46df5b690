"""The board: money brought into the local economy, for everybody to read and to take away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from invoicing.payments.payer_performance import PayerTally
from marketplace.economy.pages import ledger
from marketplace.economy.pages.opportunities import opportunities
from marketplace.economy.queries.board import FIRST_PLACE, Board, Period, board_of
from marketplace.engine import clock, shown
from marketplace.engine.paging import ON_A_PAGE
from marketplace.payments.queries.ledger import slugs_read_by
from marketplace.payments.queries.payers import every_payer
from marketplace.web import charts, csv_file
from marketplace.web.charts import Bar, Look
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, page
from procurement.ground.exact import two_places
from procurement.ground.money import Money
from procurement.organisations.place import PLACES, Place, ward_boundaries

pages = Blueprint("board", __name__)
pages.add_url_rule("/board/opportunities", view_func=opportunities)
pages.add_url_rule("/board/ledger", view_func=ledger.ledger)
pages.add_url_rule("/board/ledger.csv", view_func=ledger.ledger_file)
pages.add_url_rule("/board/ledger/<uuid:entry_id>", view_func=ledger.trace)

_LAST_QUARTERS = 8
_MOST_ROWS = 8
SOURCES = {
    "contract": "Contracts, as invoiced here",
    "grant": "Grants",
    "other_funding": "Other outside funding",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart and the table that holds every sum of it, or the largest."""

    key: str
    title: str
    note: str
    svg: Markup
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    summary: str = "Every sum"


@pages.get("/board")
@kept
def show() -> ResponseReturnValue:
    board = _board()
    return page(
        "economy/board/show.html",
        board=board,
        places=PLACES.values(),
        pictures=_pictures(board) if not board.is_empty else [],
        map=_map(board),
        paid_wards=_paid_wards(board),
        sources=[(SOURCES[name], pence) for name, pence in board.received_by("source")],
        share=charts.share,
        days=days,
        percent=percent,
        reads_ledger=bool(actor().place_roles),
        opens=bool(actor().place_roles) and board.place.slug in slugs_read_by(actor()),
    )


@pages.get("/board.csv")
def download() -> Response:
    """Every figure of the page, one a line."""
    board = _board()
    return csv_file.download(
        f"board-{board.place.slug}-{board.period.slug}.csv",
        ("place", "period", "figure", "by", "name", "value", "unit"),
        (
            (board.place.slug, board.period.slug, *line)
            for line in (*_lines(board), *_lines_of_payers(board))
        ),
    )


def chosen_place() -> Place:
    """The place that the address names; the first one where it names none that is known."""
    return PLACES.get(request.args.get("place", ""), PLACES[FIRST_PLACE])


def _board() -> Board:
    period = Period.read(request.args.get("period", ""))
    return board_of(chosen_place(), period, clock.today(), beside())


def days(mean: Fraction | None) -> str:
    """Days to one or two places; a dash where nothing was paid."""
    return "–" if mean is None else shown.number(two_places(mean))


def percent(part: Fraction | None) -> str:
    return "–" if part is None else f"{shown.number(two_places(part))}%"


def _pictures(board: Board) -> list[Picture]:
    received, committed = board.received_by_quarter, board.committed_by_quarter
    top = max([pence for _, pence in [*received, *committed][-2 * _LAST_QUARTERS :]], default=0)
    return [
        _quarters("received", "Received by quarter", received, Look.RECEIVED, top,
                  "Money that arrived, by the day it arrived."),
        _quarters("committed", "Committed by quarter", committed, Look.COMMITTED, top,
                  "Contracts signed, by the day of the second signature. Drawn to the same scale."),
        _list("theme", "Received by theme", "Theme",
              [(shown.words(name), pence) for name, pence in board.received_by("theme")],
              Look.RECEIVED),
        _list("payer", "Received by buyer or funder", "Buyer or funder",
              board.received_by("payer"), Look.RECEIVED),
        _list("promised", "Committed by theme", "Theme",
              [(shown.words(name), pence) for name, pence in board.committed_by_theme],
              Look.COMMITTED),
    ]  # fmt: skip


def _quarters(
    key: str, title: str, sums: list[tuple[str, int]], look: Look, top: int, note: str
) -> Picture:
    bars = [Bar(name, pence) for name, pence in sums[-_LAST_QUARTERS:]]
    if len(sums) > len(bars):
        note += f" The chart shows the last {len(bars)} quarters, the table all of them."
    svg = charts.columns(key, title, bars, look, top_pence=top)
    return Picture(key, title, note, svg, ("Quarter", _head(look)), _cells(sums))


def _list(key: str, title: str, what: str, sums: list[tuple[str, int]], look: Look) -> Picture:
    bars = [Bar(name, pence) for name, pence in sums[:_MOST_ROWS]]
    note = f"The chart shows the largest {len(bars)}." if len(sums) > len(bars) else ""
    svg = charts.rows(key, title, bars, look)
    head, cells = (what, _head(look)), _cells(sums[:ON_A_PAGE])
    if len(sums) == len(cells):
        return Picture(key, title, note, svg, head, cells)
    note += f" The table shows the largest {len(cells)}, the file of these figures all of them."
    return Picture(key, title, note, svg, head, cells, f"The largest {len(cells)} sums")


def _head(look: Look) -> str:
    return "Received" if look is Look.RECEIVED else "Committed"


def _cells(sums: list[tuple[str, int]]) -> list[tuple[str, ...]]:
    return [(name, shown.money(pence)) for name, pence in sums]


def _map(board: Board) -> Picture:
    by_ward = board.received_by_ward
    names = ward_boundaries()
    order = charts.numbered(board.place)
    return Picture(
        "map",
        f"Received by ward in {board.place.name}",
        "By the ward that each enterprise traded from on the day the money arrived.",
        charts.ward_map("map", f"Received by ward in {board.place.name}", board.place, by_ward),
        ("Number", "Ward", "Received"),
        [
            (str(number), names[code].name, shown.money(by_ward[code]))
            for number, code in enumerate(order, start=1)
        ],
    )


def _paid_wards(board: Board) -> Picture:
    """The wards in which something was received, the largest sum first: for large places."""
    sums = sorted(board.received_by_ward.items(), key=lambda item: -item[1])
    rows = [(ward_boundaries()[code].name, shown.money(pence)) for code, pence in sums if pence]
    title = "Wards in which money was received"
    return Picture("wards", title, "", Markup(""), ("Ward", "Received"), rows)


def _lines(board: Board) -> Iterator[tuple[object, ...]]:
    """Each figure: what it is, by what, of what, its value and its unit."""
    yield "received", "total", "", _pounds(board.received_pence), "GBP"
    yield "of it said by the payer alone", "total", "", _pounds(board.said_pence), "GBP"
    yield "committed", "total", "", _pounds(board.committed_pence), "GBP"
    yield "received, place not known", "total", "", _pounds(board.not_known_received_pence), "GBP"
    yield "committed, place not known", "total", "", _pounds(board.not_known_committed_pence), "GBP"
    yield "enterprises paid", "total", "", board.enterprises, "enterprises"
    yield "supply-chain opportunities", "total", "", board.opportunities, "packages"
    yield "mean days to pay", "total", "", _plain(board.payers.mean_days), "days"
    yield "median days to pay", "total", "", _plain(board.payers.median_days), "days"
    for dimension in ("theme", "payer", "source"):
        for name, pence in board.received_by(dimension):
            yield "received", dimension, name, _pounds(pence), "GBP"
    for name, pence in board.received_by_quarter:
        yield "received", "quarter", name, _pounds(pence), "GBP"
    for code, pence in board.received_by_ward.items():
        yield "received", "ward", ward_boundaries()[code].name, _pounds(pence), "GBP"
    for name, pence in board.committed_by_quarter:
        yield "committed", "quarter", name, _pounds(pence), "GBP"
    for name, pence in board.committed_by_theme:
        yield "committed", "theme", name, _pounds(pence), "GBP"


def _lines_of_payers(board: Board) -> Iterator[tuple[object, ...]]:
    last = min(board.period.last, board.today)
    for payer in every_payer(board.place.slug, board.period.slug, last):
        for figure, value, unit in _of_payer(payer.performance):
            yield figure, "buyer", payer.name, value, unit


def _of_payer(how: PayerTally) -> list[tuple[str, object, str]]:
    return [
        ("invoices received", how.invoices, "invoices"),
        ("invoices paid", how.paid, "invoices"),
        ("mean days to pay", _plain(how.mean_days), "days"),
        ("paid within 7 days, unpaid past them counting as late",
         _plain(how.kept_7_percent), "percent"),
        ("paid within 30 days, unpaid past them counting as late",
         _plain(how.kept_30_percent), "percent"),
        ("unpaid and overdue", how.overdue, "invoices"),
        ("unpaid and overdue", csv_file.pounds(how.overdue_sum), "GBP"),
        ("longest overdue", how.overdue_days, "days"),
        ("would meet of the Fair Payment Code", str(how.tier) if how.judged else "", ""),
        ("the Fair Payment Code is judged by", how.judged, "invoices"),
    ]  # fmt: skip


def _pounds(pence: int) -> object:
    return csv_file.pounds(Money(pence))


def _plain(figure: Fraction | None) -> str:
    return "" if figure is None else two_places(figure)
