"""What a buyer does with a tender: draft it, complete it, publish it, and change it afterwards."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from marketplace import db
from marketplace.access import Role
from marketplace.action import Act, NotThere, action
from marketplace.gateways import keys
from marketplace.models.bids import Bid
from marketplace.models.consortia import CURRENT, Consortium, ConsortiumMember
from marketplace.models.notices import Notice, draft_values, newer_notice
from marketplace.models.organisations import Organisation
from marketplace.models.people import Membership
from marketplace.models.tender_facts import (
    CIRCUMSTANCES,
    PROCEDURE,
    publishing_faults,
    regime_for,
    timetable_of,
)
from marketplace.models.tender_versions import content_of, fingerprint_of
from marketplace.models.tenders import (
    OCID_PREFIX,
    Clarification,
    Clause,
    Lot,
    Question,
    Tender,
    TenderVersion,
    parts_of,
)
from procurement.calendar import in_london_words, london_day
from procurement.ocds_write import ocid
from procurement.refusal import Refusal, refuse_if_any
from procurement.sealing import tender_public_key
from procurement.tender import TENDER, TenderState, is_closed
from procurement.tender_change import change_after_publication, extended
from procurement.timetable import moved

Rows = Sequence[Mapping[str, Any]]

_PARTS: dict[str, type[Lot] | type[Question] | type[Clause]] = {
    "lots": Lot,
    "questions": Question,
    "clauses": Clause,
}
EDITABLE = frozenset(
    [
        "title",
        "description",
        "cpv",
        "theme",
        "subject",
        "estimate",
        "delivery",
        "starts_on",
        "ends_on",
        "no_lots_reason",
        "price_weight",
        "quality_weight",
        "social_value_weight",
        "price_formula",
        "price_parameters",
        "scale",
        "payment_days",
        "payment_reason",
        "questions_until",
        "answers_by",
        "closes_at",
        "award_on",
    ]
)
"""What a draft's author decides."""

AMENDABLE = frozenset(["title", "description", "delivery"])
AMENDABLE_PARTS = {
    "lots": frozenset({"title", "description"}),
    "questions": frozenset({"text", "guidance", "word_limit"}),
    "clauses": frozenset({"text"}),
}
"""What may be put into other words after publication. What decides who wins may not: suppliers
have begun to work with it, so the buyer cancels and publishes a new tender."""


@action("tender.draft")
def draft_tender(
    act: Act, buyer: Organisation, *, title: str = "", notice_id: UUID | None = None
) -> Tender:
    """A new draft of this organisation: afresh under a title, or from a notice of its own."""
    if not buyer.kind.buys:
        raise Refusal(
            "Only a contracting authority or a private developer can publish a tender here."
        )
    values: dict[str, Any] = {"title": title}
    if notice_id is not None:
        notice = _own_notice(notice_id, buyer)
        values = draft_values(notice)
        values |= {"notice_id": notice.id, "notice_release_id": notice.release_id}
    if not values["title"].strip():
        raise Refusal("Give the tender a title.", field="title")
    lots = values.pop("lots", [])
    key = db.uuid7()
    tender = act.add(
        Tender(
            id=key,
            buyer_id=buyer.id,
            ocid=ocid(OCID_PREFIX, str(key)),
            created_at=act.now,
            **values,
        )
    )
    write_parts(tender.id, "lots", lots)
    act.note(tender_id=tender.id, notice_id=notice_id)
    return tender


def _own_notice(notice_id: UUID, buyer: Organisation) -> Notice:
    notice = db.session.get(Notice, notice_id)
    if notice is None:
        raise NotThere("Notice")
    published_by = db.session.get_one(Organisation, notice.buyer_id)
    if buyer.id not in (published_by.id, published_by.merged_into_id):
        raise Refusal(
            f"This notice is of {published_by.name}. Only those who buy for it can draft a tender "
            "from it: claim the organisation first."
        )
    return notice


@action("tender.edit")
def edit_tender(
    act: Act,
    tender: Tender,
    *,
    lots: Rows | None = None,
    questions: Rows | None = None,
    clauses: Rows | None = None,
    **values: Any,
) -> Tender:
    """Change a draft: columns by name, and each list of parts as a whole, in its order.

    A draft may be incomplete: what is missing is said when it is published.
    """
    if tender.state is not TenderState.DRAFT:
        raise Refusal("This tender is published. Use “Change this tender” instead.")
    _check_names(values, EDITABLE)
    for name, value in values.items():
        setattr(tender, name, value)
    for name, rows in (("lots", lots), ("questions", questions), ("clauses", clauses)):
        if rows is not None:
            write_parts(tender.id, name, rows)
    _touched(tender)
    return tender


