"""What the system does with notices that other bodies have published."""

from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, tuple_

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.organisations import trades_from
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.queries.people import people_of
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.notices import known_release
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.open_data.notice import NoticeFacts, PartyFacts
from procurement.open_data.notice_party import TAKING_PART, kind_of, register_entries, same_name
from procurement.tendering.tender import TenderState

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""A release without a date is older than any that has one."""


class Outcome(StrEnum):
    """What became of a release."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def is_news(facts: NoticeFacts) -> bool:
    """Whether a release is newer than what is known of its process, or all that is known."""
    known = known_release(facts.ocid)
    return known is None or _dated(facts) > known


@action("notice.import")
def import_notice(act: Act, _: None, facts: NoticeFacts) -> Outcome:
    """Remember a release, and the organisations that take part; contacts are in neither.

    A later release replaces the notice, never a draft made from it: its buyers are told.
    """
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('notices'))"))
    if not is_news(facts):
        return Outcome.UNCHANGED
    found = db.session.scalars(select(Notice).where(Notice.ocid == facts.ocid)).one_or_none()
    notice = found or Notice(ocid=facts.ocid)
    notice.buyer_id = _organisation(act, facts.buyer).id
    for party in facts.other_parties:
        if TAKING_PART & set(party.roles):
            _organisation(act, party)
    _write(notice, facts, act.now)
    act.add(notice)
    act.note(ocid=facts.ocid, release_id=facts.release_id)
    if found is None:
        return Outcome.IMPORTED
    _tell_drafters(act, notice)
    return Outcome.UPDATED


def _write(notice: Notice, facts: NoticeFacts, now: datetime) -> None:
    is_sterling = facts.currency in {"GBP", ""}
    notice.release_id = facts.release_id
    notice.released_at = _dated(facts)
    notice.stage = facts.stage.value
    notice.title = storable(facts.title)
    notice.description = storable(facts.description)
    notice.value = (
        Money(facts.value_pence) if is_sterling and facts.value_pence is not None else None
    )
    notice.currency = facts.currency or None
    notice.cpv = [code.code for code in facts.cpv_codes]
    notice.delivery = storable(
        ", ".join(
            dict.fromkeys(
                [*facts.delivery_places, *facts.delivery_regions, *facts.delivery_postcodes]
            )
        )
    )
    notice.closes_at = facts.tender_ends_at
    notice.starts_on = facts.contract_starts_on
    notice.ends_on = facts.contract_ends_on
    notice.lots = storable(
        [
            {
                "id": lot.id,
                "title": lot.title,
                "description": lot.description,
                "value_pence": lot.value_pence if lot.currency in {"GBP", ""} else None,
            }
            for lot in facts.lots
        ]
    )
    notice.release = storable(dict(facts.release))
    notice.source = facts.source_url
    notice.imported_at = now


def _dated(facts: NoticeFacts) -> datetime:
    return facts.released_at or facts.published_at or _LONG_AGO


def storable(value: Any) -> Any:
    """A JSON value without what PostgreSQL cannot hold: NUL and halves of characters."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [storable(part) for part in value]
    if isinstance(value, dict):
        return {storable(key): storable(part) for key, part in value.items()}
    return value


def _organisation(act: Act, party: PartyFacts) -> Organisation:
    """The organisation with one of the party's identifiers or its name; else a new, unclaimed one."""
    entries = [(storable(scheme), storable(number)) for scheme, number in register_entries(party)]
    held = _held(entries)
    organisation = next(iter(held.values()), None) or _by_name(party.name, entries)
    organisation = _survivor(organisation) if organisation else _unclaimed(act, party)
    for scheme, number in entries:
        if (scheme, number) not in held:
            act.add(
                OrganisationIdentifier(
                    organisation_id=organisation.id, scheme=scheme, identifier=number
                )
            )
    return organisation


def _held(entries: list[tuple[str, str]]) -> dict[tuple[str, str], Organisation]:
    rows = db.session.execute(
        select(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier, Organisation)
        .join(Organisation, Organisation.id == OrganisationIdentifier.organisation_id)
        .where(
            tuple_(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier).in_(entries)
        )
    )
    found = {(row[0], row[1]): row[2] for row in rows}
    return {entry: found[entry] for entry in entries if entry in found}


def _by_name(name: str, entries: list[tuple[str, str]]) -> Organisation | None:
    """One of the same name, unless a register tells the two apart."""
    first_words = " ".join(storable(name).split()[:1])
    candidates = db.session.scalars(
        select(Organisation)
        .where(Organisation.name.icontains(first_words, autoescape=True))
        .order_by(Organisation.created_at, Organisation.id)
    )
    schemes = {scheme for scheme, _ in entries if scheme not in _ACCOUNTS}
    for one in candidates:
        if same_name(one.name) == same_name(name) and not schemes & _schemes_of(one.id):
            return one
    return None


_ACCOUNTS = frozenset({"GB-CFS", "GB-SRS"})
"""Numbers of accounts on other sites: one organisation may well have several."""


def _schemes_of(organisation_id: UUID) -> set[str]:
    return set(
        db.session.scalars(
            select(OrganisationIdentifier.scheme).where(
                OrganisationIdentifier.organisation_id == organisation_id
            )
        )
    )


def _survivor(organisation: Organisation) -> Organisation:
    while organisation.merged_into_id is not None:
        organisation = db.session.get_one(Organisation, organisation.merged_into_id)
    return organisation


def _unclaimed(act: Act, party: PartyFacts) -> Organisation:
    row = act.add(
        Organisation(
            name=" ".join(storable(party.name).split()),
            kind=kind_of(party),
            street=storable(party.street),
            town=storable(party.locality),
            postcode=storable(party.postcode),
            created_at=act.now,
        )
    )
    with suppress(Refusal):  # no postcode, or none in form: where it trades from is not known
        row.postcode = trades_from(row.id, party.postcode, london_day(act.now)).postcode
    return row


def _tell_drafters(act: Act, notice: Notice) -> None:
    drafts = db.session.scalars(
        select(Tender).where(Tender.notice_id == notice.id, Tender.state == TenderState.DRAFT)
    ).all()
    for tender in drafts:
        for person_id in people_of([tender.buyer_id], Role.BUYER):
            act.notify(person_id, "notice_changed", tender_id=tender.id, title=tender.title)
