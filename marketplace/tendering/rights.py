"""Who may draft, publish and change a tender, and who may ask about it?"""

from marketplace.engine.access import (
    Actor,
    HasBuyer,
    HasId,
    HasOrganisation,
    Predicate,
    Role,
    anyone,
    bids_somewhere,
    buys_for_its_buyer,
    is_the_system,
)
from marketplace.organisations.rights import is_of_the_person, is_the_person


def buys_for_it(actor: Actor, organisation: HasId) -> bool:
    return actor.has(organisation.id, Role.BUYER)


def buys_for_its_organisation(actor: Actor, kept: HasOrganisation) -> bool:
    return actor.has(kept.organisation_id, Role.BUYER)


def asks_as_supplier(actor: Actor, tender: HasBuyer) -> bool:
    """A bid writer of some supplier who does nothing for the buyer: nobody asks themselves."""
    return bids_somewhere(actor, tender) and tender.buyer_id not in actor.organisations


def asked_it(actor: Actor, clarification: HasOrganisation) -> bool:
    return actor.has(clarification.organisation_id, Role.BID_WRITER)


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "saved_search.add": (is_the_person,),
    "saved_search.change": (is_of_the_person,),
    "saved_search.delete": (is_of_the_person,),
    "saved_search.restore": (is_of_the_person,),
    "search_letters.stop": (anyone,),
    "finds.plan": (is_the_system,),
    "finds.tell": (is_the_system,),
    "notice_batch.import": (is_the_system,),
    "tender.draft": (buys_for_it,),
    "bank_question.add": (buys_for_it,),
    "bank_question.change": (buys_for_its_organisation,),
    "bank_question.retire": (buys_for_its_organisation,),
    "bank_questions.put": (buys_for_its_buyer,),
    "clause_set.add": (buys_for_it,),
    "clause_set.change": (buys_for_its_organisation,),
    "clause_set.retire": (buys_for_its_organisation,),
    "clause_set.put": (buys_for_its_buyer,),
    "tender_defaults.set": (buys_for_it,),
    "tender_defaults.change": (buys_for_its_organisation,),
    "tender.copy": (buys_for_its_buyer,),
    "tender.edit": (buys_for_its_buyer,),
    "document.attach": (buys_for_its_buyer,),
    "document.remove": (buys_for_its_buyer,),
    "offer.take": (buys_for_its_buyer,),
    "tender.delete": (buys_for_its_buyer,),
    "tender.restore": (buys_for_its_buyer,),
    "tender.publish": (buys_for_its_buyer,),
    "publication_approval.ask": (buys_for_its_buyer,),
    "publication_approval.give": (buys_for_its_buyer,),
    "publication_approval.refuse": (buys_for_its_buyer,),
    "tender.extend": (buys_for_its_buyer,),
    "tender.amend": (buys_for_its_buyer,),
    "tender.close": (is_the_system,),
    "clarification.ask": (asks_as_supplier,),
    "clarification.answer": (buys_for_its_buyer,),
    "clarification.withdraw": (asked_it,),
}

ASKED_AGAIN = frozenset[str]()
"""Nothing here is money, a role or a signature."""
