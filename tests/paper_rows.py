"""A contract that both sides have signed through the actions of people, so that its document is kept."""

from uuid import UUID

from marketplace.contracts.actions.signatures import sign_contract
from marketplace.contracts.queries.contracts import what_is_signed
from marketplace.engine import db
from tests.cast import Cast, Make
from tests.hosting_rows import unsigned


def signed_paper(make: Make, cast: Cast) -> UUID:
    """Of the council and the bakery; its PDF is made with the jobs that are due."""
    contract_id: UUID = unsigned(make, cast).id
    db.session.remove()
    for person, for_buyer in ((cast.buyer, True), (cast.baker, False)):
        sign_contract(person, contract_id, for_buyer=for_buyer, seen=what_is_signed(contract_id))
        db.session.remove()
    return contract_id
