"""What of a saved search is new or changed since somebody was last told?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from marketplace.engine.db import session
from marketplace.engine.search import asked_for
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.saved_searches import Among, SavedSearch, ToldFind
from marketplace.tendering.models.search_documents import (
    SearchedNotice,
    SearchedTender,
    state_mark,
)
from marketplace.tendering.models.tenders import Tender, TenderVersion
from marketplace.tendering.queries.wanted import Wanted, conditions, wanted_in
from procurement.ground.calendar import london_day
from procurement.tendering.tender import TenderState

_MOST = 200
"""Of the newest, in one search on one day."""

NEW, CHANGED, MOVED = "New", "Changed", "The deadline has moved"


@dataclass(frozen=True, slots=True)
class Find:
    """A tender or a notice as it stands, and why it is told."""

    id: UUID
    version: str
    why: str
    title: str
    buyer: str
    closes_at: datetime | None


def finds_of(search: SavedSearch, since: datetime, now: datetime) -> list[Find]:
    """What answers to a search and came, or was changed, after a moment; the newest first. Of
    tenders, those that are still open."""
    wanted, _ = wanted_in(search.query, london_day(now))
    asked = asked_for(wanted.text)
    if search.among is Among.TENDERS:
        return list(_of_tenders(wanted, asked, since, now))
    return list(_of_notices(wanted, asked, since))


def untold(person_id: UUID, finds: Iterable[Find]) -> list[Find]:
    """Those of which the person was not told as they stand now. What was told before, is changed."""
    found = list(finds)
    told = session.execute(
        select(ToldFind.found_id, ToldFind.version).where(
            ToldFind.person_id == person_id, ToldFind.found_id.in_([find.id for find in found])
        )
    ).all()
    known, before = {(row[0], row[1]) for row in told}, {row[0] for row in told}
    return [
        _changed(find) if find.id in before and find.why == NEW else find
        for find in found
        if (find.id, find.version) not in known
    ]


def _changed(find: Find) -> Find:
    return Find(find.id, find.version, CHANGED, find.title, find.buyer, find.closes_at)


def _of_tenders(
    wanted: Wanted, asked: ColumnElement[Any] | None, since: datetime, now: datetime
) -> Iterator[Find]:
    """One for each tender, by its newest version; moved, where any version since then moved it."""
    before = aliased(TenderVersion)
    rows = session.execute(
        select(
            Tender,
            Organisation.name,
            TenderVersion.number,
            TenderVersion.content["closes_at"].as_string(),
            before.content["closes_at"].as_string(),
        )
        .join(Tender, Tender.id == TenderVersion.tender_id)
        .join(SearchedTender, SearchedTender.tender_id == Tender.id)
        .join(Organisation, Organisation.id == Tender.buyer_id)
        .outerjoin(
            before, (before.tender_id == Tender.id) & (before.number == TenderVersion.number - 1)
        )
        .where(
            TenderVersion.published_at > since,
            SearchedTender.marks.contains([state_mark(TenderState.PUBLISHED)]),
            SearchedTender.closes_at > now,
            *conditions(SearchedTender, wanted, asked),
        )
        .order_by(TenderVersion.published_at.desc(), TenderVersion.id.desc())
        .limit(_MOST)
    )
    why: dict[UUID, str] = {}
    known: dict[UUID, tuple[Tender, str]] = {}
    for tender, buyer, number, closes_at, closed_at in rows:
        known.setdefault(tender.id, (tender, buyer))
        if number == 1:
            why[tender.id] = NEW
        elif closes_at != closed_at:
            why[tender.id] = MOVED
    for key, (tender, buyer) in known.items():
        yield Find(
            key, str(tender.version), why.get(key, CHANGED), tender.title, buyer, tender.closes_at
        )


def _of_notices(
    wanted: Wanted, asked: ColumnElement[Any] | None, since: datetime
) -> Iterator[Find]:
    rows: Sequence[Any] = session.execute(
        select(Notice, Organisation.name)
        .join(SearchedNotice, SearchedNotice.notice_id == Notice.id)
        .join(Organisation, Organisation.id == Notice.buyer_id)
        .where(Notice.imported_at > since, *conditions(SearchedNotice, wanted, asked))
        .order_by(Notice.imported_at.desc(), Notice.id.desc())
        .limit(_MOST)
    ).all()
    for notice, buyer in rows:
        yield Find(notice.id, notice.release_id, NEW, notice.title, buyer, notice.closes_at)
