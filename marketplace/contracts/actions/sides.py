"""A contract, or a change of it, is signed for both of its sides, by two people."""

from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.rights import buys_it_from_others, signs_for_its_supplier
from marketplace.engine.act import Act
from procurement.contracts.contract import refuse_second_signature
from procurement.ground.refusal import Refusal


def refuse_unless_signs(act: Act, contract: Contract, *, for_buyer: bool) -> None:
    """Refuses whoever does not sign for this side of the contract."""
    signs = buys_it_from_others if for_buyer else signs_for_its_supplier
    if not signs(act.actor, contract):
        raise Refusal("You cannot sign for this side. A buyer or an owner of it can.")


def refuse_to_sign_twice(act: Act, signed: Contract | Change, *, for_buyer: bool) -> None:
    """Refuses a second signature of a side, and one person’s for both."""
    signed_at, other_by = (
        (signed.buyer_signed_at, signed.supplier_signed_by)
        if for_buyer
        else (signed.supplier_signed_at, signed.buyer_signed_by)
    )
    refuse_second_signature(signed_at, other_by, act.person_id)


def sign_for(act: Act, signed: Contract | Change, *, for_buyer: bool) -> None:
    """Within the act: this side has signed, now and by whoever acts."""
    if for_buyer:
        signed.buyer_signed_at, signed.buyer_signed_by = act.now, act.person_id
    else:
        signed.supplier_signed_at, signed.supplier_signed_by = act.now, act.person_id
