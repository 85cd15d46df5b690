"""An organisation's number has one written form, and what cannot be one is refused."""

import pytest

from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier, Kind, Scheme, own_identifier


@pytest.mark.parametrize(
    ("scheme", "typed", "org_id"),
    [
        ("GB-COH", "2036103", "GB-COH-02036103"),
        ("gb-coh", " 02036103 ", "GB-COH-02036103"),
        ("GB-COH", "sc42", "GB-COH-SC000042"),
        ("GB-COH", "NI 012345", "GB-COH-NI012345"),
        ("GB-COH", "IP28987R", "GB-COH-IP28987R"),
        ("GB-COH", "R0000123", "GB-COH-R0000123"),
        ("GB-COH", "CE012345", "GB-COH-CE012345"),
        ("GB-CHC", "0700859", "GB-CHC-700859"),
        ("GB-CHC", "1090095", "GB-CHC-1090095"),
        ("GB-CHC", "1090095-1", "GB-CHC-1090095-1"),
        ("GB-SC", "sc042386", "GB-SC-SC042386"),
        ("GB-SC", "587", "GB-SC-SC000587"),
        ("GB-NIC", "NIC100019", "GB-NIC-100019"),
        ("GB-NHS", "rax", "GB-NHS-RAX"),
        ("GB-NHS", "7A1A5", "GB-NHS-7A1A5"),
        ("GB-LAE", "bir", "GB-LAE-BIR"),
        ("GB-MPR", "235c", "GB-MPR-235C"),
        ("GB-MPR", "IP031455", "GB-MPR-IP031455"),
        ("GB-EDU", "125554", "GB-EDU-125554"),
        ("GB-UKPRN", "10000346", "GB-UKPRN-10000346"),
        ("GB-PPON", "pbcp5168zdgp", "GB-PPON-PBCP-5168-ZDGP"),
        ("GB-PPON", "PBCP-5168-ZDGP", "GB-PPON-PBCP-5168-ZDGP"),
        ("MARKETPLACE", "123", "MARKETPLACE-000123"),
    ],
)
def test_a_number_is_written_as_its_register_writes_it(
    scheme: str, typed: str, org_id: str
) -> None:
    found = Identifier.of(scheme, typed)
    assert str(found) == org_id
    assert Identifier.parse(org_id) == found


@pytest.mark.parametrize(
    ("scheme", "typed"),
    [
        ("GB-COH", ""),
        ("GB-COH", "SC"),
        ("GB-COH", "0"),
        ("GB-COH", "123456789"),
        ("GB-COH", "QQ123456"),
        ("GB-COH", "none"),
        ("GB-CHC", "12345"),
        ("GB-CHC", "12345678"),
        ("GB-CHC", "SC042386"),
        ("GB-SC", ""),
        ("GB-SC", "SC1234567"),
        ("GB-NIC", "200019"),
        ("GB-NHS", "12"),
        ("GB-NHS", "123"),
        ("GB-LAE", "BIRM"),
        ("GB-MPR", "C"),
        ("GB-EDU", "025554"),
        ("GB-UKPRN", "20000346"),
        ("GB-PPON", "PBCP-516-ZDGP"),
        ("MARKETPLACE", "0"),
        ("GB-COH", "٠٢٠٣٦١٠٣"),
    ],
)
def test_what_cannot_be_a_number_of_the_register_is_refused(scheme: str, typed: str) -> None:
    with pytest.raises(Refusal, match=f"such as {Scheme(scheme).example}") as refusal:
        Identifier.of(scheme, typed)
    assert refusal.value.field == "identifier"
    assert Scheme(scheme).register in str(refusal.value)


def test_an_unknown_register_is_refused() -> None:
    with pytest.raises(Refusal, match="is not a register known here") as refusal:
        Identifier.of("GB-XYZ", "1")
    assert refusal.value.field == "scheme"


def test_what_names_no_known_register_is_not_an_identifier() -> None:
    with pytest.raises(Refusal, match="is not an organisation identifier"):
        Identifier.parse("02036103")


def test_an_example_of_every_register_is_of_its_own_form() -> None:
    for scheme in Scheme:
        assert Identifier.of(scheme, scheme.example).identifier == scheme.example


def test_a_group_on_no_register_gets_the_marketplaces_own_number() -> None:
    assert str(own_identifier(7)) == "MARKETPLACE-000007"
    assert str(own_identifier(1234567)) == "MARKETPLACE-1234567"


def test_each_kind_buys_or_sells_as_it_should() -> None:
    assert {kind for kind in Kind if kind.is_contracting_authority} == {
        Kind.HOSPITAL_TRUST,
        Kind.COUNCIL,
        Kind.UNIVERSITY,
        Kind.HOUSING_ASSOCIATION,
        Kind.OTHER_PUBLIC_BODY,
    }
    assert Kind.PRIVATE_DEVELOPER.buys
    assert not Kind.PRIVATE_DEVELOPER.is_contracting_authority
    assert Kind.CIC.may_be_social_enterprise
    assert not Kind.OTHER_SUPPLIER.may_be_social_enterprise
    assert not Kind.FUNDER.buys
