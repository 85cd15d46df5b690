"""Whom to speak to is named, and ends; a broker bridges."""

from uuid import UUID

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.act import Act, NotAllowed, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.contacts import Contact
from marketplace.packages.models.developments import Development
from marketplace.packages.queries.contacts import brokers_for, is_bridged
from procurement.ground.refusal import Refusal
from procurement.packages.contact import ContactKind, check_contact


@action("contact.name")
def name_contact(
    act: Act,
    organisation: Organisation,
    *,
    kind: ContactKind,
    is_me: bool = False,
    name: str = "",
    email: str = "",
    telephone: str = "",
    development_id: UUID | None = None,
) -> Contact:
    """Name somebody to speak to, for all that the organisation does or for one development: the
    person who acts, or another one by name."""
    if is_me:
        check_contact(kind, act.actor.name, "own", telephone)
        name = email = ""
    else:
        check_contact(kind, name, email, telephone)
    _check_development(organisation, development_id)
    return act.add(
        Contact(
            organisation_id=organisation.id,
            development_id=development_id,
            kind=kind,
            person_id=act.person_id if is_me else None,
            name=name.strip(),
            email=email.strip(),
            telephone=telephone.strip(),
            named_at=act.now,
        )
    )


@action("contact.bridge")
def bridge_contact(
    act: Act,
    organisation: Organisation,
    *,
    development_id: UUID | None = None,
    person_id: UUID | None = None,
) -> Contact:
    """A broker is the bridging contact of an organisation, or of one development: the one who acts, or
    the one who is named, who is told and may decline."""
    if person_id is None and not act.actor.is_broker:
        raise NotAllowed(act.verb)
    _check_development(organisation, development_id)
    named = person_id or act.person_id
    near = {one.person_id for one in brokers_for(organisation.id, development_id, act.today)}
    if named not in near and not (named == act.person_id and act.actor.is_broker):
        raise Refusal("Choose a broker of the place.", field="person_id")
    if is_bridged(organisation.id, development_id):
        raise Refusal("There is a bridging contact already.")
    row = act.add(
        Contact(
            organisation_id=organisation.id,
            development_id=development_id,
            kind=ContactKind.BRIDGING,
            person_id=named,
            named_at=act.now,
            named_by=act.person_id,
        )
    )
    if named != act.person_id:
        act.notify(named, "bridging_named", by=act.actor.name, contact_id=row.id, **_of(row))
    return row


@action("contact.decline")
def decline_contact(act: Act, contact: Contact, *, reason: str) -> None:
    """The broker who was named says no; who named them is told, and another can be named."""
    if contact.ended_at is not None or contact.kind is not ContactKind.BRIDGING:
        raise Refusal("There is nothing to decline.")
    contact.ended_at = act.now
    if contact.named_by is not None and contact.named_by != act.person_id:
        act.notify(
            contact.named_by,
            "bridging_declined",
            broker=act.actor.name,
            reason=reason.strip(),
            **_of(contact),
        )


def _of(contact: Contact) -> dict[str, object]:
    """Of which organisation, or of which of its developments, and the page of its contacts."""
    if contact.development_id is not None:
        development = db.session.get_one(Development, contact.development_id)
        return {"of": development.name, "page": f"developments/{development.id}/contacts"}
    organisation = db.session.get_one(Organisation, contact.organisation_id)
    return {"of": organisation.name, "page": f"organisations/{organisation.id}/contacts"}


@action("contact.end")
def end_contact(act: Act, contact: Contact) -> None:
    """One speaks to them no more. What was said stays with those for whom it was logged."""
    if contact.ended_at is not None:
        raise Refusal("This has ended.")
    contact.ended_at = act.now
    contact.name = contact.email = contact.telephone = ""


def _check_development(organisation: Organisation, development_id: UUID | None) -> None:
    if development_id is None:
        return
    builders = select(Development.owner_id, Development.contractor_id)
    row = db.session.execute(builders.where(Development.id == development_id)).one_or_none()
    if row is None or organisation.id not in row:
        raise NotThere("Development")
