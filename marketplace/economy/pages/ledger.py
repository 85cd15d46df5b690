"""The ledger: every pound of the board, for its broker and board members to trace."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from invoicing.payments.payment_word import PaymentState
from marketplace.economy.queries.board import FIRST_PLACE, Period
from marketplace.economy.queries.ledger import (
    MOST_NAMED,
    WantedLines,
    entry_seen_by,
    ledger_lines,
    ledger_page,
)
from marketplace.economy.queries.traces import trace_of
from marketplace.engine import clock
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import PaymentMethod
from marketplace.payments.queries.ledger import slugs_read_by
from marketplace.web import csv_file
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, said, signed_in
from procurement.ground.theme import Theme
from procurement.organisations.place import PLACES, Place, ward_boundaries

_MOST_IN_A_FILE = 50_000
SOURCE_WORDS = {"contract": "Contract", "grant": "Grant", "other_funding": "Other funding"}
EVIDENCE_WORDS = {"evidenced": "Document", "declared": "Declared"}
WORDS_OF_PAYMENTS = {
    PaymentState.SAID: "Bank transfer, said by the payer",
    PaymentState.CONFIRMED: "Bank transfer, confirmed by who got it",
    PaymentState.DENIED: "Bank transfer that did not come",
    PaymentState.TAKEN_BACK: "Bank transfer, taken back as a slip",
}


@signed_in
def ledger() -> ResponseReturnValue:
    """The entries of a place, searched by period, enterprise, payer and theme."""
    places = places_read()
    place, told = _told(places)
    wanted = _wanted(place, told)
    listing = ledger_page(actor(), wanted, beside())
    return page(
        "economy/ledger/index.html",
        place=place,
        places=places,
        told=told,
        period=wanted.period,
        periods=_periods(wanted.period),
        themes=list(Theme),
        most_named=MOST_NAMED,
        enterprises=listing.enterprises,
        payers=listing.payers,
        listed=listing.listed,
        count=listing.count,
        total=listing.total,
        source_words=SOURCE_WORDS,
        proof_of=proof_of,
    )


@signed_in
def ledger_file() -> Response:
    """The same entries as a file."""
    place, told = _told(places_read())
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
                proof_of(line.entry, line.word, line.method),
                line.entry.theme.replace("_", " "),
                _ward(line.entry),
                csv_file.pounds(line.entry.amount),
                line.number,
                line.entry.id.hex,
            )
            for line in ledger_lines(actor(), _wanted(place, told), _MOST_IN_A_FILE)
        ),
    )  # fmt: skip


@signed_in
def trace(entry_id: UUID) -> ResponseReturnValue:
    """One entry, followed back to the tender or to its evidence."""
    if not actor().place_roles:
        raise NotAllowed("read the ledger")
    traced = trace_of(get_or_404(entry_seen_by(actor(), entry_id)))
    entry, payment = traced.entry, traced.part.payment if traced.part else None
    return page(
        "economy/ledger/trace.html",
        trace=traced,
        proof=proof_of(
            entry, payment.state if payment else None, payment.method if payment else None
        ),
        ward=_ward(entry),
        places=[PLACES[slug].name for slug in entry.places if slug in PLACES],
        source_words=SOURCE_WORDS,
    )


def proof_of(entry: LedgerEntry, word: PaymentState | None, method: PaymentMethod | None) -> str:
    """How well an entry is proven: by a document, by Stripe, or on whose word."""
    if entry.evidence in EVIDENCE_WORDS or word is None:
        return EVIDENCE_WORDS[entry.evidence]
    if method is PaymentMethod.STRIPE:
        return "Paid through Stripe, which reported it"
    if entry.amount.pence < 0 and word.counts:
        return "Given back, or owed back after a credit note"
    return WORDS_OF_PAYMENTS[word]


def places_read() -> list[Place]:
    """Those whose ledger this person reads; NotAllowed for who is neither broker nor on a board."""
    places = [PLACES[slug] for slug in slugs_read_by(actor()) if slug in PLACES]
    if not places:
        raise NotAllowed("read the ledger")
    return places


def place_asked() -> Place:
    """The place that the address names, or the first one; NotThere for a name that is no place, and
    NotAllowed for one whose ledger the person does not read."""
    places, slug = places_read(), said("place")
    if slug and slug not in PLACES:
        raise NotThere(slug)
    place = next((row for row in places if row.slug == slug), None if slug else first_of(places))
    if place is None:
        raise NotAllowed("read the ledger")
    return place


def _told(places: list[Place]) -> tuple[Place, dict[str, str]]:
    """The place and the search."""
    told = {key: said(key) for key in ("place", "period", "enterprise", "payer", "theme")}
    if told["place"] not in {place.slug for place in places}:
        told["place"] = first_of(places).slug
    return PLACES[told["place"]], told


def first_of(places: list[Place]) -> Place:
    """The one shown where none is named."""
    return next((place for place in places if place.slug == FIRST_PLACE), places[0])


def _wanted(place: Place, told: dict[str, str]) -> WantedLines:
    return WantedLines(
        place.slug,
        Period.read(told["period"]),
        theme=told["theme"] if told["theme"] in set(Theme) else "",
        enterprise=id_in(told["enterprise"]),
        payer=id_in(told["payer"]),
    )


def _ward(entry: LedgerEntry) -> str:
    ward = ward_boundaries().get(entry.ward_code or "")
    return ward.name if ward else "Not known"


def _periods(asked: Period) -> list[Period]:
    """All time, then this year and the four before, each with its quarters, the newest first; and
    the one asked for, where it is none of these."""
    today = clock.today()
    years = [Period(today.year - back, q) for back in range(5) for q in (None, 4, 3, 2, 1)]
    chosen = [Period(), *(period for period in years if period.first <= today)]
    return chosen if asked in chosen else [*chosen, asked]
