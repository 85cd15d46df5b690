"""A number decides, the same name decides, and a likeness is left to a person."""

import pytest

from invoicing.spend.supplier_matching import (
    Decision,
    Match,
    Matcher,
    Organisation,
    Supplier,
    match_suppliers,
)
from invoicing.spend.supplier_name import legal_form, name_words

KNOWN = [
    Organisation("willow", "WILLOW KITCHEN C.I.C.", "02036103", ""),
    Organisation("willow", "Willow Street Kitchen", "02036103", ""),
    Organisation("elm-charity", "The Elm Tree Community Trust", "", "1090095"),
    Organisation("elm-company", "ELM TREE COMMUNITY TRUST LIMITED", "07444723", "1090095"),
    Organisation("oak-1", "Oak Care Limited", "09506232", ""),
    Organisation("oak-2", "Oak Care Ltd", "09506233", ""),
    Organisation("north", "North Somerset Community Partnership", "06600567", ""),
    Organisation("scots", "Rowan Centre", "SC000042", "SC042386"),
    Organisation("irish", "Larch Centre", "NI012345", "NIC100019"),
]


def match(name: str, company: str = "", charity: str = "") -> Match:
    (found,) = match_suppliers([Supplier(name, company, charity)], KNOWN)
    return found


@pytest.mark.parametrize(
    ("company", "charity", "id"),
    [
        ("2036103", "", "willow"),
        ("", "1090095", "elm-charity"),
        ("", "1090095.0", "elm-charity"),
        ("", "sc042386", "scots"),
        ("", "100019", "irish"),
        ("NI12345", "", "irish"),
    ],
)
def test_a_known_number_decides_whatever_the_name(company: str, charity: str, id: str) -> None:
    found = match("Some other name", company, charity)
    assert (found.id, found.how, found.decision) == (id, "number", Decision.AUTOMATIC)


def test_two_numbers_of_different_organisations_are_doubtful() -> None:
    assert match("Willow", "02036103", "1090095").decision is Decision.AUTOMATIC
    assert match("Oak", "09506232", "SC042386").decision is Decision.DOUBTFUL


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Willow Kitchen Community Interest Company", "willow"),
        ("willow street kitchen", "willow"),
        ("ELM TREE COMMUNITY TRUST (THE)", "elm-charity"),
        ("Elm Tree Community Trust Ltd", "elm-company"),
        ("Elm Tree Comunity Trust", "elm-charity"),
    ],
)
def test_the_same_name_decides(name: str, id: str) -> None:
    found = match(name, "-1", "not known")
    assert (found.id, found.how, found.decision) == (id, "name", Decision.AUTOMATIC)


def test_a_name_that_two_bear_is_doubtful() -> None:
    assert match("OAK CARE LTD").decision is Decision.DOUBTFUL


def test_a_name_with_another_number_is_doubtful() -> None:
    assert match("Willow Kitchen CIC", "02036104").decision is Decision.DOUBTFUL


def test_one_that_says_it_is_a_cic_is_not_a_firm_of_that_name() -> None:
    assert match("North Somerset Community Partnership CIC").decision is Decision.DOUBTFUL


@pytest.mark.parametrize("name", ["Somerset Community Partnership", "Beech Ltd", "", "!!!"])
def test_who_is_not_known_matches_none(name: str) -> None:
    assert match(name) == Match(name, None, None, Decision.NONE)


def test_what_is_merely_alike_is_doubtful() -> None:
    found = match("North Somerset Community Partners")
    assert (found.id, found.how, found.decision) == ("north", "name", Decision.DOUBTFUL)


def test_matches_come_in_the_order_given() -> None:
    names = ["Rowan Centre", "Nobody", "Willow Kitchen CIC"]
    found = match_suppliers([Supplier(name) for name in names], KNOWN)
    assert [m.name for m in found] == names


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("The Queen’s Café & Co. Limited", ("queens", "cafe", "co")),
        ("Tree Health and Education Trust (THET)", ("tree", "health", "education", "trust")),
        ("Limited", ("ltd",)),
        ("B.B.C. Plc", ("bbc",)),
    ],
)
def test_only_the_words_that_say_who_are_kept(name: str, said: tuple[str, ...]) -> None:
    assert name_words(name) == said


def test_of_two_legal_forms_the_cic_counts() -> None:
    assert legal_form("Willow CIC Ltd") == legal_form("Willow Community Interest Company") == "cic"
    assert legal_form("Willow") == ""


def decided(name: str, *known: Organisation) -> tuple[str | None, Decision]:
    [match] = match_suppliers([Supplier(name)], known)
    return match.id, match.decision


