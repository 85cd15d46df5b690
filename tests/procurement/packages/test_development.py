"""What a development must say before enterprises can prepare for its work."""

from datetime import date

import pytest

from procurement.ground.refusal import Refusal, Refusals
from procurement.packages.development import Phase, check_development

FIRST, LAST = date(2027, 1, 4), date(2029, 6, 29)


def test_phases_lie_inside_the_development_to_the_day():
    check_development("Old Dairy", FIRST, LAST, [Phase("Groundworks", FIRST, LAST)])
    check_development("A day’s work", FIRST, FIRST)


@pytest.mark.parametrize(
    ("name", "ends_on", "phase", "sentence"),
    [
        (" ", LAST, None, "Give the development its name."),
        ("Old Dairy", date(2027, 1, 3), None, "It ends before it starts."),
        ("Old Dairy", LAST, Phase("", FIRST, LAST), "Give each phase a title."),
        ("Old Dairy", LAST, Phase("Roofs", LAST, FIRST), "“Roofs” ends before it starts."),
        (
            "Old Dairy",
            LAST,
            Phase("Roofs", FIRST, date(2029, 6, 30)),
            "“Roofs” lies outside the days of the development.",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(name, ends_on, phase, sentence):
    with pytest.raises((Refusal, Refusals), match=sentence):
        check_development(name, FIRST, ends_on, [phase] if phase else [])
