"""What of those behind a bid is recorded for the notices, and where?"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.queries.notice_said import Recorded, named, said
from procurement.organisations.organisation import SMALL_STAFF


def kinds_among(parties: Sequence[Collection[UUID]]) -> tuple[str, int]:
    """How many bids are of small or medium-sized enterprises alone, in words that tell for how many
    that is not known, and of voluntary, community or social ones alone, by who is behind each."""
    rows = _organisations({party for ids in parties for party in ids})
    behind = [[rows[party] for party in ids] for ids in parties]
    sizes = [[_is_small(row) for row in members] for members in behind]
    small = sum(all(known) for known in sizes)
    unknown = sum(None in known and False not in known for known in sizes)
    return (
        _counted_small(small, unknown),
        sum(all(map(_is_social, members)) for members in behind),
    )


def _counted_small(small: int, unknown: int) -> str:
    """What is not known is never told as none."""
    what = "from small or medium-sized enterprises (by their staff"
    if unknown and not small:
        return f"how many {what}) is not recorded for {unknown}"
    return f"{small} {what}; not recorded for {unknown})" if unknown else f"{small} {what})"


def _organisations(ids: Collection[UUID]) -> dict[UUID, Organisation]:
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(ids)))
    return {row.id: row for row in rows}


def said_of_suppliers(party_ids: Mapping[UUID, Sequence[UUID]]) -> Recorded:
    """Who stands behind each winning bid, the lead first."""
    ids = dict.fromkeys(party_id for parties in party_ids.values() for party_id in parties)
    rows = _organisations(ids)
    suppliers = [rows[party_id] for party_id in ids]
    several = any(len(parties) > 1 for parties in party_ids.values())
    return {
        **said("suppliers=organisations.name", *(f"{row.name}, {named(row)}" for row in suppliers)),
        **said(
            "consortium=consortium_members.state",
            "Yes: its members are named as suppliers" if several else "No",
        ),
        **said("supplier_kinds=organisations.kind", *(_kind(row) for row in suppliers)),
    }


def _kind(row: Organisation) -> str:
    social = (
        "a voluntary, community or social enterprise" if _is_social(row) else "no social enterprise"
    )
    is_small = _is_small(row)
    if is_small is None:
        return f"{row.name}: {social}; how many people it employs is not recorded"
    small = "small or medium-sized by its staff" if is_small else "not small or medium-sized"
    return f"{row.name}: {social}; {small}"


def _is_social(row: Organisation) -> bool:
    """Of a kind that serves a purpose for society (s123)."""
    return row.kind.may_be_social_enterprise


def _is_small(row: Organisation) -> bool | None:
    """By its staff alone: turnover and balance sheet are not recorded here (s123); None where its
    staff is not recorded."""
    return None if row.employees is None else row.employees < SMALL_STAFF
