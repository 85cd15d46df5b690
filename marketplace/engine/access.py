"""Who may do what?

``RIGHTS`` names every right (``noun.verb``) and the predicates that grant it:
any of them is enough, none means no. It is asked by ``@action`` and by
templates through ``may``; nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from procurement.organisations.organisation import Kind

Predicate = Callable[["Actor", Any], bool]
"""Says yes or no of an actor and the kind of thing that its right is about."""

SYSTEM_ID = UUID(int=1)
"""The system is a person too: its reminders and receipts have an author."""


class Role(StrEnum):
    """What a person does for an organisation."""

    OWNER = "owner"
    BUYER = "buyer"
    EVALUATOR = "evaluator"
    FINANCE = "finance"
    BID_WRITER = "bid_writer"


class PlaceRole(StrEnum):
    """What a person does for a place, which is a tenancy."""

    BROKER = "broker"
    BOARD_MEMBER = "board_member"


@dataclass(frozen=True)
class Actor:
    """Whoever is asking: a person with the roles held now, the system, or nobody known."""

    person_id: UUID | None = None
    name: str = ""
    roles: frozenset[tuple[UUID, Role]] = field(default_factory=frozenset)
    place_roles: frozenset[tuple[UUID, PlaceRole]] = field(default_factory=frozenset)
    sign_in_id: UUID | None = None
    kinds: frozenset[Kind] = field(default_factory=frozenset)
    """What the person's organisations are."""

    @property
    def buys(self) -> bool:
        return any(kind.buys for kind in self.kinds)

    @property
    def supplies(self) -> bool:
        return any(kind.supplies for kind in self.kinds)

    @property
    def is_system(self) -> bool:
        return self.person_id == SYSTEM_ID

    @property
    def organisations(self) -> frozenset[UUID]:
        """Every organisation the person belongs to, in whatever role."""
        return frozenset(organisation for organisation, _ in self.roles)

    def has(self, organisation_id: UUID | None, *roles: Role) -> bool:
        """Holds one of these roles there; an owner holds every role but evaluator."""
        return any((organisation_id, role) in self.roles for role in roles) or (
            any(role is not Role.EVALUATOR for role in roles)
            and (organisation_id, Role.OWNER) in self.roles
        )

    def organisations_as(self, *roles: Role) -> frozenset[UUID]:
        """The organisations in which the person holds one of these roles."""
        return frozenset(found for found in self.organisations if self.has(found, *roles))

    @property
    def is_broker(self) -> bool:
        return any(role is PlaceRole.BROKER for _, role in self.place_roles)

    @property
    def is_board_member(self) -> bool:
        return any(role is PlaceRole.BOARD_MEMBER for _, role in self.place_roles)


NOBODY = Actor()
SYSTEM = Actor(person_id=SYSTEM_ID, name="The marketplace")


class HasId(Protocol):
    @property
    def id(self) -> UUID: ...


class HasPerson(Protocol):
    @property
    def person_id(self) -> UUID: ...


class HasOrganisation(Protocol):
    @property
    def organisation_id(self) -> UUID: ...


class HasBuyer(Protocol):
    @property
    def buyer_id(self) -> UUID: ...


class HasSupplier(Protocol):
    @property
    def supplier_id(self) -> UUID: ...


class HasBothSides(HasBuyer, HasSupplier, Protocol):
    """A contract or an invoice: somebody buys, somebody supplies."""


class HasLead(Protocol):
    @property
    def lead_id(self) -> UUID: ...


class HasPayee(Protocol):
    @property
    def payee_id(self) -> UUID: ...


class HasAuthor(Protocol):
    @property
    def entered_by(self) -> UUID: ...


class IsAppointment(HasPerson, Protocol):
    @property
    def removed_at(self) -> datetime | None: ...


def anyone(_: Actor, __: object) -> bool:
    return True


def is_signed_in(actor: Actor, _: object) -> bool:
    return actor.person_id is not None


def is_the_system(actor: Actor, _: object) -> bool:
    return actor.is_system


def is_the_person(actor: Actor, person: HasId) -> bool:
    return actor.person_id == person.id


def is_of_the_person(actor: Actor, thing: HasPerson) -> bool:
    """The thing is the person's own: their sign-in, their membership."""
    return actor.person_id == thing.person_id


def is_broker(actor: Actor, _: object) -> bool:
    return actor.is_broker


def is_broker_outside_it(actor: Actor, organisation: HasId) -> bool:
    """A broker, judging an organisation that is not the broker's own."""
    return actor.is_broker and organisation.id not in actor.organisations


