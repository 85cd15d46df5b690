"""Which notices does a procurement owe, what would each say now, and which are published?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.notice_said import recorded_for
from marketplace.contracts.queries.notice_stage import (
    contracts_of_tender,
    notices_about,
    notices_about_each,
)
from marketplace.engine.db import session
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.official_notices import (
    NoticeShown,
    notices_of_tender,
    shown_as,
)
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal
from procurement.tendering.notice_items import NoticeLine, notice_lines
from procurement.tendering.notices import NOTICE_TITLES, NoticeDuty
from procurement.tendering.official_notice import (
    NEVER_OPEN,
    OF_CONTRACT,
    stage_fault,
)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice of a procurement: why there is such a one, and what became of it."""

    duty: NoticeDuty
    contract: Contract | None
    published: tuple[NoticeShown, ...]
    not_yet: Refusal | None
    """Why it cannot be recorded by itself now."""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A notice as it would stand now, line by line."""

    duty: NoticeDuty
    lines: tuple[NoticeLine, ...]
    not_yet: Refusal | None
    published: tuple[NoticeShown, ...]


def notice_rows(tender: Tender, today: date) -> list[NoticeRow]:
    """The notices of a tender in their order, those of a contract once for each of its contracts."""
    published = notices_of_tender(tender.id)
    contracts = session.scalars(contracts_of_tender(tender.id)).all()
    rows = [
        NoticeRow(
            duty,
            about.contract,
            _about(published, duty.code, about.contract),
            stage_fault(duty.code, about.stage),
        )
        for about in notices_about_each(tender, contracts, today)
        for duty in about.duties
        if _is_about(duty.code, about.contract)
    ]
    return sorted(rows, key=lambda row: _CODES.index(row.duty.code))


def notice_draft(
    tender: Tender, code: str, contract: Contract | None, now: datetime
) -> NoticeDraft | None:
    """One notice with all its lines; None where the law has no such notice."""
    today = london_day(now)
    about = notices_about(tender, contract, today)
    duty = next((duty for duty in about.duties if duty.code == code), None)
    if duty is None or not _is_about(code, contract):
        return None
    return NoticeDraft(
        duty,
        notice_lines(code, about.regime(today), recorded_for(about, now)),
        stage_fault(code, about.stage),
        _about(notices_of_tender(tender.id), code, contract),
    )


def _is_about(code: str, contract: Contract | None) -> bool:
    return code in _CODES and (code in OF_CONTRACT) == (contract is not None)


def _about(
    published: Sequence[OfficialNotice], code: str, contract: Contract | None
) -> tuple[NoticeShown, ...]:
    contract_id = contract.id if contract else None
    return tuple(
        shown_as(row) for row in published if row.code == code and row.contract_id == contract_id
    )


_CODES = [code for code in NOTICE_TITLES if code not in (NEVER_OPEN, "UK17")]
"""In their order. Payments compliance (UK17) is about an authority, not about one procurement."""
