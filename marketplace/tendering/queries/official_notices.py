"""Which notices of a procurement are recorded as published?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.regimes import is_central_first, regime_facts
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal
from procurement.tendering.central_notice import central_notice_url
from procurement.tendering.notices import NOTICE_TITLES, NoticeDuty, notices_owed
from procurement.tendering.regime import regime_of


def notices_of_tender(tender_id: UUID) -> Sequence[OfficialNotice]:
    """All of them, those of its contracts too, in the order in which they were published."""
    return session.scalars(
        select(OfficialNotice)
        .where(OfficialNotice.tender_id == tender_id)
        .order_by(OfficialNotice.published_at, OfficialNotice.id)
    ).all()


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """One notice on the timeline of a procurement; ``url`` is where it was published first, ``about``
    the title of the contract that it is about, if it is about one."""

    id: UUID
    title: str
    code: str
    number: str
    url: str
    published_at: datetime
    about: str


def timeline_of(tender_id: UUID) -> list[NoticeShown]:
    """The notices of a procurement in the order in which they were published."""
    return [shown_as(row) for row in notices_of_tender(tender_id)]


def shown_as(row: OfficialNotice) -> NoticeShown:
    return NoticeShown(
        row.id,
        NOTICE_TITLES[row.code],
        row.code,
        row.number,
        central_notice_url(row.number),
        row.published_at,
        _title_in(row) if row.contract_id else "",
    )


def _title_in(row: OfficialNotice) -> str:
    """As the notice itself says it."""
    return next((line["sentences"][0] for line in row.lines if line["key"] == "title"), "")


def is_number_taken(tender_id: UUID, number: str) -> bool:
    """Whether another notice of the procurement has this number."""
    taken = select(OfficialNotice.id).where(
        OfficialNotice.tender_id == tender_id, OfficialNotice.number == number
    )
    return session.scalar(taken) is not None


def duties_of(tender: Tender, today: date) -> tuple[NoticeDuty, ...]:
    """The notices that the law owes or allows for a tender; none while it is not clear which law."""
    facts = regime_facts(tender, organisation_named_by(tender.buyer_id).kind, today)
    try:
        return notices_owed(regime_of(facts), facts.began_on)
    except Refusal:
        return ()


def is_notice_owed(code: str, tender: Tender, now: datetime) -> bool:
    """Is this notice one of the law of a tender whose notice went to the central platform first?"""
    kind = organisation_named_by(tender.buyer_id).kind
    return is_central_first(tender, kind, now) and any(
        duty.code == code for duty in duties_of(tender, london_day(now))
    )
