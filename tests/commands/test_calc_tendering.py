"""The calculators of tendering, called as a person calls them."""

import json

import pytest
from click.testing import CliRunner

from marketplace.commands import marketplace

SCORE = {
    "price": {"weight": 60, "formula": "lowest_over_this"},
    "quality": {
        "weight": 30,
        "scale": 5,
        "questions": [{"id": "q1", "weight": 100, "minimum": 2}],
    },
    "social_value": {"weight": 10},
    "tie_break": ["quality", "social_value", "price"],
    "bids": [{"id": "A", "price_pence": 10000, "scores": {"q1": 4}, "social_value": "70.0"}],
}
SOCIAL_VALUE = {
    "scale": 5,
    "clauses": [{"id": "c1", "weight": 100, "minimum": 2, "target": 10, "quantity_share": 70}],
    "bids": [{"id": "A", "commitments": {"c1": 8}, "credibility": {"c1": 4}}],
}
CONSORTIUM = {
    "required": {"catering": 10},
    "enterprises": [
        {"id": "e1", "capacity": {"catering": 6}, "distance_km": 3},
        {"id": "e2", "capacity": {"catering": 6}, "distance_km": 7},
        {"id": "e3", "capacity": {"catering": 3, "cleaning": 9}, "distance_km": 1},
        {"id": "e4", "capacity": {"catering": 4}, "distance_km": 6},
    ],
    "not_together": [["e1", "e2"]],
    "seconds": 10,
}


def run(*arguments, given=None):
    text = given if given is None or isinstance(given, str) else json.dumps(given)
    return CliRunner().invoke(marketplace, ["calc", *arguments], input=text)


def answer(*arguments, given=None):
    result = run(*arguments, "--json", given=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def faults(*arguments, given):
    result = run(*arguments, "--json", given=given)
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert list(found) == ["faults"]
    return found["faults"]


def test_score_answers_the_example():
    assert answer("score", "-", given=SCORE) == {
        "bids": [
            {
                "id": "A",
                "price_score": "60.0000",
                "quality_score": "24.0000",
                "social_value_score": "7.0000",
                "total": "91.0000",
                "rank": 1,
                "disregarded": None,
            }
        ],
        "ranking": ["A"],
        "warnings": [],
    }


def test_score_reads_a_file_and_says_it_in_words(tmp_path):
    bids = [
        {"id": "A", "price_pence": 10000, "scores": {"q1": 70}, "social_value": 0},
        {"id": "B", "price_pence": 12000, "scores": {"q1": 90}, "social_value": 0},
        {"id": "C", "price_pence": 6000, "scores": {"q1": 10}, "social_value": 0},
        {"id": "D", "price_pence": 0, "scores": {"q1": 1}, "social_value": 0},
    ]
    quality = {"weight": 40, "scale": 100, "questions": [{"id": "q1", "weight": 100}]}
    given = SCORE | {"quality": quality, "social_value": {"weight": 0}, "bids": bids[:3]}
    file = tmp_path / "bids.json"
    file.write_text(json.dumps(given))
    said = run("score", str(file)).stdout
    assert "2     A    36.0000  28.0000  0.0000        64.0000" in said
    assert "Warning: bid C does not win, yet without it A would be first." in said
    file.write_text(json.dumps(given | {"bids": bids}))
    assert "Warning: the price of bid D is zero." in run("score", str(file)).stdout


def test_a_disregarded_bid_is_said_in_words():
    bids = [{"id": "A", "price_pence": 1, "scores": {"q1": 1}, "social_value": 0}]
    said = run("score", "-", given=SCORE | {"bids": bids}).stdout
    assert "below the minimum of 2" in said
    assert (
        "–"
        in run("score", "-", given=SCORE | {"bids": SCORE["bids"] + [bids[0] | {"id": "B"}]}).stdout
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("{", "is not JSON"),
        (SCORE | {"colour": 1}, "'colour'"),
        (SCORE | {"price": {"weight": 50, "formula": "lowest_over_this"}}, "add up to 90"),
        (SCORE | {"price": {"weight": 60, "formula": "cheapest"}}, "cheapest"),
        (SCORE | {"social_value": {"weight": "ten"}}, "“ten” is not a decimal number"),
        (SCORE | {"bids": SCORE["bids"] * 2}, "The bid A stands twice."),
        (json.dumps(SCORE).replace("60", "1e999999999"), "is not a decimal number"),
        (json.dumps(SCORE).replace("60", "NaN"), "NaN is not a number"),
    ],
)
def test_score_says_what_cannot_be_used(given, sentence):
    assert sentence in " ".join(faults("score", "-", given=given))


def test_a_file_that_is_not_there_is_a_fault():
    assert "cannot be read" in faults("score", "nowhere.json", given=None)[0]


