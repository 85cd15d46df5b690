"""What an enterprise lacks follows from what it holds, says and answers; nothing else is lacking."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.organisations.holding import HoldingKind
from procurement.organisations.readiness import (
    Held,
    Question,
    Requirement,
    Standing,
    checked,
    ground,
    is_ready,
)

TODAY = date(2026, 11, 29)
READY = Held(
    can_do_something=True,
    builds=True,
    employees=3,
    good_until={
        HoldingKind.PUBLIC_LIABILITY: date(2027, 1, 1),
        HoldingKind.EMPLOYERS_LIABILITY: date(2027, 1, 1),
        HoldingKind.CONSTRUCTION_TAX: None,
        HoldingKind.HEALTH_AND_SAFETY: date(2027, 1, 1),
    },
    has_vat_number=True,
    is_payable=True,
    answers={Question.TERMS_DECIDED: True},
)


def without(kind: HoldingKind) -> Held:
    return replace(READY, good_until={k: d for k, d in READY.good_until.items() if k is not kind})


def standing(held: Held, requirement: Requirement) -> Standing:
    return next(item.standing for item in checked(held) if item.requirement is requirement)


def test_who_lacks_nothing_is_ready() -> None:
    assert is_ready(checked(READY))
    assert {item.requirement for item in checked(READY)} == set(Requirement)


@pytest.mark.parametrize(
    ("held", "requirement", "stands"),
    [
        (replace(READY, can_do_something=False), Requirement.CAPABILITY, Standing.LACKING),
        (without(HoldingKind.PUBLIC_LIABILITY), Requirement.PUBLIC_LIABILITY, Standing.LACKING),
        (
            without(HoldingKind.EMPLOYERS_LIABILITY),
            Requirement.EMPLOYERS_LIABILITY,
            Standing.LACKING,
        ),
        (without(HoldingKind.CONSTRUCTION_TAX), Requirement.CONSTRUCTION_TAX, Standing.LACKING),
        (
            without(HoldingKind.HEALTH_AND_SAFETY),
            Requirement.HEALTH_AND_SAFETY,
            Standing.TO_ANSWER,
        ),
        (replace(READY, has_vat_number=False), Requirement.VAT, Standing.TO_ANSWER),
        (replace(READY, is_payable=False), Requirement.BANK_ACCOUNT, Standing.LACKING),
        (replace(READY, answers={}), Requirement.TERMS, Standing.TO_ANSWER),
        (
            replace(READY, answers={Question.TERMS_DECIDED: False}),
            Requirement.TERMS,
            Standing.LACKING,
        ),
    ],
)
def test_each_thing_that_is_missing_keeps_it_from_being_ready(
    held: Held, requirement: Requirement, stands: Standing
) -> None:
    assert standing(held, requirement) is stands
    assert not is_ready(checked(held))


@pytest.mark.parametrize(
    ("employees", "answer", "stands"),
    [
        (0, None, Standing.NOT_NEEDED),
        (2, False, Standing.LACKING),
        (None, None, Standing.TO_ANSWER),
        (None, False, Standing.NOT_NEEDED),
        (None, True, Standing.LACKING),
    ],
)
def test_who_employs_nobody_needs_no_insurance_of_employers(
    employees: int | None, answer: bool | None, stands: Standing
) -> None:
    answers = {} if answer is None else {Question.EMPLOYS: answer}
    held = replace(without(HoldingKind.EMPLOYERS_LIABILITY), employees=employees, answers=answers)
    assert standing(held, Requirement.EMPLOYERS_LIABILITY) is stands


def test_what_is_only_for_builders_is_asked_of_no_baker() -> None:
    held = replace(without(HoldingKind.CONSTRUCTION_TAX), builds=False)
    assert standing(held, Requirement.CONSTRUCTION_TAX) is Standing.NOT_NEEDED
    assert is_ready(checked(held))


@pytest.mark.parametrize(("is_registered", "stands"), [(True, "lacking"), (False, "not needed")])
def test_a_vat_number_is_lacking_only_where_one_is_registered(
    is_registered: bool, stands: str
) -> None:
    answers = {Question.VAT_REGISTERED: is_registered}
    held = replace(READY, has_vat_number=False, answers=answers)
    assert standing(held, Requirement.VAT) == stands


def test_each_requirement_has_its_source_and_says_where_it_is_only_general_knowledge() -> None:
    for requirement in Requirement:
        found = ground(requirement, TODAY)
        assert found.why
        assert found.source
    assert ground(Requirement.CONSTRUCTION_TAX, TODAY).since == date(2007, 4, 6)
    assert "General knowledge" in ground(Requirement.EMPLOYERS_LIABILITY, TODAY).source