@action("tender.take_offer")
def take_offer(act: Act, tender: Tender, *, release_id: str, fields: Collection[str]) -> Tender:
    """Take these fields from the later release of the notice and keep the rest as they are."""
    if tender.state is not TenderState.DRAFT:
        raise Refusal("This tender is published: a change of the notice no longer alters it.")
    notice = newer_notice(tender)
    if notice is None or notice.release_id != release_id:
        raise Refusal("The notice has changed again since you looked. Look at the offer anew.")
    values = {name: value for name, value in draft_values(notice).items() if name in fields}
    if "lots" in values:
        write_parts(tender.id, "lots", values.pop("lots"))
    for name, value in values.items():
        setattr(tender, name, value)
    tender.notice_release_id = release_id
    act.note(taken=sorted(fields))
    _touched(tender)
    return tender


def write_parts(tender_id: UUID, name: str, rows: Rows) -> None:
    """Make the parts of a draft be these, numbered from 1; rows that stay keep their ids."""
    model = _PARTS[name]
    known = list(getattr(parts_of(tender_id), name))
    for number, values in enumerate(rows, 1):
        row = known[number - 1] if number <= len(known) else None
        if row is None:
            row = model(tender_id=tender_id, number=number)
            db.session.add(row)
        for key, value in values.items():
            setattr(row, key, value)
    for row in known[len(rows) :]:
        db.session.delete(row)
    db.session.flush()


@action("tender.publish")
def publish_tender(act: Act, tender: Tender) -> Tender:
    """Publish a draft: it is frozen as version 1, and bids can be sealed to its key."""
    state = TENDER.after(tender.state, "publish")
    buyer = db.session.get_one(Organisation, tender.buyer_id)
    _may_publish(buyer)
    parts = parts_of(tender.id)
    refuse_if_any(publishing_faults(tender, parts, buyer.kind, act.now))
    tender.state = state
    tender.published_at = act.now
    tender.sealing_key = tender_public_key(keys.master(), str(tender.id))
    _freeze(act, tender, buyer, "First published")
    return tender


def _may_publish(buyer: Organisation) -> None:
    if buyer.approved_at is None:
        raise Refusal(
            f"The broker has not yet confirmed that {buyer.name} is who it says. You can finish "
            "the draft; it can be published as soon as that is done."
        )
    if buyer.dissolved_on is not None or buyer.merged_into_id is not None:
        raise Refusal(f"{buyer.name} no longer exists, so it cannot publish a tender.")


@action("tender.amend")
def amend_tender(
    act: Act,
    tender: Tender,
    *,
    why: str,
    is_substantial: bool,
    closes_at: datetime | None = None,
    parts: Mapping[UUID, Mapping[str, Any]] | None = None,
    **values: Any,
) -> Tender:
    """Change a published tender in words and, if need be, to a later deadline; a new version.

    ``parts`` holds what changes of a lot, question or clause by its id. A change that
    matters to suppliers gives them the legal least time anew (Procurement Act 2023, ss31, 54).
    """
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
    _give_reason(why, "why")
    _check_names(values, AMENDABLE)
    for name, value in values.items():
        setattr(tender, name, value)
    _amend_parts(tender, parts or {})
    if closes_at is not None and closes_at != tender.closes_at:
        _move(act, tender, buyer, closes_at, with_questions=True)
    if effect.earliest_deadline and london_day(tender.closes_at) < effect.earliest_deadline:
        raise Refusal(effect.sentences[-1], field="closes_at")
    _still_fit(tender, buyer)
    _freeze(act, tender, buyer, why.strip())
    _tell_suppliers(act, tender, "tender_amended", why=why.strip())
    return tender


def _amend_parts(tender: Tender, changes: Mapping[UUID, Mapping[str, Any]]) -> None:
    parts = parts_of(tender.id)
    rows = {row.id: (name, row) for name in _PARTS for row in getattr(parts, name)}
    for key, values in changes.items():
        name, row = rows[key]
        _check_names(values, AMENDABLE_PARTS[name])
        for field, value in values.items():
            setattr(row, field, value)
    db.session.flush()


def _still_fit(tender: Tender, buyer: Organisation) -> None:
    """As whole as it was on the day it was published, when its times were judged."""
    assert tender.published_at is not None
    refuse_if_any(publishing_faults(tender, parts_of(tender.id), buyer.kind, tender.published_at))