def test_standstill_answers_the_example():
    said = {"ends": "2026-12-04", "earliest_signing": "2026-12-05"}
    assert answer("standstill", "--published", "2026-11-24") == said
    assert "signed from 2026-12-05" in run("standstill", "--published", "2026-11-24").stdout


def test_a_year_whose_holidays_are_not_known_is_a_fault():
    (fault,) = faults("standstill", "--published", "2090-01-01", given=None)
    assert "2090" in fault


def test_social_value_answers_the_example():
    assert answer("social-value", "-", given=SOCIAL_VALUE) == {
        "bids": [{"id": "A", "score": "80.0000", "failed": []}]
    }
    assert "A    80.0000  none" in run("social-value", "-", given=SOCIAL_VALUE).stdout


def test_social_value_takes_credibility_that_is_absent_as_nothing():
    bids = [{"id": "A", "commitments": {"c1": "1.5"}}]
    assert answer("social-value", "-", given=SOCIAL_VALUE | {"bids": bids}) == {
        "bids": [{"id": "A", "score": "10.5000", "failed": ["c1"]}]
    }


def test_social_value_says_what_cannot_be_used():
    clauses = [SOCIAL_VALUE["clauses"][0] | {"weight": 90}]
    given = SOCIAL_VALUE | {"clauses": clauses}
    assert faults("social-value", "-", given=given) == [
        "The weights of the clauses must add up to 100; these add up to 90."
    ]


def test_consortium_finds_the_fewest_then_the_nearest():
    assert answer("consortium", "-", given=CONSORTIUM) == {
        "members": ["e1", "e4"],
        "size": 2,
        "distance_km": 9,
        "size_proven": True,
        "proven": True,
    }
    said = run("consortium", "-", given=CONSORTIUM).stdout
    assert "2 members, 9 km in all: e1, e4." in said
    assert "Proven: no consortium is smaller, and none of this size is nearer." in said


def test_consortium_adds_up_decimals_exactly():
    enterprises = [
        {"id": "a", "capacity": {"x": "0.1"}, "distance_km": 0.1},
        {"id": "b", "capacity": {"x": 0.2}, "distance_km": "0.2"},
    ]
    found = answer("consortium", "-", given={"required": {"x": "0.3"}, "enterprises": enterprises})
    assert (found["members"], found["distance_km"]) == (["a", "b"], 0.3)


def test_consortium_names_what_is_short_or_which_pairs_prevent_it():
    short = CONSORTIUM | {"required": {"catering": 20, "roofing": 1}}
    assert faults("consortium", "-", given=short) == [
        "There is not enough catering: 20 is required, and all enterprises together have 19.",
        "There is not enough roofing: 1 is required, and all enterprises together have 0.",
    ]
    apart = CONSORTIUM | {"required": {"catering": 14}}
    (fault,) = faults("consortium", "-", given=apart)
    assert "e1 and e2" in fault


_CHANGE = {
    "regime": "public", "subject": "services", "value_before_pence": 100_000_000,
    "value_after_pence": 110_000_000, "term_before_days": 1000, "term_after_days": 1000,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "permitted", "grounds", "needs_notice"),
    [
        ({}, True, ["not_substantial"], False),
        ({"value_after_pence": 110_000_001}, True, ["not_substantial"], True),
        ({"subject": "works", "value_after_pence": 115_000_000}, True, ["not_substantial"], False),
        ({"term_after_days": 1100}, True, ["not_substantial"], False),
        ({"term_after_days": 1101}, False, [], False),
        ({"term_after_days": 1101, "threshold_pence": 20_772_000}, True, ["below_threshold"], True),
        ({"term_after_days": 1101, "threshold_pence": 10_000_000}, False, [], False),
        (
            {"favours_supplier": True, "schedule_8_reason": "unforeseen circumstances"},
            True,
            ["schedule_8"],
            False,
        ),
        ({"changes_supplier": True}, False, [], False),
        ({"changes_supplier": True, "is_restructuring": True}, True, ["restructuring"], True),
        ({"regime": "private", "value_after_pence": 1}, True, ["not_regulated"], False),
        ({"regime": "light", "term_after_days": 3000}, True, ["light_touch"], False),
    ],
)
def test_a_change_is_judged_with_its_grounds_and_whether_a_notice_is_owed(
    changed: dict, permitted: bool, grounds: list[str], needs_notice: bool
):
    found = answer("change", "-", given=_CHANGE | changed)
    assert (found["permitted"], found["grounds"], found["needs_notice"]) == (
        permitted, grounds, needs_notice,
    )  # fmt: skip
    assert all(sentence.endswith(".") or ")." in sentence for sentence in found["sentences"])


def test_a_change_that_lacks_a_value_is_a_fault():
    (fault,) = faults("change", "-", given=_CHANGE | {"value_after_pence": -1})
    assert "value_after_pence" in fault
