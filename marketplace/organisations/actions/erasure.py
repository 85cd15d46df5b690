"""What is left of a person who wants to be forgotten? An id without a name."""

from uuid import UUID

from sqlalchemy import delete, func, select, union_all, update

from marketplace.engine import db, forgetting
from marketplace.engine.access import SYSTEM, Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.outbox import ADDRESSED, FOR_PERSON, LETTERS, OutboxEntry
from marketplace.engine.security_events import EventKind
from marketplace.organisations.actions.guarding import guards_a_password
from marketplace.organisations.actions.messages import readable
from marketplace.organisations.actions.people import check_own_password, details_to_change
from marketplace.organisations.actions.search_documents import (
    keep_organisations,
    organisations_found_by,
)
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Membership, Person, PersonDetails
from marketplace.organisations.queries.handing_over import hand_over_first
from marketplace.organisations.queries.people import people_as
from procurement.ground.refusal import Refusal, refuse_if_any


@guards_a_password(EventKind.PASSWORD_WRONG)
@action("person.erase")
def erase_person(act: Act, person: Person, *, password: str) -> None:
    """Empty every place where the person stands, but for what the law keeps.

    What the person did stays in the records under an id that names nobody. Refuses who
    must hand over first: nobody leaves an organisation or a place to nobody.
    """
    check_own_password(details_to_change(person.id), password)
    refuse_if_any([Refusal(held.sentence) for held in hand_over_first(person.id, lock=True)])
    _forget(act, person)


@action("person.forget")
def forget_person(act: Act, person: Person) -> None:
    """Erase again who was erased before, and came back with a restored backup."""
    _forget(act, person)


def erase_again(person_ids: set[UUID]) -> int:
    """Erase those of these who have come back with their names; how many."""
    back = db.session.scalars(
        select(PersonDetails.person_id)
        .where(PersonDetails.person_id.in_(person_ids))
        .order_by(PersonDetails.person_id)
    ).all()
    db.session.rollback()
    for person_id in back:
        forget_person(SYSTEM, person_id)
    return len(back)


def _forget(act: Act, person: Person) -> None:
    known = forgetting.known(person.id)
    person.erased_at = person.erased_at or act.now
    person.operator_since = None
    db.session.execute(
        update(Membership)
        .where(Membership.person_id == person.id, Membership.ended_at.is_(None))
        .values(ended_at=act.now)
    )
    if known is not None:
        contacts = db.session.scalars(
            select(Organisation).where(func.lower(Organisation.contact_email).in_(known.emails))
        ).all()
        letters = _letters_to(known)
        naming = organisations_found_by(known.words)
        act.note(emptied=forgetting.empty(known), letters=letters)
        keep_organisations(*naming)
        for organisation in contacts:
            _ask_for_a_contact(act, organisation)
    act.enqueue("note_erasure", person_id=person.id)


def _letters_to(person: forgetting.Known) -> int:
    """Delete the orders for e-mails to the person, done and undone; how many.

    Addresses stand there encrypted, so each order to one is read; done, they are
    kept for ninety days.
    """
    orders = select(OutboxEntry.id, OutboxEntry.values)
    own = orders.where(LETTERS, FOR_PERSON.in_([str(person.person_id)]))
    both = db.session.execute(union_all(own, orders.where(ADDRESSED)))
    theirs = {order.id for order in both if _is_to(order.values, person)}
    db.session.execute(delete(OutboxEntry).where(OutboxEntry.id.in_(theirs)))
    return len(theirs)


def _is_to(values: dict[str, object], person: forgetting.Known) -> bool:
    address = readable(str(values.get("to", "")))
    return values.get("person_id") == str(person.person_id) or address.lower() in person.emails


def _ask_for_a_contact(act: Act, organisation: Organisation) -> None:
    for owner in people_as(organisation.id, Role.OWNER):
        act.notify(
            owner,
            "contact_erased",
            organisation=organisation.name,
            organisation_id=organisation.id,
        )
