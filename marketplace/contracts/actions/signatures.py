"""When does a contract bind? Signed by both sides, after the standstill."""

from marketplace.contracts.actions.binding import bind
from marketplace.contracts.actions.keeping import keep_after_signing, keep_contract
from marketplace.contracts.actions.letters import tell_other_side
from marketplace.contracts.actions.papers import sign_paper
from marketplace.contracts.actions.sides import (
    refuse_to_sign_twice,
    refuse_unless_signs,
    sign_for,
)
from marketplace.contracts.actions.signable import award_to_sign
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import paper_to_sign
from marketplace.contracts.queries.performance import lacking_before_signing
from marketplace.engine.act import Act
from marketplace.engine.action import action, refuse_unread
from procurement.assessment.award import AWARD
from procurement.contracts.contract import CONTRACT


@action("contract.sign")
def sign_contract(act: Act, contract: Contract, *, for_buyer: bool, seen: str) -> None:
    """Sign for one side what was read; lawful only after the standstill (s51). With both signatures
    it binds."""
    refuse_unless_signs(act, contract, for_buyer=for_buyer)
    CONTRACT.after(contract.state, "sign")
    refuse_to_sign_twice(act, contract, for_buyer=for_buyer)
    award = award_to_sign(contract, act.today)
    lacking = lacking_before_signing(contract)
    if lacking is not None:
        raise lacking
    paper = paper_to_sign(contract.id)
    refuse_unread(seen, paper.mark, "sign")
    sign_for(act, contract, for_buyer=for_buyer)
    sign_paper(act, contract, paper, for_buyer=for_buyer)
    if contract.buyer_signed_at and contract.supplier_signed_at:
        contract.state = CONTRACT.after(contract.state, "sign")
        if award is not None:
            award.state = AWARD.after(award.state, "sign")
            keep_after_signing(contract, award, act.today)
        else:
            keep_contract(contract, act.today)
        bind(act, contract)
    tell_other_side(act, contract, "contract_signed", is_from_buyer=for_buyer)
