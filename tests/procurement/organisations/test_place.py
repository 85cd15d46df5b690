"""A postcode is found where it lies, and never guessed."""

import pytest

from procurement.ground.refusal import Refusal
from procurement.organisations.place import (
    PLACES,
    Inside,
    Location,
    locate,
    normal_postcode,
    places_holding,
    ward_boundaries,
)


def test_a_postcode_of_ladywood_is_located() -> None:
    assert locate("b1 1ay") == Location(
        postcode="B1 1AY",
        ward_code="E05011151",
        ward_name="Ladywood",
        lad_code="E08000025",
        lsoa_code="E01033625",
        imd_decile=9,
        lat=52.47592,
        lon=-1.90539,
    )


def test_a_postcode_outside_both_councils_is_not_known() -> None:
    assert locate("SW1A 1AA") is None
    assert places_holding(None) == ()
    assert PLACES["birmingham"].holds(None) is Inside.NOT_KNOWN


@pytest.mark.parametrize(
    ("typed", "written"),
    [("b11ay", "B1 1AY"), (" B66  1aa ", "B66 1AA"), ("sw1a1aa", "SW1A 1AA"), ("M1 1AE", "M1 1AE")],
)
def test_a_postcode_is_written_in_one_way(typed: str, written: str) -> None:
    assert normal_postcode(typed) == written


@pytest.mark.parametrize(
    "typed", ["", "B1", "B1 1A", "1B1 1AY", "B1 1CY", "Birmingham", "QQ1 1AA", "B１ 1AY"]
)
def test_what_is_not_a_postcode_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Refusal, match=r"is not a full UK postcode, such as B18 4DF\.") as refusal:
        locate(typed)
    assert refusal.value.field == "postcode"


def test_greater_icknield_is_three_wards_of_each_council() -> None:
    wards = PLACES["greater-icknield"].ward_codes
    assert sorted(ward_boundaries()[code].name for code in wards) == [
        "Ladywood",
        "North Edgbaston",
        "Smethwick",
        "Soho & Jewellery Quarter",
        "Soho and Victoria",
        "St Pauls",
    ]


def test_the_two_councils_together_hold_the_wards_of_each_once() -> None:
    birmingham, sandwell = PLACES["birmingham"].ward_codes, PLACES["sandwell"].ward_codes
    assert (len(birmingham), len(sandwell)) == (69, 24)
    assert not birmingham & sandwell
    assert PLACES["birmingham-and-sandwell"].ward_codes == birmingham | sandwell


def test_a_location_is_inside_the_places_that_hold_its_ward() -> None:
    smethwick = locate("B66 3NH")
    assert smethwick is not None
    assert smethwick.lad_code == "E08000028"
    assert PLACES["sandwell"].holds(smethwick) is Inside.INSIDE
    assert PLACES["birmingham"].holds(smethwick) is Inside.OUTSIDE
    assert "birmingham-and-sandwell" in places_holding(smethwick)


def test_every_ward_has_a_closed_boundary_in_the_west_midlands() -> None:
    boundaries = ward_boundaries()
    assert set(boundaries) == PLACES["birmingham-and-sandwell"].ward_codes
    for ward in boundaries.values():
        outer = ward.rings[0]
        assert outer[0] == outer[-1]
        assert len(outer) > 15
        assert all(-2.2 < lon < -1.7 and 52.3 < lat < 52.7 for lon, lat in outer)
