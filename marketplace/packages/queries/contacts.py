"""Whom does one speak to, how quickly do they answer, and which conversations are open?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select, true

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Membership, PersonDetails
from marketplace.organisations.queries.places import brokers_around, brokers_near, every_broker
from marketplace.packages.models.contacts import (
    Contact,
    Conversation,
    contacts_now,
    conversation_ids_visible_to,
    conversations_visible_to,
)
from marketplace.packages.models.developments import Development
from procurement.packages.contact import ContactKind, Speed, speed

_NEWEST = 50
"""Of how many of the newest answers the speed is told."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A contact, of which organisation, with name and address, and how quickly they answer; who
    may not read the name is given none."""

    row: Contact
    organisation: str
    name: str
    email: str
    telephone: str
    speed: Speed | None


def by_person(reached: Iterable[Reached]) -> list[list[Reached]]:
    """The same, all contacts of one person together: a person may stand for several kinds, and for
    a development beside all that its developer does."""
    together: dict[tuple[object, ...], list[Reached]] = {}
    for one in reached:
        row = one.row
        who = row.person_id or (row.name, row.email.lower(), row.telephone)
        if not (row.person_id or row.name):
            who = row.id
        together.setdefault((who, row.organisation_id), []).append(one)
    return list(together.values())


def reads_contacts(actor: Actor) -> bool:
    """Whether the person reads names of contacts: people of some organisation here, the broker and
    the board, before they commit to anything."""
    return bool(actor.organisations) or actor.is_broker or actor.is_board_member


def contacts_of_organisation(
    actor: Actor, organisation_id: UUID, beside: Beside
) -> Stretch[Reached]:
    """One page of the contacts for all that an organisation does: two queries."""
    of = (Contact.organisation_id == organisation_id, Contact.development_id.is_(None))
    return _reached(actor, contacts_now().where(*of), beside)


def contacts_of_development(
    actor: Actor, development: Development, beside: Beside
) -> Stretch[Reached]:
    """One page of the contacts of a development, and of its developer for everything: two
    queries."""
    owners = (Contact.organisation_id == development.owner_id) & Contact.development_id.is_(None)
    of = or_(Contact.development_id == development.id, owners)
    return _reached(actor, contacts_now().where(of), beside)


def is_bridged(organisation_id: UUID, development_id: UUID | None) -> bool:
    """Whether a broker is the bridging contact of an organisation, or of one development."""
    same = contacts_now().where(
        Contact.organisation_id == organisation_id,
        Contact.development_id.is_not_distinct_from(development_id),
        Contact.kind == ContactKind.BRIDGING,
    )
    return db.session.scalar(select(same.exists())) is True


def brokers_for(
    organisation_id: UUID, development_id: UUID | None, today: date
) -> Sequence[PersonDetails]:
    """The brokers of the place of a development, or of the places that an organisation trades in; where
    no place is known, every broker. At most three queries."""
    if development_id is None:
        near = brokers_around(organisation_id, today)
    else:
        ward = select(Development.ward_code).where(Development.id == development_id)
        near = brokers_near(db.session.scalar(ward))
    return near or every_broker()


def bridging_contact(actor: Actor, organisation_id: UUID) -> Reached | None:
    """The broker who is named to help an organisation, where one is: two queries."""
    wanted = contacts_now().where(
        Contact.organisation_id == organisation_id,
        Contact.development_id.is_(None),
        Contact.kind == ContactKind.BRIDGING,
    )
    return next(iter(_reached(actor, wanted, Beside()).rows), None)


def contact_by_id(contact_id: UUID) -> Select[Contact]:
    """One contact that has not ended, whoever asks: a right guards what is done with it."""
    return contacts_now().where(Contact.id == contact_id)


def reached(actor: Actor, contact: Contact) -> Reached:
    """One contact as the person reads it: two queries."""
    return _reached(actor, select(Contact).where(Contact.id == contact.id), Beside()).rows[0]


@dataclass(frozen=True, slots=True)
class Spoke:
    """A conversation, with whom it was held, and about which development, where it is one’s."""

    row: Conversation
    contact: str
    organisation: str
    development: str | None


def conversations_of(actor: Actor, beside: Beside) -> Stretch[Spoke]:
    """One page of what the person reads, the newest first."""
    among = conversation_ids_visible_to(actor)
    wanted = with_contacts(select(Conversation))
    page = stretch_of(wanted, (Conversation.id,), beside, descending=True, among=among)
    return Stretch([Spoke(*row) for row in page.rows], page.before, page.after)


def conversation_seen_by(actor: Actor, conversation_id: UUID) -> Select[Conversation]:
    """One conversation, where this person may read it."""
    return conversations_visible_to(actor).where(Conversation.id == conversation_id)


def with_contacts(wanted: Select[Conversation]) -> Select[Conversation, str, str, str | None]:
    """Conversations, each with the contact's name, empty once erased, organisation, and the
    development that the contact is for."""
    return (
        wanted.join(Contact, Contact.id == Conversation.contact_id)
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .join(PersonDetails, PersonDetails.person_id == Contact.person_id, isouter=True)
        .join(Development, Development.id == Contact.development_id, isouter=True)
        .add_columns(
            func.coalesce(PersonDetails.name, Contact.name), Organisation.name, Development.name
        )
    )


def contact_named_by(conversation: Conversation) -> Contact:
    """With whom it was held."""
    return db.session.get_one(Contact, conversation.contact_id)


def _reached(actor: Actor, wanted: Select[Contact], beside: Beside) -> Stretch[Reached]:
    rows: Select[Contact, str, Any, Any] = (
        wanted.join(Organisation, Organisation.id == Contact.organisation_id)
        .join(PersonDetails, PersonDetails.person_id == Contact.person_id, isouter=True)
        .add_columns(Organisation.name, PersonDetails.name, PersonDetails.email)
    )
    page = stretch_of(rows, (Contact.id,), beside)
    speeds = _speeds([row[0].id for row in page.rows])
    shows = reads_contacts(actor)
    return Stretch(
        [
            Reached(
                contact,
                organisation,
                (own or contact.name) if shows else "",
                (address or contact.email) if shows else "",
                contact.telephone if shows else "",
                speeds.get(contact.id),
            )
            for contact, organisation, own, address in page.rows
        ],
        page.before,
        page.after,
    )


def _speeds(ids: Iterable[UUID]) -> Mapping[UUID, Speed | None]:
    """How quickly each answers, by its newest answers: one query, one row each.

    What was logged for a contact’s own organisation, by somebody who belongs or belonged to it,
    or by the contact itself is left out: nobody makes their own speed. A bridging
    contact’s own side are the brokers.
    """
    own_people = (
        exists()
        .where(
            Membership.person_id == Conversation.logged_by,
            Membership.organisation_id == Contact.organisation_id,
        )
        .correlate(Contact, Conversation)
    )
    newest = (
        select((Conversation.answered_on - Conversation.asked_on).label("days"))
        .where(
            Conversation.contact_id == Contact.id,
            Conversation.answered_on.is_not(None),
            Conversation.logged_for.is_distinct_from(Contact.organisation_id),
            Conversation.logged_by.is_distinct_from(Contact.person_id),
            or_(Contact.kind != ContactKind.BRIDGING, Conversation.logged_for.is_not(None)),
            ~own_people,
        )
        .order_by(Conversation.asked_on.desc())
        .limit(_NEWEST)
        .lateral()
    )
    found: Sequence[Any] = db.session.execute(
        select(Contact.id, func.array_agg(newest.c.days))
        .join(newest, true())
        .where(Contact.id.in_(list(ids)))
        .group_by(Contact.id)
    ).all()
    return {contact_id: speed(days) for contact_id, days in found}
