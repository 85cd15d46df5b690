"""What of a contract is recorded for its notices, and where?"""

from datetime import datetime

from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.awards import awards_of
from marketplace.assessment.queries.notice_said import STANDING, said_of_awards
from marketplace.bidding.queries.notice_said import said_of_suppliers
from marketplace.contracts.models.contracts import Contract, ContractKind
from marketplace.contracts.queries.call_offs import award_behind
from marketplace.contracts.queries.change_said import said_of_change
from marketplace.contracts.queries.contracts import shares_of
from marketplace.contracts.queries.end_said import said_of_end
from marketplace.contracts.queries.notice_stage import NoticesAbout
from marketplace.contracts.queries.performance_said import said_of_performance
from marketplace.engine.shown import day, money
from marketplace.tendering.queries.notice_said import Recorded, said, said_of_tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.tendering.tender import TenderState


def recorded_for(about: NoticesAbout, now: datetime) -> Recorded:
    """All that is recorded of a procurement; of one contract where it is about one, else of its
    awards."""
    tender, recorded = about.tender, said_of_tender(about.tender, now)
    if about.contract is not None:
        of_change = said_of_change(about.change) if about.change else {}
        return recorded | said_of_contract(about.contract) | of_change
    if tender.state in (TenderState.OPENED, TenderState.AWARDED):
        standing = [row for row in awards_of(tender.id) if row.state in STANDING]
        recorded |= said_of_awards(assessment_of(tender), standing, now)
    return recorded


def said_of_contract(contract: Contract) -> Recorded:
    """What the contract itself says; three queries."""
    members = [share.organisation_id for share in shares_of(contract.id)]
    return {
        **said("title=contracts.title", contract.title),
        **said("contract_id=contracts.id", str(contract.id)),
        **said_of_suppliers({contract.id: tuple(members or [contract.supplier_id])}),
        **said(
            "contract_dates=contracts.starts_on",
            f"{day(contract.starts_on)} to {day(contract.ends_on)}",
        ),
        **said("options=contracts.options", *(contract.beyond or ["None"])),
        **said("contract_lots=awards.lot_id", _lot(contract)),
        **said("contract_value=contracts.value", _value(contract)),
        **said(
            "entered_on=contracts.supplier_signed_at",
            day(contract.signed_at) if contract.signed_at else "",
        ),
        **said_of_performance(contract),
        **said_of_end(contract),
    }


def _value(contract: Contract) -> str:
    most = ", the most that can be called off" if contract.kind is ContractKind.FRAMEWORK else ""
    return f"{money(contract.value)} without VAT{most}"


def _lot(contract: Contract) -> str | None:
    award = award_behind(contract)
    if award is None:
        return None
    lot = next(lot for lot in parts_of(award.tender_id).lots if lot.id == award.lot_id)
    return f"Lot {lot.number}: {lot.title}"
