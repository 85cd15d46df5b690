"""What the members of a consortium are told of the contract that its lead has signed."""

from uuid import UUID

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import shares_of
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.people import people_as


def ask_members(act: Act, contract: Contract) -> None:
    """Ask each other member of a consortium how the invoices for its part are made."""
    lead = names_of([contract.supplier_id])[contract.supplier_id]
    for share in shares_of(contract.id):
        if share.organisation_id != contract.supplier_id:
            tell_finance(
                act,
                [share.organisation_id],
                "invoicing_to_say",
                share_id=share.id,
                title=contract.title,
                lead=lead,
            )


def owners_of_members(contract: Contract) -> set[UUID]:
    """Whoever owns one of those that share in the contract: the supplier, or each member."""
    members = [share.organisation_id for share in shares_of(contract.id)]
    return {person for member in members for person in people_as(member, Role.OWNER)}
