"""What an offer must say, by one enterprise or by several together, and whose turn it is."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.packages.offer import (
    OFFER,
    OfferState,
    Part,
    Side,
    Terms,
    before_making,
    check_parts,
    check_terms,
    check_turn,
)

TERMS = Terms(Money(1_000_00), "With our own van.", date(2027, 1, 4), date(2027, 2, 4))
BAKER = Part(1, "Harbour Bakery", "Bakes", Decimal("60"), True)
GARDENER = Part(2, "Canal Gardens", "Grows", Decimal("40"), True)


def test_an_offer_of_one_needs_a_price_words_and_days():
    check_terms(TERMS)
    check_terms(replace(TERMS, ends_on=TERMS.starts_on))
    for changed, field in (
        ({"price": Money(0)}, "price"),
        ({"price": Money(10**14 + 1)}, "price"),
        ({"words": " "}, "words"),
        ({"ends_on": date(2027, 1, 3)}, "ends_on"),
    ):
        with pytest.raises(Refusal) as no:
            check_terms(replace(TERMS, **changed))
        assert no.value.field == field


def test_parts_make_exactly_a_whole():
    check_parts([BAKER, GARDENER])
    with pytest.raises(Refusal, match="which is 10% less"):
        check_parts([BAKER, replace(GARDENER, share=Decimal(30))])
    with pytest.raises((Refusal, Refusals), match="Say what Canal Gardens will do") as no:
        check_parts([BAKER, replace(GARDENER, work=" ")])
    assert no.value.field == "work-2"


def test_several_make_an_offer_only_once_each_has_accepted():
    before_making([])
    before_making([BAKER, GARDENER])
    with pytest.raises(
        Refusal, match="Not everyone has accepted price and part yet: Canal Gardens"
    ):
        before_making([BAKER, replace(GARDENER, has_accepted=False)])
    with pytest.raises(Refusal, match="at least two members"):
        before_making([replace(BAKER, share=Decimal(100))])


def test_nobody_accepts_their_own_words():
    check_turn(Side.POSTER, Side.ENTERPRISE)
    with pytest.raises(Refusal, match="The last words are your own"):
        check_turn(Side.ENTERPRISE, Side.ENTERPRISE)


def test_what_was_passed_over_is_made_again_by_nobody_and_stands_again_when_the_choice_is_taken_back():
    assert OFFER.verbs(OfferState.NOT_CHOSEN) == ["stand again"]
    assert OFFER.verbs(OfferState.WITHDRAWN) == ["make"]
