"""Which notices does somebody find who looks for what is bought around here?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.notices import Notice, notices_visible_to
from marketplace.tendering.queries.tender_lists import based_in

PAGE = 20
"""How many stand on one page."""

WEST_MIDLANDS = "west-midlands"
_WEST_MIDLANDS_POSTCODE = r"^(B|CV|DY|WS|WV)[0-9]"


@dataclass(frozen=True, slots=True)
class WantedNotices:
    """What a reader looks for; empty means any. ``cpv`` is the beginning of a code."""

    text: str = ""
    stage: str = ""
    cpv: str = ""
    place: str = ""
    buyer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """A notice in a list, with its buyer's name."""

    notice: Notice
    buyer: str


def listed_notices(
    actor: Actor, wanted: WantedNotices, page: int
) -> tuple[list[ListedNotice], int]:
    """One page of notices, the newest first, and how many there are: two queries."""
    chosen = _filtered(actor, wanted)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = session.execute(
        chosen.add_columns(Organisation.name)
        .order_by(Notice.released_at.desc(), Notice.id)
        .limit(PAGE)
        .offset(PAGE * (page - 1))
    )
    return [ListedNotice(*row) for row in rows], total


def notice_buyers() -> Sequence[tuple[UUID, str]]:
    """Whose notices are known, by name."""
    rows = session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(select(Notice.buyer_id)))
        .order_by(Organisation.name)
    )
    return [(row[0], row[1]) for row in rows]


def notice_seen_by(actor: Actor, notice_id: UUID) -> Select[Notice]:
    """One notice, where this person may read it."""
    return notices_visible_to(actor).where(Notice.id == notice_id)


def _filtered(actor: Actor, wanted: WantedNotices) -> Select[Notice]:
    notices = notices_visible_to(actor).join(Organisation, Organisation.id == Notice.buyer_id)
    for word in wanted.text.split()[:8]:
        notices = notices.where(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (
                        Notice.title,
                        Notice.description,
                        Notice.delivery,
                        Organisation.name,
                    )
                )
            )
        )
    if wanted.stage:
        notices = notices.where(Notice.stage == wanted.stage)
    if wanted.cpv:
        codes = func.concat(" ", func.array_to_string(Notice.cpv, " "))
        notices = notices.where(codes.contains(f" {wanted.cpv}", autoescape=True))
    if wanted.buyer_id:
        notices = notices.where(Notice.buyer_id == wanted.buyer_id)
    if wanted.place == WEST_MIDLANDS:
        notices = notices.where(_in_the_west_midlands())
    elif wanted.place:
        notices = notices.where(Notice.buyer_id.in_(based_in(wanted.place)))
    return notices


def _in_the_west_midlands() -> ColumnElement[bool]:
    """Delivered there by the region's name or its codes (UKG…, TLG…), or bought from there."""
    return or_(
        Notice.delivery.regexp_match(r"west midlands|\m(UKG|TLG)", "i"),
        Organisation.postcode.regexp_match(_WEST_MIDLANDS_POSTCODE, "i"),
    )
