"""Who may register, tend an organisation and its people, and prove or judge what it is?"""

from marketplace.engine.access import (
    Actor,
    HasId,
    HasOrganisation,
    HasPerson,
    PlaceRole,
    Predicate,
    Role,
    anyone,
    is_broker,
    is_broker_outside_it,
    is_broker_outside_its_organisation,
    is_signed_in,
    is_the_system,
    owns_it,
)


def is_the_person(actor: Actor, person: HasId) -> bool:
    return actor.person_id == person.id


def is_of_the_person(actor: Actor, thing: HasPerson) -> bool:
    """The thing is the person's own: their sign-in, their membership."""
    return actor.person_id == thing.person_id


def owns_its_organisation(actor: Actor, invitation: HasOrganisation) -> bool:
    return actor.has(invitation.organisation_id, Role.OWNER)


def runs_it(actor: Actor, place: HasId) -> bool:
    return (place.id, PlaceRole.BROKER) in actor.place_roles


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "person.register": (anyone,),
    "person.sign_in": (anyone,),
    "person.ask_reset": (anyone,),
    "person.reset_password": (anyone,),
    "person.update": (is_the_person,),
    "person.change_password": (is_the_person,),
    "person.erase": (is_the_person,),
    "sign_in.revoke": (is_of_the_person,),
    "person.sign_in_as": (anyone,),
    "organisation.register": (is_signed_in,),
    "organisation.update": (owns_it,),
    "organisation.move": (owns_it,),
    "organisation.add_identifier": (owns_it,),
    "organisation.add_document": (owns_it,),
    "organisation.invite": (owns_it,),
    "organisation.end_membership": (owns_it,),
    "invitation.accept": (is_signed_in,),
    "invitation.cancel": (owns_its_organisation,),
    "membership.leave": (is_of_the_person,),
    "organisation.approve": (is_broker_outside_it,),
    "organisation.verify": (is_broker_outside_it,),
    "verification.revoke": (is_broker_outside_its_organisation,),
    "organisation.dissolve": (is_broker,),
    "place.appoint": (is_the_system, runs_it),
    "place.end_role": (runs_it,),
    "document.clear": (is_the_system,),
    "message.write": (is_the_system,),
}
