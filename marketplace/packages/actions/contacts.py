"""Whom to speak to is named, and ends; a broker bridges."""

from uuid import UUID

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.contacts import Contact
from marketplace.packages.models.developments import Development
from marketplace.packages.queries.contacts import is_bridged
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
    act: Act, organisation: Organisation, *, development_id: UUID | None = None
) -> Contact:
    """The broker who acts is the bridging contact of an organisation, or of one development."""
    _check_development(organisation, development_id)
    if is_bridged(organisation.id, development_id):
        raise Refusal("There is a bridging contact already.")
    return act.add(
        Contact(
            organisation_id=organisation.id,
            development_id=development_id,
            kind=ContactKind.BRIDGING,
            person_id=act.person_id,
            named_at=act.now,
        )
    )


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
