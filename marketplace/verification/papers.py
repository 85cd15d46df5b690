"""Are the documents of contracts still those that both sides signed?"""

from collections.abc import Iterator

from sqlalchemy import select

from marketplace.bidding.queries.bid_files import bytes_of
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.papers import ContractPaper
from marketplace.engine import db
from marketplace.tendering.queries.tender_versions import fingerprint_of
from procurement.ground.compared import NOTHING, Compared
from procurement.ground.refusal import Refusal


def signed() -> Iterator[Compared]:
    """What each side signed, against the mark of its signature; the bytes of each PDF, against their
    SHA-256. Where the words were erased after the last day of the contract, nothing is left."""
    rows = db.session.execute(
        select(ContractPaper, Contract.title)
        .join(Contract, Contract.id == ContractPaper.contract_id)
        .where(Contract.emptied_on.is_(None))
        .order_by(ContractPaper.id)
        .execution_options(yield_per=200)
    )
    for paper, title in rows:
        what = f"Contract “{title}” ({paper.contract_id})"
        marks = {"buyer": paper.buyer_mark, "supplier": paper.supplier_mark}
        for side, mark in marks.items():
            if mark:
                stands = fingerprint_of(paper.content)
                yield Compared(f"{what}: what was signed for the {side}", mark, stands)
        if paper.kept:
            yield Compared(f"{what}: PDF", paper.sha256, _found(paper))


def _found(paper: ContractPaper) -> str:
    try:
        return NOTHING if bytes_of(paper) is None else paper.sha256
    except Refusal:
        return f"{NOTHING}, or other bytes"
