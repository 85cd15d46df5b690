"""The PDF of a contract: of what is to be signed, and of what both sides have signed."""

from uuid import UUID

import structlog

from marketplace.contracts.actions.papers import keep_contract_paper
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import paper_to_sign
from marketplace.contracts.queries.papers import signatures_of
from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import Lane, job_in
from marketplace.web import pdf
from procurement.bidding.sealing import canonical

log = structlog.get_logger()


@job_in(Lane.DOCUMENTS)
def render_contract(outbox_id: UUID, contract_id: str) -> None:
    """Print what stands, with what is signed attached as it was marked; nothing twice."""
    contract = db.session.get_one(Contract, UUID(contract_id))
    paper = paper_to_sign(contract.id)
    if paper.has_pdf or contract.emptied_on is not None:
        return
    signatures = signatures_of(contract, paper)
    is_signed = contract.signed_at is not None
    db.session.rollback()
    try:
        made = pdf.render(
            "contract",
            "contract.json",
            canonical(paper.content),
            said=paper.content,
            mark=paper.mark,
            order=paper.order,
            signatures=signatures,
            is_signed=is_signed,
        )
    except pdf.PdfUnavailable as no:
        log.warning("pdf_not_made", reason=str(no))
        return
    with once_for(outbox_id):
        keep_contract_paper(SYSTEM, UUID(contract_id), stage=paper.stage, pdf=made)
