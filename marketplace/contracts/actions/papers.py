"""The one document of a contract: in which order its parts count, its signatures, its bytes."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.papers import ContractPaper
from marketplace.contracts.queries.contracts import paper_to_sign
from marketplace.contracts.queries.papers import Paper, kept_paper
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.gateways import files
from procurement.bidding import sealed_file
from procurement.contracts.contract import before_changing_terms
from procurement.contracts.precedence import Part, check_order
from procurement.ground.refusal import Refusal


@action("precedence.choose")
def choose_precedence(act: Act, contract: Contract, *, order: Sequence[Part]) -> None:
    """Say which part prevails where two of them differ, until one side has signed."""
    is_signed = bool(contract.buyer_signed_at or contract.supplier_signed_at)
    before_changing_terms(contract.state, is_signed=is_signed)
    put_in_order(act, contract, order)
    ask_for_pdf(act, contract)


@action("contract_paper.make")
def make_contract_paper(act: Act, contract: Contract) -> None:
    """Ask for the PDF of what stands now. The one with both signatures is made once."""
    if paper_to_sign(contract.id).has_pdf:
        raise Refusal("The PDF of this is made already. Open the page again to download it.")
    ask_for_pdf(act, contract)


@action("contract_paper.keep")
def keep_contract_paper(act: Act, contract: Contract, *, stage: str, pdf: bytes) -> None:
    """Keep the bytes of the PDF: of what was printed, unless it is made already or stands otherwise
    by now. Once both sides have signed, no others ever take their place."""
    paper = paper_to_sign(contract.id)
    if paper.has_pdf or paper.stage != stage:
        return
    row, key = paper.row or _new(act, contract), sealed_file.new_key()
    row.printed_of, row.printed_at = stage, act.now
    row.size, row.sha256 = len(pdf), sha256(pdf).hexdigest()
    row.kept, row.key = files.store(sealed_file.seal_file(pdf, key)), key.hex()
    act.note(pdf=row.sha256)


def put_in_order(act: Act, contract: Contract, order: Sequence[Part]) -> None:
    """Within an act: the parts in this order. Refuses one that does not have each part once."""
    check_order(order)
    _row_of(act, contract).precedence = [part.value for part in order]


def enclose(act: Act, contract: Contract, documents: Sequence[dict[str, Any]]) -> None:
    """Within an act: documents that are signed with the contract, each with kind, file name, version
    and SHA-256."""
    if documents:
        _row_of(act, contract).enclosed = list(documents)


def sign_paper(act: Act, contract: Contract, paper: Paper, *, for_buyer: bool) -> None:
    """Within the act of a signature: what was signed stands still, and the side with its mark."""
    row = paper.row or _new(act, contract)
    row.content = dict(paper.content)
    if for_buyer:
        row.buyer_mark = paper.mark
    else:
        row.supplier_mark = paper.mark
    act.note(signed=paper.mark)
    ask_for_pdf(act, contract)


def ask_for_pdf(act: Act, contract: Contract) -> None:
    """Within an act: the PDF of what stands after it."""
    act.enqueue("render_contract", contract_id=contract.id)


def _row_of(act: Act, contract: Contract) -> ContractPaper:
    return kept_paper(contract.id) or _new(act, contract)


def _new(act: Act, contract: Contract) -> ContractPaper:
    return act.add(ContractPaper(contract_id=contract.id))
