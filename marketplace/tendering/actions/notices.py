"""What the system does with notices that other bodies have published."""

from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select, text, tuple_

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.organisations import trades_from
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.queries.people import people_of
from marketplace.tendering.models.notices import Notice, NoticeRelease
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.notices import is_kept, releases_of, sha256_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.open_data.notice import NoticeFacts, PartyFacts, RefusedRelease
from procurement.open_data.notice_party import TAKING_PART, kind_of, register_entries, same_name
from procurement.open_data.ocds_read import read_process
from procurement.tendering.tender import TenderState


class Outcome(StrEnum):
    """What became of a release."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@action("notice.import")
def import_notice(act: Act, _: None, facts: NoticeFacts) -> Outcome:
    """Keep a release, and say of its process what all its releases say; contacts are in neither.

    A release that changes the process changes the notice, never a draft made from it:
    its buyers are told. The order in which releases arrive makes no difference.
    """
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('notices'))"))
    if is_kept(facts):
        return Outcome.UNCHANGED
    _keep(act, facts)
    process = read_process(releases_of(facts.ocid))
    if isinstance(process, RefusedRelease):
        raise Refusal(process.reason)
    act.note(ocid=facts.ocid, release_id=facts.release_id)
    known = db.session.scalars(select(Notice).where(Notice.ocid == facts.ocid)).one_or_none()
    if known is not None and not _is_changed(known, process):
        return Outcome.UNCHANGED
    notice = known or Notice(ocid=facts.ocid)
    release_before = notice.release_id
    notice.buyer_id = _organisation(act, process.buyer).id
    for party in process.other_parties:
        if TAKING_PART & set(party.roles):
            _organisation(act, party)
    _write(notice, process, act.now)
    act.add(notice)
    if known is None:
        return Outcome.IMPORTED
    if notice.release_id != release_before:
        _tell_drafters(act, notice)
    return Outcome.UPDATED


def _keep(act: Act, facts: NoticeFacts) -> None:
    act.add(
        NoticeRelease(
            ocid=facts.ocid,
            release_id=facts.release_id,
            released_at=facts.dated,
            sha256=sha256_of(facts.release),
            release=dict(facts.release),
            imported_at=act.now,
        )
    )


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


def _organisation(act: Act, party: PartyFacts) -> Organisation:
    """The organisation with one of the party's identifiers or its name; else a new, unclaimed one."""
    entries = [(scheme, number) for scheme, number in register_entries(party)]
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
    drafts = db.session.scalars(
        select(Tender).where(Tender.notice_id == notice.id, Tender.state == TenderState.DRAFT)
    ).all()
    for tender in drafts:
        for person_id in people_of([tender.buyer_id], Role.BUYER):
            act.notify(person_id, "notice_changed", tender_id=tender.id, title=tender.title)
