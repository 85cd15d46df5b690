"""When does a contract bind? Signed by both sides, after the standstill."""

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.awards import facts_of
from marketplace.contracts.actions.keeping import keep_after_signing
from marketplace.contracts.actions.member_letters import ask_members
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.people import people_as
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.award import AWARD, before_signing
from procurement.contracts.contract import CONTRACT, refuse_second_signature, terms_faults
from procurement.ground.refusal import Refusal, refuse_if_any


@action("contract.sign")
def sign_contract(act: Act, contract: Contract, *, for_buyer: bool) -> None:
    """Sign for one side; lawful only after the standstill (s51). With both signatures it binds."""
    signs = buys_it_from_others if for_buyer else signs_for_its_supplier
    if not signs(act.actor, contract):
        raise Refusal("You cannot sign for this side. A buyer or an owner of it can.")
    CONTRACT.after(contract.state, "sign")
    refuse_second_signature(contract.buyer_signed_at if for_buyer else contract.supplier_signed_at)
    refuse_if_any(terms_faults(contract.terms))
    award = None
    if contract.award_id is not None:
        award = db.session.get_one(Award, contract.award_id, with_for_update=True)
        assessment = assessment_of(db.session.get_one(Tender, award.tender_id))
        before_signing(facts_of(assessment, award), act.today)
    if for_buyer:
        contract.buyer_signed_at, contract.buyer_signed_by = act.now, act.person_id
    else:
        contract.supplier_signed_at, contract.supplier_signed_by = act.now, act.person_id
    if contract.buyer_signed_at and contract.supplier_signed_at:
        contract.state = CONTRACT.after(contract.state, "sign")
        if award is not None:
            award.state = AWARD.after(award.state, "sign")
            keep_after_signing(contract, award, act.today)
        ask_members(act, contract)
    other, role = (
        (contract.supplier_id, Role.OWNER) if for_buyer else (contract.buyer_id, Role.BUYER)
    )
    for person_id in people_as(other, role):
        act.notify(person_id, "contract_signed", contract_id=contract.id, title=contract.title)
