"""What is in the file of a notice, for the platform on which it is published first?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.breaches import RecordedBreach
from marketplace.contracts.queries.contract_ends import end_of
from marketplace.contracts.queries.performance import performance_of
from marketplace.contracts.queries.performance_said import (
    breaches_told,
    public_breaches,
    ratings_told,
)
from marketplace.desk.queries.notice_documents import STAGES
from marketplace.desk.queries.open_data import release_of
from marketplace.desk.queries.open_data_ground import gathered_for
from marketplace.desk.queries.released_performance import (
    ratings_by_indicator,
    released_end,
    released_failure,
    released_indicator,
)
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.breach import BreachKind
from procurement.contracts.contract_end import EndState
from procurement.open_data.release_facts import (
    ReleasedContract,
    ReleasedFailure,
    ReleasedPayment,
    ReleasedTender,
    ReleaseFacts,
    ReleaseTag,
)
from procurement.tendering.notices import NOTIFIED_PAYMENT

_OF_CONTRACT = (ReleaseTag.CONTRACT, ReleaseTag.IMPLEMENTATION, ReleaseTag.CONTRACT_AMENDMENT,
                ReleaseTag.CONTRACT_TERMINATION)  # fmt: skip


def notice_release(
    tender: Tender, code: str, base_url: str, now: datetime, contract: Contract | None = None
) -> ReleaseFacts:
    """What a notice of a tender, or of one of its contracts, tells as it would stand now.

    What comes later in a procurement than the notice is left out, and so are other contracts.
    """
    tag = STAGES[code]
    whole = release_of(tender, gathered_for(base_url, tender.id), now)
    is_later = tag is ReleaseTag.AWARD or tag in _OF_CONTRACT
    return replace(
        whole,
        release_id=f"{tender.ocid}-{code}-{now:%Y%m%dT%H%M%SZ}",
        released_at=now,
        tags=(tag,),
        tender=_before(whole.tender, tender, code),
        bid_counts=whole.bid_counts if is_later else (),
        awards=whole.awards if is_later else (),
        contracts=tuple(
            _told(row, code, contract)
            for row in whole.contracts
            if contract is not None and row.id == str(contract.id)
        ),
    )


def _before(released: ReleasedTender, tender: Tender, code: str) -> ReleasedTender:
    """What only a notice that comes before the tender notice tells."""
    if code == "UK2":
        until, how = tender.engaged_until, tender.engaged_how or ""
        return replace(released, engaged_until=until, engaged_how=how)
    if STAGES[code] is ReleaseTag.PLANNING:
        return replace(released, notice_on=tender.notice_on)
    return released


def _told(row: ReleasedContract, code: str, contract: Contract) -> ReleasedContract:
    """A contract with what this notice tells of it, and nothing of what others do."""
    bare = replace(
        row,
        indicators=(),
        no_indicators_reason="",
        failures=(),
        end=None,
        payments=_notified(row) if code == "UK8" else (),
        proposed_amendments=row.proposed_amendments if code == "UK10" else (),
    )
    if code in ("UK7", "UK9"):
        return _with_performance(bare, contract, is_rated=code == "UK9")
    return _with_end(bare, contract) if code == "UK11" else bare


def _notified(row: ReleasedContract) -> tuple[ReleasedPayment, ...]:
    """Those above £30,000 including VAT, each by itself (s70)."""
    return tuple(one for one in row.payments if one.pence > NOTIFIED_PAYMENT.pence)


def _with_performance(
    row: ReleasedContract, contract: Contract, *, is_rated: bool
) -> ReleasedContract:
    """Its indicators; for the contract performance notice also what that tells of ratings and
    breaches."""
    performance = performance_of(contract)
    found = public_breaches(contract) if is_rated else []
    ratings = ratings_by_indicator(ratings_told(performance, found)) if is_rated else {}
    return replace(
        row,
        indicators=tuple(
            released_indicator(one, ratings.get(one.id, ())) for one in performance.indicators
        ),
        no_indicators_reason=performance.why_none,
        failures=_failures(breaches_told(performance, found)) if is_rated else (),
    )


def _with_end(row: ReleasedContract, contract: Contract) -> ReleasedContract:
    """How it ended, with the breach that ended it."""
    end = end_of(contract.id)
    if end is None or end.state is not EndState.DONE:
        return row
    ended = [one for one in public_breaches(contract) if one.row.kind is BreachKind.TERMINATED]
    return replace(row, end=released_end(end), failures=_failures(ended))


def _failures(breaches: Sequence[RecordedBreach]) -> tuple[ReleasedFailure, ...]:
    return tuple(released_failure(one.row) for one in breaches)
