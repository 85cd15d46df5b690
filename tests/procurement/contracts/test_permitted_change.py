import pytest

from procurement.contracts.permitted_change import PermittedGround, ground_faults
from procurement.ground.money import Money
from tests.procurement.contracts.test_contract_change import change

HALF_MORE = Money(150_000_000)


@pytest.mark.parametrize("ground", list(PermittedGround))
def test_every_ground_wants_its_reason_and_has_words(ground: PermittedGround) -> None:
    (fault,) = ground_faults(ground, " ", change(), options="Two years more.", risks="Strikes.")
    assert fault.field == "ground_why"
    assert str(fault) == ground.to_say
    assert "paragraph" in ground.in_words
    assert not ground_faults(ground, "So it is.", change(), options="Two.", risks="Strikes.")


@pytest.mark.parametrize(
    ("ground", "is_capped"),
    [
        (PermittedGround.PROVIDED_FOR, False),
        (PermittedGround.URGENCY, False),
        (PermittedGround.UNFORESEEN, True),
        (PermittedGround.KNOWN_RISK, True),
        (PermittedGround.ADDITIONAL, True),
    ],
)
def test_a_capped_ground_lets_the_value_grow_by_half_and_no_more(
    ground: PermittedGround, is_capped: bool
) -> None:
    said = {"options": "Two years more.", "risks": "Strikes."}
    assert not ground_faults(ground, "So it is.", change(value_after=HALF_MORE), **said)
    beyond = change(value_after=Money(HALF_MORE.pence + 1))
    assert bool(ground_faults(ground, "So it is.", beyond, **said)) is is_capped


@pytest.mark.parametrize(
    ("ground", "options", "risks"),
    [(PermittedGround.PROVIDED_FOR, "", "Strikes."), (PermittedGround.KNOWN_RISK, "Two.", " ")],
)
def test_what_the_tender_notice_did_not_name_is_no_ground(
    ground: PermittedGround, options: str, risks: str
) -> None:
    (fault,) = ground_faults(ground, "So it is.", change(), options=options, risks=risks)
    assert fault.field == "ground"
    assert "tender notice says nothing" in str(fault)
