"""Which notices does a procurement owe, what would each say now, and which are published?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.notice_said import recorded_for
from marketplace.contracts.queries.notice_stage import contracts_of_tender, stage_of
from marketplace.engine.db import session
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.official_notices import (
    NoticeShown,
    duties_of,
    notices_of_tender,
    shown_as,
)
from marketplace.tendering.queries.regimes import regime_for
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal
from procurement.tendering.notice_items import NoticeLine, notice_lines
from procurement.tendering.notices import NoticeDuty
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
    duties, rows = duties_of(tender, today), []
    for duty in duties:
        if duty.code not in _OF_A_PROCUREMENT:
            continue
        about: Sequence[Contract | None] = contracts if duty.code in OF_CONTRACT else [None]
        rows += [
            NoticeRow(
                duty,
                contract,
                _about(published, duty.code, contract),
                stage_fault(duty.code, stage_of(tender, contract, duties)),
            )
            for contract in about
        ]
    return rows


def notice_draft(
    tender: Tender, code: str, contract: Contract | None, now: datetime
) -> NoticeDraft | None:
    """One notice with all its lines; None where the law of the tender has no such notice."""
    today = london_day(now)
    duties = duties_of(tender, today)
    duty = next((duty for duty in duties if duty.code == code), None)
    if duty is None or code not in _OF_A_PROCUREMENT or (contract is None) == (code in OF_CONTRACT):
        return None
    regime = regime_for(tender, organisation_named_by(tender.buyer_id).kind, today)
    return NoticeDraft(
        duty,
        notice_lines(code, regime, recorded_for(tender, contract, now)),
        stage_fault(code, stage_of(tender, contract, duties)),
        _about(notices_of_tender(tender.id), code, contract),
    )


def _about(
    published: Sequence[OfficialNotice], code: str, contract: Contract | None
) -> tuple[NoticeShown, ...]:
    contract_id = contract.id if contract else None
    return tuple(
        shown_as(row) for row in published if row.code == code and row.contract_id == contract_id
    )


_OF_A_PROCUREMENT = {f"UK{number}" for number in range(1, 13)} - {NEVER_OPEN}
"""Payments compliance (UK17) is about an authority, not about one procurement."""
