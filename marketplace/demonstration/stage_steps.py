"""What every step of the story stands on: a stage that keeps the time."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from marketplace.contracts.actions import set_ups, signatures
from marketplace.contracts.queries.contracts import what_is_signed
from marketplace.engine.access import Actor
from marketplace.organisations.queries.law import known_holidays
from procurement.ground.calendar import london_day
from procurement.packages.clause import AskedClause, from_model
from procurement.tendering.model_clauses import model_clauses


class StageSteps:
    """The day it is in the story, and how it moves on."""

    def __init__(self, stage: Any) -> None:
        self.stage = stage

    @property
    def today(self) -> date:
        return london_day(self.stage.now)

    def to_a_banking_day(self) -> None:
        """The next day on which banks are open, if this is none."""
        while not known_holidays().is_working_day(self.today):
            self.stage.after(days=1)

    def signed_by_both(self, contract: UUID, buyer: Actor, supplier: Actor) -> None:
        """On one day; from then on the buyer’s own system can pay the supplier."""
        seen = what_is_signed(contract)
        signatures.sign_contract(buyer, contract, for_buyer=True, seen=seen)
        signatures.sign_contract(supplier, contract, for_buyer=False, seen=seen)
        set_ups.record_set_up(buyer, contract, since=self.today)


def promises(slugs: Sequence[str], due_on: date) -> list[AskedClause]:
    """These of the model set for a development, as much as it begins with."""
    return [
        from_model(model, model.target, due_on) for model in model_clauses() if model.slug in slugs
    ]


def working_day(day: date) -> date:
    """The day itself, or the next on which banks are open."""
    while not known_holidays().is_working_day(day):
        day += timedelta(days=1)
    return day
