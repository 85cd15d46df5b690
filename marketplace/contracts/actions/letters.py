"""Who of a contract’s two sides is told by e-mail what becomes of it? Within the act of each step."""

from collections.abc import Iterable
from uuid import UUID

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import shares_of
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.people import people_of


def tell_buyers(act: Act, contract: Contract, template: str, **values: object) -> None:
    """Everybody who buys for its buyer."""
    _tell(act, contract, people_of([contract.buyer_id], Role.BUYER), template, values)


def tell_signers(act: Act, contract: Contract, template: str, **values: object) -> None:
    """Everybody who signs for its supplier."""
    _tell(act, contract, people_of([contract.supplier_id], Role.OWNER), template, values)


def tell_other_side(
    act: Act, contract: Contract, template: str, *, is_from_buyer: bool, **values: object
) -> None:
    """Whoever answers, or signs, for the side that did not act."""
    tell = tell_signers if is_from_buyer else tell_buyers
    tell(act, contract, template, **values)


def tell_deliverers(act: Act, contract: Contract, template: str, **values: object) -> None:
    """Everybody who writes for its supplier about the work."""
    _tell(act, contract, people_of([contract.supplier_id], Role.BID_WRITER), template, values)


def tell_members(act: Act, contract: Contract, template: str, **values: object) -> None:
    """Whoever owns one of those that share in it: the supplier, or each member."""
    _tell(act, contract, _owners_of_members(contract), template, values)


def tell_everybody(act: Act, contract: Contract, template: str, **values: object) -> None:
    """Whoever buys it and whoever owns one of those that share in it, once each."""
    buyers = people_of([contract.buyer_id], Role.BUYER)
    _tell(act, contract, {*buyers, *_owners_of_members(contract)}, template, values)


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


def _owners_of_members(contract: Contract) -> list[UUID]:
    return people_of([share.organisation_id for share in shares_of(contract.id)], Role.OWNER)


def _tell(
    act: Act,
    contract: Contract,
    people: Iterable[UUID],
    template: str,
    values: dict[str, object],
) -> None:
    for person_id in people:
        act.notify(person_id, template, contract_id=contract.id, title=contract.title, **values)
