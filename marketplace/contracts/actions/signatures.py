"""When does a contract bind? Signed by both sides, after the standstill."""

from marketplace.contracts.actions.binding import bind
from marketplace.contracts.actions.keeping import keep_after_signing, keep_contract
from marketplace.contracts.actions.papers import sign_paper
from marketplace.contracts.actions.signable import award_to_sign
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import paper_to_sign
from marketplace.contracts.queries.performance import lacking_before_signing
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action, refuse_unread
from marketplace.organisations.queries.people import people_as
from procurement.assessment.award import AWARD
from procurement.contracts.contract import CONTRACT, refuse_second_signature
from procurement.ground.refusal import Refusal


@action("contract.sign")
def sign_contract(act: Act, contract: Contract, *, for_buyer: bool, seen: str) -> None:
    """Sign for one side what was read; lawful only after the standstill (s51). With both signatures
    it binds."""
    signs = buys_it_from_others if for_buyer else signs_for_its_supplier
    if not signs(act.actor, contract):
        raise Refusal("You cannot sign for this side. A buyer or an owner of it can.")
    CONTRACT.after(contract.state, "sign")
    refuse_second_signature(contract.buyer_signed_at if for_buyer else contract.supplier_signed_at)
    award = award_to_sign(contract, act.today)
    lacking = lacking_before_signing(contract)
    if lacking is not None:
        raise lacking
    paper = paper_to_sign(contract.id)
    refuse_unread(seen, paper.mark, "sign")
    if for_buyer:
        contract.buyer_signed_at, contract.buyer_signed_by = act.now, act.person_id
    else:
        contract.supplier_signed_at, contract.supplier_signed_by = act.now, act.person_id
    sign_paper(act, contract, paper, for_buyer=for_buyer)
    if contract.buyer_signed_at and contract.supplier_signed_at:
        contract.state = CONTRACT.after(contract.state, "sign")
        if award is not None:
            award.state = AWARD.after(award.state, "sign")
            keep_after_signing(contract, award, act.today)
        else:
            keep_contract(contract, act.today)
        bind(act, contract)
    other, role = (
        (contract.supplier_id, Role.OWNER) if for_buyer else (contract.buyer_id, Role.BUYER)
    )
    for person_id in people_as(other, role):
        act.notify(person_id, "contract_signed", contract_id=contract.id, title=contract.title)
