"""What the system does with notices that other bodies have published."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Integer, MetaData, Table, insert, select, tuple_

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.organisations import trades_from
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.queries.people import people_of
from marketplace.tendering.actions.search_documents import hold_notices, keep_documents
from marketplace.tendering.models.notices import Notice, NoticeRelease
from marketplace.tendering.queries.notices import (
    Known,
    drafts_from,
    kept_among,
    key_of,
    releases_of,
    sha256_of,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.open_data.notice import NoticeFacts, PartyFacts, RefusedRelease
from procurement.open_data.notice_party import TAKING_PART, kind_of, register_entries, same_name
from procurement.open_data.ocds_read import read_process


class Outcome(StrEnum):
    """What became of a release."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@action("notice_batch.import")
def import_notice_batch(
    act: Act, _: None, *, releases: Sequence[NoticeFacts]
) -> list[Outcome | Refusal]:
    """Keep releases, and say of each process what all its releases say; contacts are in neither.

    What became of each, in the order given; one that is refused keeps none of the others out. A
    release that changes its process changes the notice, never a draft made from it: its buyers are
    told. The order in which releases arrive makes no difference.
    """
    hold_notices()
    staged = _staged(act, releases)
    ocids = {facts.ocid for facts in releases}
    kept, said = kept_among(releases), releases_of(ocids)
    wanted = select(Notice).where(Notice.ocid.in_(ocids))
    as_it_is = wanted.execution_options(populate_existing=True)
    known = {row.ocid: row for row in db.session.scalars(as_it_is)}
    outcomes: list[Outcome | Refusal] = []
    new: dict[Known, int] = {}
    changed: set[UUID] = set()
    bodies: list[UUID] = []
    for place, facts in enumerate(releases):
        key = key_of(facts)
        if key in kept or key in new:
            outcomes.append(Outcome.UNCHANGED)
            continue
        process = read_process([*said[facts.ocid], staged[place]])
        if isinstance(process, RefusedRelease):
            outcomes.append(Refusal(process.reason))
            continue
        new[key] = place
        said[facts.ocid].append(staged[place])
        outcomes.append(_follow(act, known, process, bodies))
        if outcomes[-1] is not Outcome.UNCHANGED:
            changed.add(known[process.ocid].id)
    _keep(list(new.values()))
    keep_documents(Notice, changed)
    keep_organisations(*bodies)
    act.note(**{str(outcome): outcomes.count(outcome) for outcome in Outcome})
    return outcomes


def _follow(
    act: Act, notices: dict[str, Notice], process: NoticeFacts, bodies: list[UUID]
) -> Outcome:
    """The notice says what all releases of its process say; ``notices`` are those known by ocid,
    ``bodies`` takes the organisations that are new."""
    known = notices.get(process.ocid)
    if known is not None and not _is_changed(known, process):
        return Outcome.UNCHANGED
    notice = known or Notice(ocid=process.ocid)
    release_before = notice.release_id
    notice.buyer_id = _organisation(act, process.buyer, bodies).id
    for party in process.other_parties:
        if TAKING_PART & set(party.roles):
            _organisation(act, party, bodies)
    _write(notice, process, act.now)
    notices[process.ocid] = act.add(notice)
    if known is None:
        return Outcome.IMPORTED
    if notice.release_id != release_before:
        _tell_drafters(act, notice)
    return Outcome.UPDATED


_STAGED = Table(
    "staged_releases",
    MetaData(),
    Column("place", Integer),
    *(Column(column.name, column.type) for column in NoticeRelease.__table__.columns),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
"""Releases on their way in: they are copied here at once, and those that are new go on as rows."""


def _staged(act: Act, releases: Sequence[NoticeFacts]) -> list[dict[str, Any]]:
    """Copy releases to where they wait; what each says as the database gives it back."""
    connection = db.session.connection()
    _STAGED.create(connection)
    cursor = connection.connection.cursor()
    names = _STAGED.columns.keys()
    with cursor.copy(f"COPY {_STAGED.name} ({', '.join(names)}) FROM STDIN") as copy:
        for place, facts in enumerate(releases):
            row = {
                "place": place,
                "id": db.uuid7(),
                "ocid": facts.ocid,
                "release_id": facts.release_id,
                "released_at": facts.dated,
                "sha256": sha256_of(facts.release),
                "release": json.dumps(facts.release),
                "imported_at": act.now,
            }
            copy.write_row([row[name] for name in names])
    back = select(_STAGED.c.release).order_by(_STAGED.c.place)
    return list(db.session.scalars(back))


def _keep(places: Sequence[int]) -> None:
    """Make rows of the releases that wait at these places."""
    names = NoticeRelease.__table__.columns.keys()
    waiting = select(*(_STAGED.c[name] for name in names)).where(_STAGED.c.place.in_(places))
    if places:
        db.session.execute(insert(NoticeRelease).from_select(names, waiting))
    _STAGED.drop(db.session.connection())


def _is_changed(notice: Notice, process: NoticeFacts) -> bool:
    """Whether the process is another than was known; a tag alone makes none."""
    known, now = dict(notice.release), dict(process.release)
    return notice.stage != process.stage or known | {"tag": None} != now | {"tag": None}


def _write(notice: Notice, facts: NoticeFacts, now: datetime) -> None:
    notice.release_id = facts.release_id
    notice.released_at = facts.dated
    notice.stage = facts.stage.value
    notice.title = facts.title
    notice.description = facts.description
    notice.value = _in_pounds(facts.value_pence, facts.currency)
    notice.currency = facts.currency or None
    notice.cpv = [code.code for code in facts.cpv_codes]
    notice.delivery = ", ".join(
        dict.fromkeys([*facts.delivery_places, *facts.delivery_regions, *facts.delivery_postcodes])
    )
    notice.closes_at = facts.tender_ends_at
    notice.starts_on = facts.contract_starts_on
    notice.ends_on = facts.contract_ends_on
    notice.lots = [
        {
            "id": lot.id,
            "title": lot.title,
            "description": lot.description,
            "value_pence": lot.value_pence if lot.currency == STERLING else None,
        }
        for lot in facts.lots
    ]
    notice.release = dict(facts.release)
    notice.source = facts.source_url
    notice.imported_at = now


STERLING = "GBP"


def _in_pounds(pence: int | None, currency: str) -> Money | None:
    """A sum in another currency, or in none that is said, is no number of pounds."""
    return Money(pence) if pence is not None and currency == STERLING else None


def _organisation(act: Act, party: PartyFacts, bodies: list[UUID]) -> Organisation:
    """The organisation with one of the party's identifiers or its name; else a new, unclaimed one."""
    entries = [(scheme, number) for scheme, number in register_entries(party)]
    held = _held(entries)
    organisation = next(iter(held.values()), None) or _by_name(party.name, entries)
    if organisation is None:
        organisation = _unclaimed(act, party)
        bodies.append(organisation.id)
    organisation = _survivor(organisation)
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
    first_words = " ".join(name.split()[:1])
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
            name=" ".join(party.name.split()),
            kind=kind_of(party),
            street=party.street,
            town=party.locality,
            postcode=party.postcode,
            created_at=act.now,
        )
    )
    with suppress(Refusal):  # no postcode, or none in form: where it trades from is not known
        row.postcode = trades_from(row.id, party.postcode, act.today).postcode
    return row


def _tell_drafters(act: Act, notice: Notice) -> None:
    for tender in drafts_from(notice):
        for person_id in people_of([tender.buyer_id], Role.BUYER):
            act.notify(person_id, "notice_changed", tender_id=tender.id, title=tender.title)
