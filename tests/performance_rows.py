"""Examples of how a contract is performed: an indicator, its ratings, a reason for none."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.performance import (
    Indicator,
    IndicatorRating,
    PerformanceAssessment,
)
from marketplace.engine import clock, db
from procurement.contracts.breach import BreachKind
from procurement.contracts.contract import ContractState
from procurement.contracts.indicator import Rating
from tests.cast import Cast, Make
from tests.organisation_rows import kept_id


def performance_ids(make: Make, cast: Cast, contract_id: UUID) -> dict[str, UUID | str | int]:
    """Of a signed contract of the council and the bakery; and of one that nobody has signed."""
    said = {"number": 1, "title": "Meals on time", "target": "98 of 100",
            "measured": "From the notes.", "set_at": clock.now(),
            "set_by": cast.buyer.person_id}  # fmt: skip
    indicator_id = kept_id(Indicator(contract_id=contract_id, **said))
    today = clock.today()
    assessment_id = kept_id(
        PerformanceAssessment(
            contract_id=contract_id, begins_on=today - timedelta(days=1), ends_on=today,
            is_final=False, told_at=clock.now(), told_by=cast.buyer.person_id,
        )
    )  # fmt: skip
    kept_id(
        IndicatorRating(
            assessment_id=assessment_id, indicator_id=indicator_id, rating=Rating.MET,
            reason="99 of 100.",
        )
    )  # fmt: skip
    unsigned_id: UUID = make.contract(cast.council, cast.bakery, "70.00", regime="public").id
    with db.transaction():
        db.session.execute(
            update(Contract)
            .where(Contract.id == unsigned_id)
            .values(
                state=ContractState.AWAITING_SIGNATURE, buyer_signed_at=None,
                supplier_signed_at=None,
            )
        )  # fmt: skip
    words = dict.fromkeys(
        ("event", "obligation", "nature", "impact", "duration", "mitigation", "warnings"), "Late."
    )
    breach = ContractBreach(
        contract_id=contract_id, number=1, happened_on=today, amount=None, basis="",
        kind=BreachKind.NOTE, recorded_at=clock.now(), recorded_by=cast.buyer.person_id, **words,
    )  # fmt: skip
    return {
        "breach_id": kept_id(breach),
        "assessment_id": assessment_id,
        "indicator_id": indicator_id,
        "indicators.remove.contract_id": unsigned_id,
        "indicators.remove.indicator_id": kept_id(Indicator(contract_id=unsigned_id, **said)),
    }
