"""A contract that both sides have signed through the actions of people, so that its document is kept;
and changes of contracts."""

from typing import Any
from uuid import UUID

from marketplace.contracts.actions.signatures import sign_contract
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import what_is_signed
from marketplace.engine import clock, db
from tests.cast import Cast, Make
from tests.hosting_rows import unsigned
from tests.organisation_rows import kept_id


def signed_paper(make: Make, cast: Cast) -> UUID:
    """Of the council and the bakery; its PDF is made with the jobs that are due."""
    contract_id: UUID = unsigned(make, cast).id
    db.session.remove()
    for person, for_buyer in ((cast.buyer, True), (cast.baker, False)):
        sign_contract(person, contract_id, for_buyer=for_buyer, seen=what_is_signed(contract_id))
        db.session.remove()
    return contract_id


def change_of_words(cast: Cast, contract_id: UUID, **more: Any) -> UUID:
    """A change that moves neither the value nor the last day, unless ``more`` says so."""
    contract = db.session.get_one(Contract, contract_id)
    said = {
        "number": 1, "words": "Later on Fridays.", "work": [],
        "value_before": contract.value, "value_after": contract.value,
        "ends_before": contract.ends_on, "ends_after": contract.ends_on,
        "proposed_at": clock.now(), "proposed_by": cast.buyer.person_id,
    }  # fmt: skip
    return kept_id(Change(contract_id=contract_id, **(said | more)))
