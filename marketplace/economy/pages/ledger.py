"""The ledger: every pound of the board, for its broker and board members to trace."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from marketplace.economy.queries.board import FIRST_PLACE, Period
from marketplace.economy.queries.traces import count_and_sum, lines, named_in, read_lines, trace_of
from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.payments.models.ledger import LedgerEntry, ledger_visible_to
from marketplace.payments.queries.ledger import slugs_read_by
from marketplace.web import csv_file
from marketplace.web.tools import actor, get_or_404, id_in, page, page_number, said, signed_in
from procurement.ground.theme import Theme
from procurement.organisations.place import PLACES, Place, ward_boundaries

ON_A_PAGE = 50
_MOST_IN_A_FILE = 50_000
SOURCE_WORDS = {"contract": "Contract", "grant": "Grant", "other_funding": "Other funding"}
EVIDENCE_WORDS = {
    "platform_verified": "Payment through this marketplace",
    "evidenced": "Document",
    "declared": "Declared",
}


@signed_in
def ledger() -> ResponseReturnValue:
    """The entries of a place, searched by period, enterprise, payer and theme."""
    place, told = _told()
    visible = ledger_visible_to(actor())
    chosen = _chosen(place, told)
    count, total = count_and_sum(chosen)
    number = page_number()
    return page(
        "economy/ledger/index.html",
        place=place,
        places=[PLACES[slug] for slug in slugs_read_by(actor()) if slug in PLACES],
        told=told,
        periods=_periods(),
        themes=list(Theme),
        enterprises=named_in(visible, LedgerEntry.organisation_id),
        payers=named_in(visible, LedgerEntry.buyer_id),
        lines=read_lines(chosen.limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)),
        count=count,
        total=total,
        number=number,
        pages=-(-count // ON_A_PAGE),
        source_words=SOURCE_WORDS,
        evidence_words=EVIDENCE_WORDS,
    )


@signed_in
def ledger_file() -> Response:
    """The same entries as a file."""
    place, told = _told()
    return csv_file.download(
        f"ledger-{place.slug}.csv",
        ("received on", "enterprise", "from", "source", "evidence", "theme", "ward", "pounds",
         "invoice", "entry"),
        (
            (
                line.entry.received_on.isoformat(),
                line.enterprise,
                line.payer,
                SOURCE_WORDS[line.entry.source],
                EVIDENCE_WORDS[line.entry.evidence],
                line.entry.theme.replace("_", " "),
                _ward(line.entry),
                csv_file.pounds(line.entry.amount),
                line.number,
                line.entry.id.hex,
            )
            for line in read_lines(_chosen(place, told).limit(_MOST_IN_A_FILE))
        ),
    )  # fmt: skip


@signed_in
def trace(entry_id: UUID) -> ResponseReturnValue:
    """One entry, followed back to the tender or to its evidence."""
    if not actor().place_roles:
        raise NotAllowed("read the ledger")
    entry = get_or_404(ledger_visible_to(actor()).where(LedgerEntry.id == entry_id))
    return page(
        "economy/ledger/trace.html",
        trace=trace_of(entry),
        ward=_ward(entry),
        places=[PLACES[slug].name for slug in entry.places if slug in PLACES],
        source_words=SOURCE_WORDS,
        evidence_words=EVIDENCE_WORDS,
    )


def _told() -> tuple[Place, dict[str, str]]:
    """The place and the search; NotAllowed for who is neither broker nor on a board."""
    slugs = [slug for slug in slugs_read_by(actor()) if slug in PLACES]
    if not slugs:
        raise NotAllowed("read the ledger")
    told = {key: said(key) for key in ("place", "period", "enterprise", "payer", "theme")}
    if told["place"] not in slugs:
        told["place"] = FIRST_PLACE if FIRST_PLACE in slugs else slugs[0]
    return PLACES[told["place"]], told


def _chosen(place: Place, told: dict[str, str]) -> Select[LedgerEntry, str, str, str]:
    return lines(
        ledger_visible_to(actor()),
        place.slug,
        Period.read(told["period"]),
        theme=told["theme"] if told["theme"] in set(Theme) else "",
        enterprise=id_in(told["enterprise"]),
        payer=id_in(told["payer"]),
    )


def _ward(entry: LedgerEntry) -> str:
    found = ward_boundaries().get(entry.ward_code or "")
    return found.name if found else "Not known"


def _periods() -> list[Period]:
    """All time, and the quarters of this year and of the four before, the newest first."""
    today = clock.today()
    quarters = [Period(today.year - back, q) for back in range(5) for q in (4, 3, 2, 1)]
    return [Period(), *(one for one in quarters if one.first <= today)]
