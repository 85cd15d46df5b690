from decimal import Decimal

from procurement.bidding.promise import owed_in_contract, promised_for

TWO, FIVE, NOTHING = Decimal(2), Decimal(5), Decimal(0)
BY_LOT = {"north": TWO, "south": FIVE}


def test_what_is_promised_for_a_lot_scores_there_and_stands_in_its_contract() -> None:
    for lot, amount in BY_LOT.items():
        assert promised_for(lot, Decimal(7), BY_LOT) == amount
        for is_first in (True, False):
            assert owed_in_contract(lot, Decimal(7), BY_LOT, is_first=is_first) == amount
    assert promised_for("east", Decimal(7), BY_LOT) == NOTHING


def test_what_is_promised_as_a_whole_is_owed_once() -> None:
    assert promised_for("north", TWO, {}) == TWO
    assert owed_in_contract("north", TWO, {}, is_first=True) == TWO
    assert owed_in_contract("south", TWO, {}, is_first=False) == NOTHING
