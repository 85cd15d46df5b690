"""A notice that no step of the procurement keeps by itself is recorded once it was published."""

from uuid import UUID

from marketplace.contracts.actions.assessments import publish_with, refuse_too_early
from marketplace.contracts.actions.breaches import publish_breaches_with
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.notice_said import recorded_for
from marketplace.contracts.queries.notice_stage import contract_of_tender, notices_about
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.actions.official_notices import (
    Published,
    keep_notice,
    refuse_unpublished,
)
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.official_notice import stage_fault


@action("official_notice.record")
def record_official_notice(
    act: Act, tender: Tender, *, code: str, published: Published, contract_id: UUID | None = None
) -> OfficialNotice:
    """Keep a notice as it stands, with where and when it was published on the central platform.

    Refuses one of a later stage than the procurement, or its contract, has reached. A contract
    performance notice (UK9) publishes what its supplier has answered, or had the time to.
    """
    contract = _one_of(tender, contract_id) if contract_id else None
    about = notices_about(tender, contract, act.today)
    fault = stage_fault(code, about.stage)
    if fault is not None:
        raise fault
    change = about.change if code == "UK10" else None
    if change is not None:
        refuse_unpublished(act, published, change.proposed_at, "the change was proposed")
    else:
        signed_at = contract.signed_at if contract else None
        refuse_unpublished(act, published, signed_at, "the contract was signed")
    if contract is not None and code == "UK9":
        refuse_too_early(act, contract)
    notice = keep_notice(
        act, tender, code, published, about.regime(act.today), recorded_for(about, act.now),
        contract_id,
    )  # fmt: skip
    if change is not None:
        change.notice_id = notice.id
    if contract is not None and code == "UK9":
        publish_with(contract, notice)
        publish_breaches_with(contract, notice)
    return notice


def _one_of(tender: Tender, contract_id: UUID) -> Contract:
    """A contract that was prepared from one of the tender's awards."""
    wanted = contract_of_tender(tender.id, contract_id)
    contract = db.session.scalars(wanted).one_or_none()
    if contract is None:
        raise NotThere("Contract")
    return contract
