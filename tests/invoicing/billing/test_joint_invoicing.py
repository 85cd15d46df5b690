"""Invoices that the lead of a consortium sends in the members' names."""

import pytest

from invoicing.billing.joint_invoicing import MemberTerms, terms_faults, treatment
from invoicing.billing.vat import Vat


def member(**values: object) -> MemberTerms:
    given = {"is_registered": True, "vat": Vat.ZERO, "is_sender": False, "has_agreed": True}
    return MemberTerms("Canal Gardens Society", **{**given, **values})


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({}, 0),
        ({"has_agreed": False}, 1),
        ({"has_agreed": False, "vat": None}, 2),
        ({"has_agreed": False, "is_sender": True}, 0),
        ({"vat": None}, 1),
        ({"vat": None, "is_registered": False}, 0),
    ],
)
def test_an_invoice_needs_the_members_word_and_its_vat(values: dict, faults: int) -> None:
    assert len(terms_faults(member(**values))) == faults


def test_one_that_is_not_registered_shows_no_vat_whatever_it_says() -> None:
    assert treatment(member()) is Vat.ZERO
    assert treatment(member(is_registered=False)) is Vat.NOT_REGISTERED
