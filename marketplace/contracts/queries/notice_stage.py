"""How far have a procurement and its contracts come, for its notices?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.changes import open_change_of
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.contract import ContractState
from procurement.tendering.notices import NoticeDuty
from procurement.tendering.official_notice import NoticeStage
from procurement.tendering.tender import TenderState


def stage_of(
    tender: Tender, contract: Contract | None, duties: Sequence[NoticeDuty]
) -> NoticeStage:
    """How far a procurement and one of its contracts have come."""
    ended = (ContractState.COMPLETED, ContractState.TERMINATED)
    return NoticeStage(
        owed=[duty.code for duty in duties],
        is_published=tender.state is not TenderState.DRAFT,
        is_signed=contract is not None and contract.signed_at is not None,
        is_ended=contract is not None and contract.state in ended,
        has_open_change=contract is not None and open_change_of(contract.id) is not None,
    )


def contracts_of_tender(tender_id: UUID) -> Select[Contract]:
    """The contracts prepared from its awards."""
    return (
        select(Contract)
        .join(Award, Award.id == Contract.award_id)
        .where(Award.tender_id == tender_id)
        .order_by(Contract.prepared_at, Contract.id)
    )
