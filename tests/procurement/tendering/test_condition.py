"""What may be asked of whoever wants to take part, and what is found in its words."""

from datetime import date

import pytest

from procurement.ground.money import Money
from procurement.tendering.condition import ConditionFacts, ConditionKind, condition_faults
from procurement.tendering.regime import Authority, RegimeFacts, Subject

DAY = date(2026, 6, 1)
PUBLIC = RegimeFacts(Authority.SUB_CENTRAL, Subject.SERVICES, Money(25_000_000), DAY)
PRIVATE = RegimeFacts(Authority.NOT_PUBLIC, Subject.SERVICES, Money(25_000_000), DAY)


def asked(text: str, shown_by: str = "A letter of a customer.") -> ConditionFacts:
    return ConditionFacts(ConditionKind.TECHNICAL, text, shown_by)


def faults(one: ConditionFacts, facts: RegimeFacts = PUBLIC) -> list[tuple[str | None, str]]:
    return [(fault.field, str(fault)) for fault in condition_faults([one], facts)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sends audited accounts of the last two years.", "“audited accounts”"),
        ("Sends three years’ accounts, audited by a firm.", "“accounts, audited”"),
        ("Must hold public liability insurance of £5 million.", "insurance”"),
        ("Sends a certificate of professional indemnity.", "indemnity”"),
        ("Has had a contract with Birmingham City Council.", "Birmingham City Council”"),
        ("Has worked for this council before.", "“worked for this council”"),
        ("Has experience of catering for the Royal Orthopaedic Hospital.", "Hospital”"),
        ("Is certified to ISO 9001.", "“ISO 9001”"),
        ("The site manager has an NVQ in management.", "“NVQ”"),
    ],
)
def test_what_the_law_does_not_let_a_buyer_ask_is_said_at_its_field_with_the_section(
    text: str, found: str
) -> None:
    [(field, sentence)] = faults(asked(text))
    assert field == "conditions-0-text"
    assert found in sentence
    assert "Procurement Act 2023, s22" in sentence
    assert "You could write:" in sentence
    assert faults(asked(text), PRIVATE) == []


@pytest.mark.parametrize(
    "text",
    [
        "Sends its latest accounts, audited where the law requires that of the supplier.",
        "Will have public liability insurance of £5 million from the day the contract begins.",
        "Agrees to hold public liability insurance of £5 million if awarded the contract.",
        "Has cooked for 50 people a day, for any customer, in the last three years.",
        "Has had a contract of this kind with Birmingham City Council or another customer.",
        "Is registered as a food business with Birmingham City Council.",
        "Has experience of working with local authority tenants.",
        "Is certified to ISO 9001, or equivalent.",
        "Holds a food hygiene rating of 4 or 5.",
    ],
)
def test_what_may_be_asked_is_left_alone(text: str) -> None:
    assert faults(asked(text)) == []


def test_what_is_equal_may_be_said_beside_what_shows_it() -> None:
    assert faults(asked("Works by ISO 14001.", "A certificate, or equivalent.")) == []
    [(field, _)] = faults(asked("Works with care for nature.", "An ISO 14001 certificate."))
    assert field == "conditions-0-shown_by"


def test_below_the_threshold_there_are_none_except_for_large_works() -> None:
    below = RegimeFacts(Authority.SUB_CENTRAL, Subject.SERVICES, Money(10_000_000), DAY)
    [(field, sentence)] = faults(asked("Has cooked for 50 people a day."), below)
    assert (field, "s85" in sentence) == ("conditions", True)
    assert condition_faults([], below) == []
    small = RegimeFacts(Authority.SUB_CENTRAL, Subject.WORKS, Money(20_771_900), DAY)
    large = RegimeFacts(Authority.SUB_CENTRAL, Subject.WORKS, Money(20_772_000), DAY)
    one = asked("Has built a roof of this size.")
    assert [field for field, _ in faults(one, small)] == ["conditions"]
    assert faults(one, large) == []


def test_a_condition_says_what_it_is_about_what_it_is_and_what_shows_it() -> None:
    for facts in (PUBLIC, PRIVATE):
        said = [field for field, _ in faults(ConditionFacts(None, " ", ""), facts)]
        assert said == ["conditions-0-kind", "conditions-0-text", "conditions-0-shown_by"]


def test_ocds_has_its_own_words_for_the_two_kinds() -> None:
    assert [kind.released_as for kind in ConditionKind] == ["economic", "technical"]
