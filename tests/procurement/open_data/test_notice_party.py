"""Organisations that are only known from a notice."""

import pytest

from procurement.open_data.notice import PartyFacts
from procurement.open_data.notice_party import kind_of, register_entries, same_name
from procurement.organisations.organisation import Kind


@pytest.mark.parametrize(
    ("name", "role", "kind"),
    [
        ("Birmingham City Council", "buyer", Kind.COUNCIL),
        ("Sandwell and West Birmingham NHS Trust", "buyer", Kind.HOSPITAL_TRUST),
        ("University of Worcester", "buyer", Kind.UNIVERSITY),
        ("Midland Heart Homes", "buyer", Kind.HOUSING_ASSOCIATION),
        ("Home Office", "buyer", Kind.OTHER_PUBLIC_BODY),
        ("Wheel & Spoon C.I.C.", "supplier", Kind.CIC),
        ("Canal Co-operative Ltd", "supplier", Kind.SOCIETY),
        ("Council Tax Software Ltd", "supplier", Kind.OTHER_SUPPLIER),
    ],
)
def test_a_name_gives_a_first_guess_of_the_kind(name: str, role: str, kind: Kind) -> None:
    assert kind_of(PartyFacts(name, roles=(role,))) is kind


def test_numbers_are_put_in_form_and_what_cannot_be_one_is_left_out() -> None:
    party = PartyFacts(
        "Wheel & Spoon CIC",
        (
            ("GB-COH", "2036103"),
            ("GB-COH", "none"),
            ("GB-CFS", "43899"),
            ("MARKETPLACE", "000001"),
        ),
    )
    assert register_entries(party) == [("GB-COH", "02036103"), ("GB-CFS", "43899")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VINCI Construction UK Limited", "Vinci Construction UK Ltd."),
        ("The University of  Worcester", "University of Worcester"),
    ],
)
def test_one_name_written_two_ways_is_the_same(one: str, other: str) -> None:
    assert same_name(one) == same_name(other)


def test_two_names_are_two() -> None:
    assert same_name("Marks & Co Ltd") != same_name("Marks Co Ltd")
