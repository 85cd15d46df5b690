"""By what a contract is judged: set before it is signed, or why that cannot be (ratings: ``assessments``)."""

from uuid import UUID

from sqlalchemy import func, select

from marketplace.contracts.actions.papers import ask_for_pdf
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.performance import Indicator, IndicatorException
from marketplace.contracts.queries.performance import indicators_of, owed_for
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from procurement.contracts.contract import ContractState
from procurement.contracts.indicator import (
    IndicatorTerms,
    before_excusing,
    before_removing,
    before_setting,
    check_indicator,
)


@action("indicator.set")
def set_indicator(act: Act, contract: Contract, *, terms: IndicatorTerms) -> Indicator:
    """Set one more indicator; until both have signed, both sign it."""
    count = len(indicators_of(contract.id))
    before_setting(contract.state, count, is_signed=contract.is_signed_by_one)
    check_indicator(terms)
    last = db.session.scalar(
        select(func.max(Indicator.number)).where(Indicator.contract_id == contract.id)
    )
    row = act.add(
        Indicator(
            contract_id=contract.id,
            number=(last or 0) + 1,
            title=terms.title.strip(),
            target=terms.target.strip(),
            measured=terms.measured.strip(),
            set_at=act.now,
            set_by=act.person_id,
        )
    )
    act.note(indicator=row.number)
    _print(act, contract)
    return row


@action("indicator.remove")
def remove_indicator(act: Act, contract: Contract, *, indicator_id: UUID) -> None:
    """Take one out before anybody has signed the contract with it."""
    before_removing(contract.state, is_signed=contract.is_signed_by_one)
    row = db.session.get(Indicator, indicator_id)
    if row is None or row.contract_id != contract.id or row.removed_at is not None:
        raise NotThere("Indicator")
    row.removed_at = act.now
    act.note(indicator=row.number)
    _print(act, contract)


@action("indicator_exception.give")
def give_indicator_exception(act: Act, contract: Contract, *, reason: str) -> None:
    """Say why no indicators can be set (s52(2)), or take that back with nothing said."""
    before_excusing(
        owed_for(contract), len(indicators_of(contract.id)), is_signed=contract.is_signed_by_one
    )
    row = db.session.scalars(
        select(IndicatorException).where(IndicatorException.contract_id == contract.id)
    ).one_or_none()
    if row is None:
        row = IndicatorException(contract_id=contract.id)
        db.session.add(row)
    row.reason, row.given_at, row.given_by = reason.strip(), act.now, act.person_id


def _print(act: Act, contract: Contract) -> None:
    if contract.state is ContractState.AWAITING_SIGNATURE:
        ask_for_pdf(act, contract)
