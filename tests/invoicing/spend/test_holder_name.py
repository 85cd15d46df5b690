"""Whose name stands on a bank account."""

import pytest

from invoicing.spend.holder_name import HolderName, holder_name


@pytest.mark.parametrize(
    ("holder", "organisation", "stands"),
    [
        ("HARBOUR BAKERY C.I.C.", "Harbour Bakery CIC", HolderName.SAME),
        ("The Harbour Bakery", "Harbour Bakery Community Interest Company", HolderName.SAME),
        ("Icknield Wheels Limited", "Icknield Wheels Ltd", HolderName.SAME),
        ("Bell Foods Ltd t/a Harbour Bakery", "Bell Foods Limited", HolderName.SAME),
        ("Harbour Bakery", "Bell Foods t/a Harbour Bakery", HolderName.ALIKE),
        ("J Smith", "Harbour Bakery CIC", HolderName.OTHER),
        ("Harbour Boats Ltd", "Harbour Bakery CIC", HolderName.OTHER),
        ("!", "Harbour Bakery CIC", HolderName.OTHER),
    ],
)
def test_the_name_on_an_account_is_held_against_the_organisations(
    holder: str, organisation: str, stands: HolderName
) -> None:
    assert holder_name(holder, organisation) is stands
