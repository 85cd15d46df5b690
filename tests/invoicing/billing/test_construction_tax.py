from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from invoicing.billing.construction_tax import (
    CisStatus,
    ReverseChargeFacts,
    SubcontractPayment,
    cis_rate,
    is_deemed_contractor,
    reverse_charge_excuse,
    subcontract_payment,
)
from invoicing.billing.vat import Vat
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def test_labour_2000_and_materials_500_registered_under_the_reverse_charge():
    found = subcontract_payment(
        Money(200000), Money(50000), CisStatus.REGISTERED, Vat.REVERSE_CHARGE
    )
    assert found == SubcontractPayment(Money(40000), Money(0), Money(210000))


@pytest.mark.parametrize(
    ("status", "deduction"),
    [(CisStatus.GROSS, 0), (CisStatus.REGISTERED, 40000), (CisStatus.UNVERIFIED, 60000)],
)
def test_the_deduction_is_on_labour_alone_whatever_the_vat(status, deduction):
    for vat in (Vat.STANDARD, Vat.NOT_REGISTERED):
        assert subcontract_payment(Money(200000), Money(50000), status, vat).deduction == Money(
            deduction
        )


def test_nothing_is_deducted_from_what_a_public_body_is_paid_from_april_2026():
    for paid, deduction in ((date(2026, 4, 5), 40000), (date(2026, 4, 6), 0), (None, 0)):
        found = subcontract_payment(
            Money(200000),
            Money(0),
            CisStatus.REGISTERED,
            Vat.NOT_REGISTERED,
            paid,
            to_public_body=True,
        )
        assert found.deduction == Money(deduction)


def test_ordinary_vat_is_paid_on_labour_and_materials():
    found = subcontract_payment(Money(200000), Money(50000), CisStatus.UNVERIFIED, Vat.STANDARD)
    assert found == SubcontractPayment(Money(60000), Money(50000), Money(240000))


def test_the_deduction_rounds_half_up():
    found = subcontract_payment(Money(5), Money(0), CisStatus.UNVERIFIED, Vat.NOT_REGISTERED)
    assert found.deduction == Money(2)


def test_the_rates_are_known_since_april_2007():
    assert cis_rate(CisStatus.REGISTERED, date(2007, 4, 6)) == Decimal(20)
    with pytest.raises(Refusal, match="CIS deduction for 5 April 2007"):
        cis_rate(CisStatus.REGISTERED, date(2007, 4, 5))


def test_less_than_nothing_is_refused():
    with pytest.raises(Refusal, match=r"less than £0\.00"):
        subcontract_payment(Money(-1), Money(0), CisStatus.GROSS, Vat.STANDARD)


def test_a_body_is_a_deemed_contractor_above_three_million_in_twelve_months():
    day = date(2026, 11, 20)
    assert not is_deemed_contractor(Money(300_000_000), day)
    assert is_deemed_contractor(Money(300_000_001), day)


BUILDING_WORK = ReverseChargeFacts(
    tax_point=date(2026, 11, 20),
    supplier_is_vat_registered=True,
    customer_is_vat_registered=True,
    is_reported_under_cis=True,
    vat=Vat.STANDARD,
    supplier_is_employment_business=False,
    confirmed_end_user=False,
    supply=Money(250000),
    reverse_charge_part=Money(250000),
)


@pytest.mark.parametrize("vat", [Vat.STANDARD, Vat.REDUCED])
def test_building_work_between_registered_firms_bears_the_reverse_charge(vat):
    assert reverse_charge_excuse(replace(BUILDING_WORK, vat=vat)) is None


@pytest.mark.parametrize(
    ("change", "excuse"),
    [
        ({"supplier_is_vat_registered": False}, "supplier is not registered"),
        ({"customer_is_vat_registered": False}, "customer is not registered"),
        ({"is_reported_under_cis": False}, "not reported under CIS"),
        ({"vat": Vat.ZERO}, "standard or the reduced rate"),
        ({"supplier_is_employment_business": True}, "employment business"),
        ({"confirmed_end_user": True}, "end user or intermediary"),
        ({"reverse_charge_part": Money(12500)}, "5% or less"),
    ],
)
def test_ordinary_vat_applies_where(change, excuse):
    assert excuse in str(reverse_charge_excuse(replace(BUILDING_WORK, **change)))


def test_a_penny_above_five_per_cent_is_not_disregarded():
    assert reverse_charge_excuse(replace(BUILDING_WORK, reverse_charge_part=Money(12501))) is None


def test_the_reverse_charge_began_on_1_march_2021():
    for day, applies in ((28, False), (1, True), (2, True)):
        month = 2 if day == 28 else 3
        facts = replace(BUILDING_WORK, tax_point=date(2021, month, day))
        assert (reverse_charge_excuse(facts) is None) is applies