def is_broker_outside_its_organisation(actor: Actor, thing: HasOrganisation) -> bool:
    return actor.is_broker and thing.organisation_id not in actor.organisations


def runs_it(actor: Actor, place: HasId) -> bool:
    return (place.id, PlaceRole.BROKER) in actor.place_roles


def owns_it(actor: Actor, organisation: HasId) -> bool:
    return actor.has(organisation.id, Role.OWNER)


def owns_its_organisation(actor: Actor, invitation: HasOrganisation) -> bool:
    return actor.has(invitation.organisation_id, Role.OWNER)


def is_in_its_finance(actor: Actor, organisation: HasId) -> bool:
    return actor.has(organisation.id, Role.FINANCE)


def is_in_finance_of_its_organisation(actor: Actor, account: HasOrganisation) -> bool:
    return actor.has(account.organisation_id, Role.FINANCE)


def buys_for_it(actor: Actor, organisation: HasId) -> bool:
    return actor.has(organisation.id, Role.BUYER)


def buys_for_its_buyer(actor: Actor, tender: HasBuyer) -> bool:
    return actor.has(tender.buyer_id, Role.BUYER)


def buys_it_from_others(actor: Actor, contract: HasBothSides) -> bool:
    """Buys for the buyer and belongs to no supplier of it: nobody accepts their own work."""
    return actor.has(contract.buyer_id, Role.BUYER) and not _supplies_it(actor, contract)


def pays_others_for_it(actor: Actor, invoice: HasBothSides) -> bool:
    """Pays for the buyer and belongs to no supplier of it: nobody approves their own invoice."""
    return actor.has(invoice.buyer_id, Role.FINANCE) and not _supplies_it(actor, invoice)


def _supplies_it(actor: Actor, thing: HasSupplier) -> bool:
    return thing.supplier_id in actor.organisations


def bids_somewhere(actor: Actor, _: object) -> bool:
    """A bid writer of some supplier; the action checks that the organisation named is theirs."""
    return bool(actor.organisations_as(Role.BID_WRITER))


def asks_as_supplier(actor: Actor, tender: HasBuyer) -> bool:
    """A bid writer of some supplier who does nothing for the buyer: nobody asks themselves."""
    return bids_somewhere(actor, tender) and tender.buyer_id not in actor.organisations


def asked_it(actor: Actor, clarification: HasOrganisation) -> bool:
    return actor.has(clarification.organisation_id, Role.BID_WRITER)


def writes_its_bid(actor: Actor, bid: HasOrganisation) -> bool:
    return actor.has(bid.organisation_id, Role.BID_WRITER)


def leads_it(actor: Actor, consortium: HasLead) -> bool:
    return actor.has(consortium.lead_id, Role.BID_WRITER)


def answers_for_it(actor: Actor, member: HasOrganisation) -> bool:
    return actor.has(member.organisation_id, Role.BID_WRITER)


def signs_for_its_supplier(actor: Actor, contract: HasSupplier) -> bool:
    return actor.has(contract.supplier_id, Role.OWNER)


def delivers_it(actor: Actor, contract: HasSupplier) -> bool:
    return actor.has(contract.supplier_id, Role.BID_WRITER, Role.FINANCE)


def invoices_for_its_supplier(actor: Actor, thing: HasSupplier) -> bool:
    return actor.has(thing.supplier_id, Role.FINANCE)


def receives_it(actor: Actor, payment: HasPayee) -> bool:
    return actor.has(payment.payee_id, Role.FINANCE)


def is_on_its_panel(actor: Actor, evaluator: IsAppointment) -> bool:
    """The appointment is the person's own and has not been ended."""
    return actor.person_id == evaluator.person_id and evaluator.removed_at is None


