"""What a buyer does with a tender until it is published, and what is due when it closes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.tendering.actions.approvals import follow_draft
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import (
    OCID_PREFIX,
    Clause,
    Condition,
    Lot,
    Question,
    Tender,
    TenderTerms,
)
from marketplace.tendering.queries.notices import draft_values, newer_notice
from marketplace.tendering.queries.tender_defaults import begun_with
from marketplace.tendering.queries.tender_facts import estimated_from
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.refusal import Refusal
from procurement.open_data.ocds_write import ocid
from procurement.tendering.tender import TenderState, is_closed

Rows = Sequence[Mapping[str, Any]]


class DraftChanges(TenderTerms, total=False):
    """What is changed of a draft: terms by name, and each list of parts as a whole."""

    lots: Rows
    questions: Rows
    clauses: Rows
    conditions: Rows
    kept: Collection[str]


PARTS: dict[str, type[Lot] | type[Question] | type[Clause] | type[Condition]] = {
    "lots": Lot,
    "questions": Question,
    "clauses": Clause,
    "conditions": Condition,
}
EDITABLE = TenderTerms.__optional_keys__
"""What a draft's author decides."""


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
    tender = begin_draft(act, buyer.id, begun_with(buyer.id) | values)
    write_parts(tender.id, "lots", lots)
    _estimate(tender, act.today)
    act.note(notice_id=notice_id)
    return tender


def begin_draft(act: Act, buyer_id: UUID, values: Mapping[str, Any]) -> Tender:
    """A draft of a buyer with these columns, within an action."""
    key = db.uuid7()
    act.note(tender_id=key)
    return act.add(
        Tender(
            id=key,
            buyer_id=buyer_id,
            ocid=ocid(OCID_PREFIX, str(key)),
            created_at=act.now,
            **values,
        )
    )


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
    conditions: Rows | None = None,
    kept: Collection[str] = (),
    **values: Unpack[TenderTerms],
) -> Tender:
    """Change a draft: columns by name, and each list of parts as a whole, in its order.

    ``kept`` names what the draft began with and is to stay as it stands. A draft may be
    incomplete: what is missing is said when it is published.
    """
    if tender.state is not TenderState.DRAFT:
        raise Refusal("This tender is published. Use “Change this tender” instead.")
    refuse_deleted(tender)
    check_names(values, EDITABLE)
    for name, value in values.items():
        setattr(tender, name, value)
    decided = {*tender.decided, *values, *(set(kept) & set(tender.brought))}
    parts = {"lots": lots, "questions": questions, "clauses": clauses, "conditions": conditions}
    for name, rows in parts.items():
        if rows is not None:
            write_parts(tender.id, name, rows)
            decided.add(name)
    if lots is not None:
        _estimate(tender, act.today)
    tender.decided, tender.brought = sorted(decided), sorted(set(tender.brought) - decided)
    follow_draft(tender, act.now)
    touched(tender)
    return tender


@action("offer.take")
def take_offer(act: Act, tender: Tender, *, release_id: str, fields: Collection[str]) -> Tender:
    """Take these fields from the later release of the notice and keep the rest as they are."""
    if tender.state is not TenderState.DRAFT:
        raise Refusal("This tender is published: a change of the notice no longer alters it.")
    refuse_deleted(tender)
    notice = newer_notice(tender)
    if notice is None or notice.release_id != release_id:
        raise Refusal("The notice has changed again since you looked. Look at the offer anew.")
    values = {name: value for name, value in draft_values(notice).items() if name in fields}
    if "lots" in values:
        write_parts(tender.id, "lots", _with_its_own(tender, values.pop("lots")))
        _estimate(tender, act.today)
    for name, value in values.items():
        setattr(tender, name, value)
    tender.notice_release_id = release_id
    act.note(taken=sorted(fields))
    follow_draft(tender, act.now)
    touched(tender)
    return tender


def _estimate(tender: Tender, today: date) -> None:
    """Work the estimate out from the lots as they are saved now (s4)."""
    sums = estimated_from(tender, parts_of(tender.id).lots, today)
    tender.estimate, tender.options_estimate = sums


_OF_NO_NOTICE: Mapping[str, Any] = {
    "floor": None, "ceiling": None, "options": "", "options_estimate": None,
    "extension_months": None, "extension": "", "extension_estimate": None, "vat_percent": None,
    "starts_on": None, "ends_on": None,
}  # fmt: skip
"""What is said of a lot here and in no notice, with what stands there before."""


def _with_its_own(tender: Tender, lots: Rows) -> Rows:
    """What no notice says of a lot stays with the lot of its title."""
    given = {
        lot.title: {name: getattr(lot, name) for name in _OF_NO_NOTICE}
        for lot in parts_of(tender.id).lots
    }
    return [{**lot, **given.get(lot["title"], _OF_NO_NOTICE)} for lot in lots]


def bring_parts(act: Act, tender: Tender, name: str, rows: Rows) -> None:
    """Add parts to a draft from elsewhere, within an action: the list is to be saved anew."""
    if tender.state is not TenderState.DRAFT:
        raise Refusal("This tender is published. Use “Change this tender” instead.")
    refuse_deleted(tender)
    for number, values in enumerate(rows, len(getattr(parts_of(tender.id), name)) + 1):
        db.session.add(PARTS[name](tender_id=tender.id, number=number, **values))
    tender.decided = sorted({*tender.decided} - {name})
    tender.brought = sorted({*tender.brought, name})
    follow_draft(tender, act.now)
    touched(tender)


def write_parts(tender_id: UUID, name: str, rows: Rows) -> None:
    """Make the parts of a draft be these, numbered from 1; rows that stay keep their ids."""
    model = PARTS[name]
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


@action("tender.delete")
def delete_tender(act: Act, tender: Tender) -> None:
    """Take a draft out of every list; nothing of it is lost, and it can be brought back."""
    if tender.state is not TenderState.DRAFT:
        raise Refusal("This tender was published, so it stays. You can cancel it instead.")
    refuse_deleted(tender)
    tender.deleted_at = act.now


@action("tender.restore")
def restore_tender(act: Act, tender: Tender) -> None:
    """Bring a deleted draft back as it was."""
    if tender.deleted_at is None:
        raise Refusal("This draft is not deleted.")
    tender.deleted_at = None


def refuse_deleted(tender: Tender) -> None:
    """What is deleted is changed no more."""
    if tender.deleted_at is not None:
        raise Refusal(
            "This draft was deleted. Bring it back first: its page among the deleted drafts has "
            "the button."
        )


@action("tender.close")
def close_tender(act: Act, tender: Tender) -> None:
    """Tell the buyers that the deadline has passed; nothing where it was moved or cancelled."""
    if tender.state is not TenderState.PUBLISHED or tender.closes_at is None:
        return
    if not is_closed(tender.closes_at, act.now):
        return
    for person_id in people_of([tender.buyer_id], Role.BUYER):
        act.notify(person_id, "tender_closed", tender_id=tender.id, title=tender.title)


def check_names(values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Only columns of that list may be written: another name is an error of ours."""
    if not values.keys() <= allowed:
        raise TypeError(f"Not to be changed here: {sorted(values.keys() - allowed)}")


def touched(tender: Tender) -> None:
    """Count a revision although the change was written, or stands in the parts only."""
    flag_modified(tender, "title")
