"""What does a notice offer to a tender drafted from it?"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_

from marketplace.engine.db import session
from marketplace.tendering.models.notices import Notice, NoticeRelease
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money
from procurement.open_data.notice import NoticeFacts
from procurement.tendering.tender import TenderState

_LABELS = {
    "title": "Title",
    "description": "What is bought",
    "cpv": "CPV codes",
    "delivery": "Where",
    "starts_on": "Contract begins",
    "ends_on": "Contract ends",
    "lots": "Lots",
}
"""What a draft takes over from a notice."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One field that a later release of the notice says otherwise than the draft."""

    field: str
    label: str
    mine: Any
    theirs: Any


Known = tuple[str, str, datetime, str]
"""What tells a release from any other: its ocid, id and date, and the hash of what it says."""


def key_of(facts: NoticeFacts) -> Known:
    return facts.ocid, facts.release_id, facts.dated, sha256_of(facts.release)


def kept_among(releases: Sequence[NoticeFacts]) -> set[Known]:
    """Those of these releases that are known; one query."""
    columns = (
        NoticeRelease.ocid,
        NoticeRelease.release_id,
        NoticeRelease.released_at,
        NoticeRelease.sha256,
    )
    kept = select(*columns).where(tuple_(*columns).in_([key_of(facts) for facts in releases]))
    return {(ocid, id, at, sha256) for ocid, id, at, sha256 in session.execute(kept)}


def releases_of(ocids: Collection[str]) -> Mapping[str, list[dict[str, Any]]]:
    """All that is kept of each of these processes; one query."""
    kept: dict[str, list[dict[str, Any]]] = {ocid: [] for ocid in ocids}
    for ocid, release in session.execute(
        select(NoticeRelease.ocid, NoticeRelease.release).where(NoticeRelease.ocid.in_(ocids))
    ):
        kept[ocid].append(release)
    return kept


def sha256_of(release: Mapping[str, Any]) -> str:
    """One number for one content, however its fields are ordered."""
    return hashlib.sha256(json.dumps(release, sort_keys=True).encode()).hexdigest()


def draft_values(notice: Notice) -> dict[str, Any]:
    """What a draft begins with: columns of the tender, and its lots as rows."""
    return {
        "title": notice.title,
        "description": notice.description,
        "cpv": notice.cpv,
        "delivery": notice.delivery,
        "starts_on": notice.starts_on,
        "ends_on": notice.ends_on,
        "lots": _lot_rows(notice),
    }


def _lot_rows(notice: Notice) -> list[dict[str, Any]]:
    """A single lot without a value of its own has that of the notice."""
    rows = [_lot_row(lot, notice.title) for lot in notice.lots]
    rows = rows or [{"title": notice.title, "description": "", "estimate": None}]
    if len(rows) == 1 and rows[0]["estimate"] is None:
        rows[0]["estimate"] = notice.value
    return rows


def _lot_row(lot: Mapping[str, Any], title: str) -> dict[str, Any]:
    pence = lot.get("value_pence")
    return {
        "title": lot.get("title") or f"{title}: {lot.get('id', '')}",
        "description": lot.get("description") or "",
        "estimate": None if pence is None else Money(pence),
    }


def newer_notice(tender: Tender) -> Notice | None:
    """The notice of a draft where a later release came than the one it was made from."""
    if tender.notice_id is None:
        return None
    notice = session.get_one(Notice, tender.notice_id)
    return None if notice.release_id == tender.notice_release_id else notice


def drafts_from(notice: Notice) -> Sequence[Tender]:
    """The drafts that were made from a notice and are not deleted."""
    drafts = select(Tender).where(Tender.state == TenderState.DRAFT, Tender.deleted_at.is_(None))
    return session.scalars(drafts.where(Tender.notice_id == notice.id)).all()


def offers_of(tender: Tender, notice: Notice) -> list[Offer]:
    """Each field in which notice and draft differ, with both sides."""
    theirs = draft_values(notice)
    mine = {name: getattr(tender, name) for name in _LABELS if name != "lots"}
    mine["lots"] = [_as_row(lot) for lot in parts_of(tender.id).lots]
    return [
        Offer(name, label, mine[name], theirs[name])
        for name, label in _LABELS.items()
        if mine[name] != theirs[name]
    ]


def _as_row(lot: Lot) -> dict[str, Any]:
    return {"title": lot.title, "description": lot.description, "estimate": lot.estimate}