def test_two_of_one_name_without_a_number_in_common_are_doubtful() -> None:
    bare = Organisation("a", "Elm Kitchen Ltd")
    other = Organisation("b", "ELM KITCHEN LIMITED")
    numbered = Organisation("c", "Elm Kitchen Ltd", "02036103")
    charity = Organisation("d", "Elm Kitchen Ltd", "", "1090095")
    both = Organisation("e", "Elm Kitchen Ltd", "02036103", "1090095")
    for two in ([bare, other], [bare, numbered], [numbered, charity]):
        assert decided("Elm Kitchen Ltd", *two) == (two[0].id, Decision.DOUBTFUL)
    assert decided("Elm Kitchen Ltd", numbered, both) == ("c", Decision.AUTOMATIC)
    assert decided("Elm Kitchen Ltd", bare) == ("a", Decision.AUTOMATIC)


@pytest.mark.parametrize(
    ("name", "organisation", "decision"),
    [
        ("Elm Ltd t/a Elm Kitchen", "Elm Ltd t/a Elm Kitchen", Decision.AUTOMATIC),
        ("ELM LIMITED T/A ELM KITCHEN", "Elm Ltd (trading as Elm Kitchen)", Decision.AUTOMATIC),
        ("Elm Ltd t/a Elm Kitchen", "Elm Limited", Decision.AUTOMATIC),
        ("Elm Ltd", "Elm Limited trading as Elm Kitchen", Decision.AUTOMATIC),
        ("J Elm t/a Elm Kitchen", "J Elm", Decision.DOUBTFUL),
        ("Elm Ltd t/a The Kitchen", "Kitchen CIC", Decision.DOUBTFUL),
        ("Elm Kitchen", "Oak Ltd t/a Elm Kitchen", Decision.DOUBTFUL),
        ("Elm Kitchen", "J Oak t/a Elm Kitchen", Decision.DOUBTFUL),
        ("Taunton Asphalt", "Taunton Asphalt", Decision.AUTOMATIC),
    ],
)
def test_who_trades_by_another_name_is_who_is_meant(
    name: str, organisation: str, decision: Decision
) -> None:
    assert decided(name, Organisation("x", organisation)) == ("x", decision)


@pytest.mark.parametrize(
    "name",
    [
        "Elm Kitchen Ltd (In Administration)",
        "ELM KITCHEN LTD - IN LIQUIDATION",
        "Elm Kitchen (in creditors’ voluntary liquidation) Limited",
        "Elm Kitchen Ltd in administrative receivership",
    ],
)
def test_one_that_is_being_wound_up_is_still_itself(name: str) -> None:
    assert decided(name, Organisation("x", "Elm Kitchen Ltd")) == ("x", Decision.AUTOMATIC)
    assert decided("Elm Kitchen", Organisation("x", name)) == ("x", Decision.AUTOMATIC)


@pytest.mark.parametrize(
    "name",
    ["慈善厨房", "مطبخ الخير", "Кухня Вяз", "कितना", "קהילה", "ร้านอาหาร", "Møller Kjøkken", "ΑΛΦΑ"],
)
def test_names_in_any_script_match_themselves_alone(name: str) -> None:
    others = [Organisation("other", other) for other in ("慈善会", "مطبخ", "Кухня", "कीतनी", "ร้าน")]
    [match] = match_suppliers([Supplier(name.upper())], [*others, Organisation("x", name)])
    assert (match.id, match.how, match.decision) == ("x", "name", Decision.AUTOMATIC)
    [match] = match_suppliers([Supplier(name)], others)
    assert match.decision is not Decision.AUTOMATIC


def test_a_vowel_sign_is_part_of_a_name_and_an_accent_is_not() -> None:
    assert name_words("किताब") != name_words("कातब")
    assert name_words("Café Ærø") == name_words("cafe aero")


@pytest.mark.parametrize(
    "name", ["(In Administration)", "t/a", " t/a x", "x t/a ", "!!!", "\u0301", "🙂", "Ltd"]
)
def test_a_name_that_says_hardly_anything_is_no_error(name: str) -> None:
    assert decided(name, Organisation("x", "Elm Kitchen Ltd"))[1] is Decision.NONE
    assert decided("Elm Kitchen Ltd", Organisation("x", name))[1] is Decision.NONE


def test_a_name_that_stands_there_again_means_the_same_and_numbers_are_heeded() -> None:
    names = ["Elm Tree Comunity Trust", "Nobody", "Elm Tree Comunity Trust"]
    first, nobody, again = Matcher(KNOWN).matches(map(Supplier, names))
    assert (first.id, nobody.id, again) == ("elm-charity", None, first)
    same_name = [Supplier("Oak Care", "09506233"), Supplier("Oak Care"), Supplier("Oak Care")]
    assert [m.decision for m in match_suppliers(same_name, KNOWN)] == [
        Decision.AUTOMATIC,
        Decision.DOUBTFUL,
        Decision.DOUBTFUL,
    ]
