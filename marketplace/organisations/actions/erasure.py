"""What is left of a person who wants to be forgotten? An id without a name."""

from sqlalchemy import delete, func, select, update

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.messages import Message
from marketplace.engine.outbox import KeptForm
from marketplace.organisations.actions.people import fits
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import (
    Invitation,
    Membership,
    PasswordReset,
    Person,
    PlaceMembership,
    SignIn,
)
from marketplace.organisations.models.second_factors import (
    Authenticator,
    FactorMiss,
    RecoveryCode,
)
from marketplace.organisations.queries.people import details_of
from procurement.ground.refusal import Refusal

_DELETED = (
    SignIn,
    PasswordReset,
    AddressProof,
    PlaceMembership,
    KeptForm,
    Authenticator,
    RecoveryCode,
    FactorMiss,
)
"""Of a person, whole rows."""


@action("person.erase")
def erase_person(act: Act, person: Person, *, password: str) -> None:
    """Delete everything personal: name, address, password, devices, kept forms, the e-mails sent.

    What the person did stays in the records under an id that names nobody. Refuses
    the only owner of an organisation that other people belong to.
    """
    details = details_of(person.id)
    if details is None or not fits(details.password_hash, password):
        raise Refusal("This is not your password.", field="password")
    _check_not_needed(person)
    person.erased_at = act.now
    db.session.execute(
        delete(Invitation).where(func.lower(Invitation.email) == func.lower(details.email))
    )
    for model in _DELETED:
        db.session.execute(delete(model).where(model.person_id == person.id))
    db.session.execute(
        update(Message)
        .where(
            (Message.person_id == person.id)
            | (func.lower(Message.address) == func.lower(details.email))
        )
        .values(address="", subject="Erased", body="")
    )
    db.session.execute(
        update(Membership)
        .where(Membership.person_id == person.id, Membership.ended_at.is_(None))
        .values(ended_at=act.now)
    )
    db.session.delete(details)


def _check_not_needed(person: Person) -> None:
    owned = select(Membership.organisation_id).where(
        Membership.person_id == person.id,
        Membership.role == Role.OWNER,
        Membership.ended_at.is_(None),
    )
    db.session.execute(  # so that two owners do not leave at once, each counting on the other
        select(Organisation.id)
        .where(Organisation.id.in_(owned))
        .order_by(Organisation.id)
        .with_for_update()
    )
    others = select(Membership.organisation_id, Membership.role).where(
        Membership.organisation_id.in_(owned),
        Membership.person_id != person.id,
        Membership.ended_at.is_(None),
    )
    colleagues = db.session.execute(others).all()
    owned_by_others = {row.organisation_id for row in colleagues if row.role is Role.OWNER}
    for row in colleagues:
        if row.organisation_id not in owned_by_others:
            name = db.session.get_one(Organisation, row.organisation_id).name
            raise Refusal(f"You are the only owner of {name}. Make a colleague an owner first.")
