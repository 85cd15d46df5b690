"""What of a contract is recorded for its notices, and where?"""

from collections.abc import Iterator
from datetime import datetime

from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.awards import award_of, awards_of
from marketplace.assessment.queries.notice_said import STANDING, said_of_awards
from marketplace.bidding.queries.notice_said import said_of_suppliers
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.breaches import breaches_of
from marketplace.contracts.queries.change_said import said_of_change
from marketplace.contracts.queries.contract_ends import end_of
from marketplace.contracts.queries.contracts import shares_of
from marketplace.contracts.queries.notice_stage import NoticesAbout
from marketplace.contracts.queries.performance_said import said_of_performance
from marketplace.engine.shown import day, money
from marketplace.tendering.queries.notice_said import Recorded, said, said_of_tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.contracts.breach import BreachKind, in_words
from procurement.contracts.contract import ContractState
from procurement.contracts.contract_end import EndGround
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
        **said("contract_lots=awards.lot_id", _lot(contract)),
        **said("contract_value=contracts.value", f"{money(contract.value)} without VAT"),
        **said(
            "entered_on=contracts.supplier_signed_at",
            day(contract.signed_at) if contract.signed_at else "",
        ),
        **said_of_performance(contract),
        **_said_of_end(contract),
    }


def _said_of_end(contract: Contract) -> Recorded:
    end = end_of(contract.id)
    if end is None or contract.state not in (ContractState.COMPLETED, ContractState.TERMINATED):
        return {}
    ground = end.ground.in_words + "." if end.ground else "It has run its course."
    return {
        **said("ended_because=contract_ends.ground", ground, end.reasons),
        **said("ended_on=contract_ends.last_day", day(end.last_day)),
        **said("ended_breach=contract_breaches.event", *_ending_breach(contract, end)),
    }


def _ending_breach(contract: Contract, end: ContractEnd) -> Iterator[str]:
    """The account of the breaches for which it ended."""
    if end.ground is not EndGround.BREACH:
        yield "It did not end for a breach."
        return
    for one in reversed(breaches_of(contract)):
        if one.row.kind is BreachKind.TERMINATED:
            yield from in_words(one.row.said, one.row.consequence)


def _lot(contract: Contract) -> str | None:
    if contract.award_id is None:
        return None
    award = award_of(contract.award_id)
    lot = next(lot for lot in parts_of(award.tender_id).lots if lot.id == award.lot_id)
    return f"Lot {lot.number}: {lot.title}"
