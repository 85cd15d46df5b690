"""Regions of delivery, read from codes and names."""

import pytest

from procurement.open_data.region import REGIONS, regions_in


@pytest.mark.parametrize(
    ("delivery", "regions"),
    [
        ("", []),
        ("UKG31, Birmingham", ["west-midlands"]),
        ("Wards of the West Midlands", ["west-midlands"]),
        ("tlg", ["west-midlands"]),
        ("UKI, TLC2", ["north-east", "london"]),
        ("Londonderry, UKN", ["northern-ireland"]),
        ("Southeastern line; BUKI", []),
        ("UK", []),
    ],
)
def test_a_region_is_known_by_its_code_or_its_name(delivery: str, regions: list[str]) -> None:
    assert regions_in(delivery) == regions


def test_each_name_is_its_own_region() -> None:
    for slug, name in REGIONS.items():
        assert slug in regions_in(f"Somewhere in {name}.")
