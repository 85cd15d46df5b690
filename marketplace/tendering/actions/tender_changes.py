"""What a buyer may still do with a published tender: other words, more time, or an end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.law import known_holidays
from marketplace.tendering.actions.official_notices import (
    NOT_SAID,
    Published,
    keep_changed_notice,
)
from marketplace.tendering.actions.tender_versions import freeze
from marketplace.tendering.actions.tenders import PARTS, check_names
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tender_facts import (
    CIRCUMSTANCES,
    PROCEDURE,
    publishing_faults,
    timetable_of,
)
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.refusal import refuse_if_any
from procurement.tendering.tender import TENDER
from procurement.tendering.tender_change import (
    REWORDABLE_PARTS,
    ChangeEffect,
    change_after_publication,
    check_time_left,
    extended,
    reason_given,
)
from procurement.tendering.timetable import moved


@action("tender.amend")
def amend_tender(
    act: Act,
    tender: Tender,
    *,
    why: str,
    is_substantial: bool,
    closes_at: datetime | None = None,
    parts: Mapping[UUID, Mapping[str, Any]] | None = None,
    title: str | None = None,
    description: str | None = None,
    delivery: str | None = None,
    published: Published = NOT_SAID,
) -> Tender:
    """Change a published tender in words and, if need be, to a later deadline; a new version.

    ``parts`` holds what changes of a lot, question or clause by its id. A change that
    matters to suppliers gives them the legal least time anew (Procurement Act 2023, ss31, 54).
    Where its notice stands on the central platform, the changed one does first: ``published``.
    """
    change = begin_change(act, tender, why, is_substantial=is_substantial)
    tender.title = tender.title if title is None else title
    tender.description = tender.description if description is None else description
    tender.delivery = tender.delivery if delivery is None else delivery
    _amend_parts(tender, parts or {})
    if closes_at is not None and closes_at != tender.closes_at:
        _move(act, tender, change.buyer, closes_at, with_questions=True)
    publish_change(act, tender, change, "closes_at")
    _republish(act, tender, change.buyer, published)
    return tender


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a published tender that has begun: whose it is, why, and what the law asks."""

    buyer: Organisation
    why: str
    effect: ChangeEffect


def begin_change(act: Act, tender: Tender, why: str, *, is_substantial: bool) -> Change:
    """Within an action: refuses after the deadline, and without a reason."""
    tender.state = TENDER.after(tender.state, "amend")
    assert tender.closes_at is not None
    buyer = db.session.get_one(Organisation, tender.buyer_id)
    effect = change_after_publication(
        PROCEDURE,
        regime_for(tender, buyer.kind, act.today),
        CIRCUMSTANCES,
        closes_at=tender.closes_at,
        is_substantial=is_substantial,
        now=act.now,
    )
    return Change(buyer, reason_given(why), effect)


def publish_change(act: Act, tender: Tender, change: Change, field: str) -> None:
    """Keep the changed tender as a new version and tell suppliers.

    Refuses, beside ``field``, a deadline that leaves less than the legal least time.
    """
    assert tender.closes_at is not None
    check_time_left(change.effect, tender.closes_at, field=field)
    _still_fit(tender, change.buyer)
    freeze(act, tender, change.buyer, change.why)
    _tell_suppliers(act, tender, "tender_amended", why=change.why)


def _amend_parts(tender: Tender, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
    parts = parts_of(tender.id)
    rows = {row.id: (name, row) for name in PARTS for row in getattr(parts, name)}
    for key, values in changes.items():
        name, row = rows[key]
        check_names(values, REWORDABLE_PARTS[name])
        for field, value in values.items():
            setattr(row, field, value)
    db.session.flush()


def _still_fit(tender: Tender, buyer: Organisation) -> None:
    """As whole as it was on the day it was published, when its times were judged."""
    assert tender.published_at is not None
    refuse_if_any(publishing_faults(tender, parts_of(tender.id), buyer.kind, tender.published_at))


@action("tender.extend")
def extend_tender(
    act: Act,
    tender: Tender,
    *,
    closes_at: datetime,
    why: str,
    with_questions: bool = False,
    published: Published = NOT_SAID,
) -> Tender:
    """Move the deadline to a later moment, the same for everybody; never an earlier one.

    The award and the start move with it, and the deadline for questions if wanted; the contract
    and each lot last as long as before. The changed notice stands on the central platform first,
    as with ``tender.amend``.
    """
    tender.state = TENDER.after(tender.state, "extend")
    why = reason_given(why)
    buyer = db.session.get_one(Organisation, tender.buyer_id)
    _move(act, tender, buyer, closes_at, with_questions=with_questions)
    _still_fit(tender, buyer)
    freeze(act, tender, buyer, why)
    _republish(act, tender, buyer, published)
    _tell_suppliers(act, tender, "tender_extended", why=why)
    return tender


def _republish(act: Act, tender: Tender, buyer: Organisation, published: Published) -> None:
    keep_changed_notice(act, tender, published, regime_for(tender, buyer.kind, act.today))


def _move(
    act: Act, tender: Tender, buyer: Organisation, closes_at: datetime, *, with_questions: bool
) -> None:
    plan = timetable_of(tender, act.today)
    assert plan is not None
    holidays = known_holidays()
    extended(plan.closes_at, closes_at, act.now, holidays)
    regime = regime_for(tender, buyer.kind, act.today)
    later = moved(plan, closes_at, regime, with_questions=with_questions, holidays=holidays)
    tender.questions_until = later.questions_close_at
    tender.answers_by = later.answers_by
    tender.closes_at = later.closes_at
    tender.award_on = later.award_on
    _shift(tender, later.starts_on - plan.starts_on)
    for lot in parts_of(tender.id).lots:
        _shift(lot, later.starts_on - plan.starts_on)


def _shift(term: Tender | Lot, by: timedelta) -> None:
    """The first and the last day, where it has them, by as many days: its estimate is for that term."""
    if term.starts_on is not None:
        term.starts_on += by
    if term.ends_on is not None:
        term.ends_on += by


def _tell_suppliers(act: Act, tender: Tender, template: str, why: str) -> None:
    """Who bids is known to a later chapter: it is asked to tell them, and to keep their bids."""
    act.enqueue(
        "follow_tender_change", tender_id=tender.id, template=template, why=why, on=act.today
    )
