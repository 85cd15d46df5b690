"""A number decides, the same name decides, and a likeness is left to a person."""

import pytest

from invoicing.spend.supplier_matching import (
    Decision,
    Match,
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
