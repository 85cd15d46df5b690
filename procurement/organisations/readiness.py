"""What does an enterprise lack for its first package, and why would a buyer ask for it?

Each requirement stands with its source and the day since when it holds; a requirement without a
day is this marketplace's own. What an enterprise has said or holds answers it, or one question.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from procurement.ground.figures import Mark
from procurement.organisations.holding import HoldingKind


class Requirement(StrEnum):
    """What buyers ask for, or the work here needs."""

    CAPABILITY = "capability"
    PUBLIC_LIABILITY = "public_liability"
    EMPLOYERS_LIABILITY = "employers_liability"
    CONSTRUCTION_TAX = "construction_tax"
    HEALTH_AND_SAFETY = "health_and_safety"
    VAT = "vat"
    BANK_ACCOUNT = "bank_account"
    TERMS = "terms"


class Question(StrEnum):
    """What nothing that is held answers."""

    EMPLOYS = "employs"
    POLICY = "policy"
    VAT_REGISTERED = "vat-registered"
    TERMS_DECIDED = "terms-decided"


class Standing(StrEnum):
    """How a requirement stands."""

    MET = "met"
    NOT_NEEDED = "not needed"
    TO_ANSWER = "to answer"
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a requirement is one; ``price`` says who gives a quote, where it costs something."""

    since: date | None
    source: str
    why: str
    price: str


@dataclass(frozen=True, slots=True)
class Held:
    """What an enterprise has said of itself and holds on a day.

    ``good_until`` has what is in date, each with its last day where it has one.
    """

    can_do_something: bool
    builds: bool
    employees: int | None
    good_until: Mapping[HoldingKind, date | None]
    has_vat_number: bool
    is_payable: bool
    answers: Mapping[Question, bool]


@dataclass(frozen=True, slots=True)
class Checked:
    """A requirement as it stands, what to ask where it is to be answered, and its last day."""

    requirement: Requirement
    standing: Standing
    question: Question | None = None
    good_until: date | None = None

    @property
    def is_settled(self) -> bool:
        return self.standing in {Standing.MET, Standing.NOT_NEEDED}


def checked(held: Held) -> tuple[Checked, ...]:
    """Every requirement, in the order in which they are looked after."""
    return (
        Checked(Requirement.CAPABILITY, _met(held.can_do_something)),
        _holding(held, Requirement.PUBLIC_LIABILITY, HoldingKind.PUBLIC_LIABILITY),
        _employers_liability(held),
        _holding(held, Requirement.CONSTRUCTION_TAX, HoldingKind.CONSTRUCTION_TAX)
        if held.builds
        else Checked(Requirement.CONSTRUCTION_TAX, Standing.NOT_NEEDED),
        _health_and_safety(held),
        _vat(held),
        Checked(Requirement.BANK_ACCOUNT, _met(held.is_payable)),
        _answered(held, Requirement.TERMS, Question.TERMS_DECIDED),
    )


def is_ready(items: tuple[Checked, ...]) -> bool:
    """Ready for a first package: nothing is lacking, and nothing is left to answer."""
    return all(item.is_settled for item in items)


def ground(requirement: Requirement, day: date) -> Ground:
    """The ground in force on a day."""
    begun = [row for row in _grounds()[requirement] if row.since is None or row.since <= day]
    return max(begun, key=lambda row: row.since or date.min)


@cache
def _grounds() -> Mapping[Requirement, tuple[Ground, ...]]:
    text = files("procurement").joinpath("data/readiness.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {
        requirement: tuple(
            Ground(
                date.fromisoformat(row["since"]) if row["since"] else None,
                f"{row['source']}.{Mark(row['mark']).caution()}",
                row["why"],
                row["price"],
            )
            for row in rows
            if row["key"] == requirement
        )
        for requirement in Requirement
    }


def _met(is_met: bool) -> Standing:
    return Standing.MET if is_met else Standing.LACKING


def _holding(held: Held, requirement: Requirement, kind: HoldingKind) -> Checked:
    return Checked(requirement, _met(kind in held.good_until), good_until=held.good_until.get(kind))


def _employers_liability(held: Held) -> Checked:
    """Needed by whoever employs; asked only where the number of people is not said."""
    requirement, kind = Requirement.EMPLOYERS_LIABILITY, HoldingKind.EMPLOYERS_LIABILITY
    if kind in held.good_until:
        return _holding(held, requirement, kind)
    asked = Question.EMPLOYS if held.employees is None else None
    employs = held.answers.get(asked) if asked else bool(held.employees)
    if employs is None:
        return Checked(requirement, Standing.TO_ANSWER, asked)
    return Checked(requirement, Standing.LACKING if employs else Standing.NOT_NEEDED, asked)


def _health_and_safety(held: Held) -> Checked:
    if HoldingKind.HEALTH_AND_SAFETY in held.good_until:
        return _holding(held, Requirement.HEALTH_AND_SAFETY, HoldingKind.HEALTH_AND_SAFETY)
    return _answered(held, Requirement.HEALTH_AND_SAFETY, Question.POLICY)


def _vat(held: Held) -> Checked:
    if held.has_vat_number:
        return Checked(Requirement.VAT, Standing.MET)
    is_registered = held.answers.get(Question.VAT_REGISTERED)
    if is_registered is None:
        return Checked(Requirement.VAT, Standing.TO_ANSWER, Question.VAT_REGISTERED)
    standing = Standing.LACKING if is_registered else Standing.NOT_NEEDED
    return Checked(Requirement.VAT, standing, Question.VAT_REGISTERED)


def _answered(held: Held, requirement: Requirement, question: Question) -> Checked:
    answer = held.answers.get(question)
    return Checked(requirement, Standing.TO_ANSWER if answer is None else _met(answer), question)