@action("tender.extend")
def extend_tender(
    act: Act, tender: Tender, *, closes_at: datetime, why: str, with_questions: bool = False
) -> Tender:
    """Move the deadline to a later moment, the same for everybody; never an earlier one.

    The award and the start move with it, and the deadline for questions if wanted.
    """
    tender.state = TENDER.after(tender.state, "extend")
    _give_reason(why, "why")
    buyer = db.session.get_one(Organisation, tender.buyer_id)
    _move(act, tender, buyer, closes_at, with_questions=with_questions)
    _still_fit(tender, buyer)
    _freeze(act, tender, buyer, why.strip())
    _tell_suppliers(act, tender, "tender_extended", why=why.strip())
    return tender


def _move(
    act: Act, tender: Tender, buyer: Organisation, closes_at: datetime, *, with_questions: bool
) -> None:
    plan = timetable_of(tender, act.today)
    assert plan is not None
    extended(plan.closes_at, closes_at, act.now)
    regime = regime_for(tender, buyer.kind, act.today)
    later = moved(plan, closes_at, regime, with_questions=with_questions)
    tender.questions_until = later.questions_close_at
    tender.answers_by = later.answers_by
    tender.closes_at = later.closes_at
    tender.award_on = later.award_on
    tender.starts_on = later.starts_on


@action("tender.cancel")
def cancel_tender(act: Act, tender: Tender, *, why: str) -> Tender:
    """End the procurement without an award; the reason is public (Procurement Act 2023, s55)."""
    state = TENDER.after(tender.state, "cancel")
    _give_reason(why, "why")
    tender.state = state
    tender.cancelled_because = why.strip()
    _tell_suppliers(act, tender, "tender_cancelled", why=why.strip())
    return tender


@action("tender.close")
def close_tender(act: Act, tender: Tender) -> None:
    """Tell the buyers that the deadline has passed; nothing where it was moved or cancelled."""
    if tender.state is not TenderState.PUBLISHED or tender.closes_at is None:
        return
    if not is_closed(tender.closes_at, act.now):
        return
    for person_id in people_of([tender.buyer_id], Role.BUYER):
        act.notify(person_id, "tender_closed", tender_id=tender.id, title=tender.title)


def _freeze(act: Act, tender: Tender, buyer: Organisation, why: str) -> None:
    """Keep what is published now as the next version, and note what is due at its deadline."""
    assert tender.closes_at is not None
    tender.version += 1
    content = content_of(
        tender, parts_of(tender.id), buyer, regime_for(tender, buyer.kind, act.today)
    )
    act.add(
        TenderVersion(
            tender_id=tender.id,
            number=tender.version,
            published_at=act.now,
            published_by=act.person_id,
            why=why,
            content=content,
            sha256=fingerprint_of(content),
        )
    )
    _touched(tender)
    act.enqueue(
        "tender_closed",
        at=tender.closes_at,
        once=f"tender-closed-{tender.id}-{tender.closes_at.isoformat()}",
        tender_id=tender.id,
    )


def _tell_suppliers(act: Act, tender: Tender, template: str, **values: Any) -> None:
    """Everyone who has begun a bid or asked, whoever they are: the buyer does not learn who."""
    assert tender.closes_at is not None
    closes = in_london_words(tender.closes_at)
    for person_id in people_of(_suppliers_of(tender.id), Role.BID_WRITER):
        act.notify(
            person_id, template, tender_id=tender.id, title=tender.title, closes=closes, **values
        )


def _suppliers_of(tender_id: UUID) -> list[UUID]:
    found = (
        select(Bid.organisation_id)
        .where(Bid.tender_id == tender_id)
        .union(
            select(Clarification.organisation_id).where(Clarification.tender_id == tender_id),
            select(ConsortiumMember.organisation_id)
            .join(Consortium, Consortium.id == ConsortiumMember.consortium_id)
            .where(Consortium.tender_id == tender_id, ConsortiumMember.state.in_(CURRENT)),
        )
    )
    return list(db.session.scalars(found))


def people_of(organisations: Sequence[UUID], role: Role) -> list[UUID]:
    """Those who hold a role in any of the organisations now; owners hold it too."""
    return list(
        db.session.scalars(
            select(Membership.person_id)
            .where(
                Membership.organisation_id.in_(organisations),
                Membership.role.in_([role, Role.OWNER]),
                Membership.ended_at.is_(None),
            )
            .distinct()
        )
    )


def _give_reason(why: str, field: str) -> None:
    if not why.strip():
        raise Refusal("Give the reason: it is published.", field=field)


def _check_names(values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    if not values.keys() <= allowed:
        raise TypeError(f"Not to be changed here: {sorted(values.keys() - allowed)}")


def _touched(tender: Tender) -> None:
    """Count a revision although the change was written, or stands in the parts only."""
    flag_modified(tender, "title")