def entered_it(actor: Actor, funding: HasAuthor) -> bool:
    return actor.person_id == funding.entered_by


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    # people
    "person.register": (anyone,),
    "person.sign_in": (anyone,),
    "person.ask_reset": (anyone,),
    "person.reset_password": (anyone,),
    "person.update": (is_the_person,),
    "person.change_password": (is_the_person,),
    "person.erase": (is_the_person,),
    "sign_in.revoke": (is_of_the_person,),
    "person.sign_in_as": (anyone,),
    # organisations
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
    "organisation.claim": (is_signed_in,),
    "claim.approve": (is_broker_outside_its_organisation,),
    "claim.refuse": (is_broker,),
    "organisation.approve": (is_broker_outside_it,),
    "organisation.verify": (is_broker_outside_it,),
    "verification.revoke": (is_broker_outside_its_organisation,),
    "organisation.merge": (is_broker_outside_it,),
    "organisation.dissolve": (is_broker,),
    "organisation.propose_bank": (owns_it, is_in_its_finance),
    "bank_account.confirm": (is_in_finance_of_its_organisation, is_broker),
    "bank_account.refuse": (is_in_finance_of_its_organisation, is_broker),
    "place.appoint": (is_the_system, runs_it),
    "place.end_role": (runs_it,),
    "organisation.connect_stripe": (owns_it, is_in_its_finance),
    "organisation.keep_stripe_account": (is_the_system,),
    # notices and tenders
    "notice.import": (is_the_system,),
    "tender.draft": (buys_for_it,),
    "tender.edit": (buys_for_its_buyer,),
    "tender.attach_document": (buys_for_its_buyer,),
    "tender.remove_document": (buys_for_its_buyer,),
    "tender.take_offer": (buys_for_its_buyer,),
    "tender.publish": (buys_for_its_buyer,),
    "tender.extend": (buys_for_its_buyer,),
    "tender.amend": (buys_for_its_buyer,),
    "tender.cancel": (buys_for_its_buyer,),
    "tender.close": (is_the_system,),
    "tender_change.follow": (is_the_system,),
    "tender.ask": (asks_as_supplier,),
    "tender.answer": (buys_for_its_buyer,),
    "clarification.withdraw": (asked_it,),
    # bids
    "tender.form_consortium": (bids_somewhere,),
    "consortium.invite": (leads_it,),
    "consortium.agree": (leads_it,),
    "consortium.remove": (leads_it,),
    "consortium.disband": (leads_it,),
    "member.accept": (answers_for_it,),
    "member.decline": (answers_for_it,),
    "tender.begin_bid": (bids_somewhere,),
    "bid.save": (writes_its_bid,),
    "bid.submit": (writes_its_bid,),
    "bid.withdraw": (writes_its_bid,),
    # evaluation and award
    "tender.appoint": (buys_for_its_buyer,),
    "tender.open": (buys_for_its_buyer,),
    "evaluator.declare": (is_on_its_panel,),
    "evaluator.score": (is_on_its_panel,),
    "evaluator.approve": (is_on_its_panel,),
    "tender.mitigate": (buys_for_its_buyer,),
    "tender.remove_evaluator": (buys_for_its_buyer,),
    "tender.agree_score": (buys_for_its_buyer,),
    "tender.disregard": (buys_for_its_buyer,),
    "tender.rank": (buys_for_its_buyer,),
    "tender.award_lot": (buys_for_its_buyer,),
    "tender.cancel_lot": (buys_for_its_buyer,),
    "tender.send_summaries": (buys_for_its_buyer,),
    "tender.publish_award": (buys_for_its_buyer,),
    "award.suspend": (buys_for_its_buyer,),
    "award.resume": (buys_for_its_buyer,),
    # contracts
    "tender.prepare_contract": (buys_for_its_buyer,),
    "contract.sign": (buys_it_from_others, signs_for_its_supplier),
    "contract.claim_milestone": (delivers_it,),
    "contract.accept_milestone": (buys_it_from_others,),
    "contract.return_milestone": (buys_it_from_others,),
    "contract.change_order_number": (buys_it_from_others,),
    "contract.record_delivery": (buys_it_from_others,),
    # invoices and payments
    "contract.invoice_milestone": (invoices_for_its_supplier,),
    "invoice.approve": (pays_others_for_it,),
    "invoice.dispute": (pays_others_for_it,),
    "invoice.answer_dispute": (invoices_for_its_supplier,),
    "invoice.resolve": (pays_others_for_it,),
    "invoice.credit": (invoices_for_its_supplier,),
    "invoice.declare_subcontract": (invoices_for_its_supplier,),
    "invoice.record_payment": (pays_others_for_it,),
    "invoice.begin_checkout": (pays_others_for_it,),
    "checkout.open": (is_the_system,),
    "checkout.settle": (is_the_system,),
    "checkout.expire": (is_the_system,),
    "invoice.render": (is_the_system,),
    "invoice.remind": (is_the_system,),
    "payment.refund": (receives_it, is_the_system),
    # money brought in
    "organisation.enter_funding": (is_broker, owns_it, is_in_its_finance),
    "funding.enter_list": (is_broker,),
    "funding.confirm": (is_broker_outside_its_organisation,),
    "funding.withdraw": (is_broker, entered_it),
    # the rest
    "document.clear": (is_the_system,),
    "message.write": (is_the_system,),
}


def may(actor: Actor, right: str, thing: object = None) -> bool:
    """Whether any predicate of the right says yes; an unknown right is an error of ours."""
    return any(predicate(actor, thing) for predicate in RIGHTS[right])
