"""Who may register, tend an organisation and its people, and prove or judge what it is?"""

from typing import Protocol
from uuid import UUID

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
    is_operator,
    is_signed_in,
    is_the_system,
    is_this_sign_in,
    owns_it,
)


class HasAsker(Protocol):
    @property
    def asked_by(self) -> UUID: ...


class HasHost(Protocol):
    @property
    def host_id(self) -> UUID: ...


class HasGroup(Protocol):
    @property
    def group_id(self) -> UUID: ...


def is_the_person(actor: Actor, person: HasId) -> bool:
    return actor.person_id == person.id


def is_of_the_person(actor: Actor, thing: HasPerson) -> bool:
    """The thing is the person's own: their sign-in, their membership."""
    return actor.person_id == thing.person_id


def owns_its_organisation(actor: Actor, invitation: HasOrganisation) -> bool:
    return actor.has(invitation.organisation_id, Role.OWNER)


def keeps_its_profile(actor: Actor, organisation: HasId) -> bool:
    return actor.has(organisation.id, Role.BID_WRITER)


def keeps_the_profile_beside(actor: Actor, holding: HasOrganisation) -> bool:
    return actor.has(holding.organisation_id, Role.BID_WRITER)


def owns_its_host(actor: Actor, hosting: HasHost) -> bool:
    return actor.has(hosting.host_id, Role.OWNER)


def owns_its_group(actor: Actor, hosting: HasGroup) -> bool:
    return actor.has(hosting.group_id, Role.OWNER)


def owns_one(actor: Actor, _: object) -> bool:
    """The owner of some organisation; the action checks that it is the person's."""
    return bool(actor.organisations_as(Role.OWNER))


def asked_for_it(actor: Actor, reset: HasAsker) -> bool:
    return actor.person_id == reset.asked_by


def runs_it(actor: Actor, place: HasId) -> bool:
    return (place.id, PlaceRole.BROKER) in actor.place_roles


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "registration.begin": (anyone,),
    "person.register": (anyone,),
    "address_proof.request": (is_the_person,),
    "address_change.request": (is_the_person,),
    "address.prove": (is_of_the_person,),
    "address_change.stop": (anyone,),
    "person.sign_in": (anyone,),
    "password_reset.request": (anyone,),
    "password.reset": (anyone,),
    "person.update": (is_the_person,),
    "password.change": (is_the_person,),
    "person.erase": (is_the_person,),
    "person.forget": (is_the_system,),
    "kept.erase": (is_the_system,),
    "sign_in.revoke": (is_of_the_person, is_this_sign_in),
    "sign_in.prove": (is_this_sign_in,),
    "authenticator.add": (is_the_person,),
    "authenticator.remove": (is_of_the_person,),
    "passkey.add": (is_the_person,),
    "passkey.remove": (is_of_the_person,),
    "recovery_codes.make": (is_the_person,),
    "other_sign_ins.end": (is_the_person,),
    "factor_reset.begin": (is_the_system, is_operator, is_broker, owns_one),
    "factor_reset.stop": (is_of_the_person, asked_for_it, is_operator),
    "factor_reset.finish": (is_the_system,),
    "person.sign_in_as": (anyone,),
    "organisation.register": (is_signed_in,),
    "organisation.update": (owns_it,),
    "second_person.choose": (owns_it,),
    "organisation.move": (owns_it,),
    "identifier.add": (owns_it,),
    "document.add": (owns_it,),
    "profile.keep": (keeps_its_profile,),
    "holding.add": (keeps_its_profile,),
    "holding.renew": (keeps_the_profile_beside,),
    "holding.remove": (keeps_the_profile_beside,),
    "holding.remind_of": (is_the_system,),
    "product.add": (keeps_its_profile,),
    "product.change": (keeps_the_profile_beside,),
    "product.withdraw": (keeps_the_profile_beside,),
    "product_member.accept": (owns_its_organisation,),
    "product_member.decline": (owns_its_organisation,),
    "market_sale.record": (keeps_the_profile_beside,),
    "market_sale.remove": (keeps_the_profile_beside,),
    "hosting.ask": (owns_it,),
    "hosting.agree": (owns_its_host,),
    "hosting.decline": (owns_its_host,),
    "hosting.end": (owns_its_host, owns_its_group),
    "colleague.invite": (owns_it,),
    "membership.end": (owns_it,),
    "invitation.accept": (is_signed_in,),
    "invitation.cancel": (owns_its_organisation,),
    "membership.leave": (is_of_the_person,),
    "buyer.approve": (is_broker_outside_it,),
    "evidence_request.send": (is_broker_outside_it,),
    "evidence_request.answer": (owns_its_organisation,),
    "enterprise.verify": (is_broker_outside_it,),
    "verification.revoke": (is_broker_outside_its_organisation,),
    "organisation.dissolve": (is_broker,),
    "places.name": (is_the_system,),
    "place_role.give": (is_the_system, runs_it),
    "place_role.end": (runs_it,),
    "operator.appoint": (is_the_system,),
    "operator.dismiss": (is_the_system,),
    "master_key.change": (is_the_system,),
    "figure.add": (is_operator,),
    "figure.withdraw": (is_operator,),
    "holiday.add": (is_operator,),
    "holiday.withdraw": (is_operator,),
    "document.clear": (is_the_system,),
    "message.strike": (is_the_system,),
    "message.write": (is_the_system,),
}

ASKED_AGAIN = frozenset(
    {
        "hosting.agree",
        "colleague.invite",
        "membership.end",
        "place_role.give",
        "place_role.end",
        "operator.appoint",
        "operator.dismiss",
        "factor_reset.begin",
    }
)
"""Before these a person uses a second factor again."""
