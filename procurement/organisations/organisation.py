"""Which organisation is this, and of what kind?

An organisation is identified as on org-id.guide: a scheme (the register) and an
identifier in it, joined as ``GB-COH-02036103``. An identifier is checked for
form, not looked up: that it exists is for a person to check in the register.
``GB-PPON`` is the scheme of Find a Tender and is not in the org-id register.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from procurement.ground.refusal import Refusal


class Kind(StrEnum):
    """What an organisation is to the marketplace."""

    HOSPITAL_TRUST = "hospital_trust"
    COUNCIL = "council"
    UNIVERSITY = "university"
    HOUSING_ASSOCIATION = "housing_association"
    OTHER_PUBLIC_BODY = "other_public_body"
    PRIVATE_DEVELOPER = "private_developer"
    CIC = "community_interest_company"
    SOCIETY = "cooperative_or_community_benefit_society"
    TRADING_CHARITY = "trading_charity"
    COMMUNITY_BUSINESS = "community_business"
    OTHER_SUPPLIER = "other_supplier"
    FUNDER = "funder"
    BROKER = "broker"

    @property
    def is_contracting_authority(self) -> bool:
        """Buys under the Procurement Act 2023 (whether each does is its own to confirm)."""
        return self in _AUTHORITIES

    @property
    def buys(self) -> bool:
        """May publish a tender here."""
        return self in _AUTHORITIES or self is Kind.PRIVATE_DEVELOPER

    @property
    def supplies(self) -> bool:
        """May bid here."""
        return self in _SOCIAL or self is Kind.OTHER_SUPPLIER

    @property
    def may_be_social_enterprise(self) -> bool:
        """Of a kind whose status as a social enterprise the broker can verify."""
        return self in _SOCIAL


SMALL_STAFF = 250
"""A small or medium-sized enterprise has fewer people than this (Procurement Act 2023, s123)."""

_AUTHORITIES = frozenset(
    {
        Kind.HOSPITAL_TRUST,
        Kind.COUNCIL,
        Kind.UNIVERSITY,
        Kind.HOUSING_ASSOCIATION,
        Kind.OTHER_PUBLIC_BODY,
    }
)
_SOCIAL = frozenset({Kind.CIC, Kind.SOCIETY, Kind.TRADING_CHARITY, Kind.COMMUNITY_BUSINESS})


class Scheme(StrEnum):
    """The register an identifier stands in."""

    COMPANY = "GB-COH"
    CHARITY_ENGLAND_WALES = "GB-CHC"
    CHARITY_SCOTLAND = "GB-SC"
    CHARITY_NORTHERN_IRELAND = "GB-NIC"
    NHS = "GB-NHS"
    ENGLISH_COUNCIL = "GB-LAE"
    MUTUAL = "GB-MPR"
    SCHOOL = "GB-EDU"
    LEARNING_PROVIDER = "GB-UKPRN"
    FIND_A_TENDER = "GB-PPON"
    MARKETPLACE = "MARKETPLACE"

    @property
    def register(self) -> str:
        """What a person calls the register."""
        return _FORMS[self].register

    @property
    def example(self) -> str:
        return _FORMS[self].example


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A scheme and an identifier in its one written form."""

    scheme: Scheme
    identifier: str

    @classmethod
    def of(cls, scheme: str, typed: str) -> "Identifier":
        """Put what a person typed into the register's form: zeros, case, spaces.

        Refuses an unknown scheme, and what cannot be an identifier of the scheme.
        """
        try:
            known = Scheme(scheme.strip().upper())
        except ValueError:
            raise Refusal(f"“{scheme}” is not a register known here.", field="scheme") from None
        form = _FORMS[known]
        written = form.normal(re.sub(r"\s", "", typed).upper())
        if not form.pattern.fullmatch(written):
            raise Refusal(
                f"“{typed.strip()}” is not a number of {form.register}, such as {form.example}.",
                field="identifier",
            )
        return cls(known, written)

    @classmethod
    def parse(cls, org_id: str) -> "Identifier":
        """Read ``GB-COH-02036103``. Refuses as ``of`` does."""
        for scheme in Scheme:
            prefix = f"{scheme}-"
            if org_id.strip().upper().startswith(prefix):
                return cls.of(scheme, org_id.strip()[len(prefix) :])
        raise Refusal(
            f"“{org_id}” is not an organisation identifier, such as GB-COH-02036103.",
            field="identifier",
        )

    def __str__(self) -> str:
        return f"{self.scheme}-{self.identifier}"


def own_identifier(number: int) -> Identifier:
    """The marketplace's own identifier for a group on no register; ``number`` from 1."""
    return Identifier.of(Scheme.MARKETPLACE, str(number))


@dataclass(frozen=True, slots=True)
class _Form:
    register: str
    example: str
    pattern: re.Pattern[str]
    normal: Callable[[str], str]


# The prefixes of Companies House numbers: the registers of each part of the UK
# and of each kind of body (a general description, not a dated list).
_COMPANY_PREFIXES = (
    "AC BR CE CS ES FC FE GE GN GS IC IP LP NA NC NF NI NL NO NP NR NV NZ OC OE "
    "PC RC RS SA SC SE SF SG SI SL SO SP SR SZ ZC"
).replace(" ", "|")


def _company(typed: str) -> str:
    """``2036103`` → ``02036103``, ``SC42`` → ``SC000042``; eight characters in all."""
    letters, rest = re.fullmatch(r"([A-Z]*)(.*)", typed).groups()  # type: ignore[union-attr]
    return letters + rest.zfill(8 - len(letters)) if rest else typed


def _charity(typed: str) -> str:
    return typed.lstrip("0")


def _scottish_charity(typed: str) -> str:
    digits = typed.removeprefix("SC")
    return "SC" + digits.zfill(6) if digits else typed


def _northern_irish_charity(typed: str) -> str:
    return typed.removeprefix("NIC")


def _find_a_tender(typed: str) -> str:
    bare = typed.replace("-", "")
    return f"{bare[:4]}-{bare[4:8]}-{bare[8:]}"


def _padded(typed: str) -> str:
    return typed.zfill(6)


def _as_typed(typed: str) -> str:
    return typed


def _form(register: str, example: str, pattern: str, normal: Callable[[str], str]) -> _Form:
    return _Form(register, example, re.compile(pattern, re.ASCII), normal)


_FORMS = {
    Scheme.COMPANY: _form(
        "Companies House",
        "02036103",
        rf"(?!0{{8}})\d{{8}}|(?:{_COMPANY_PREFIXES})\d{{6}}|(?:IP|SP|NI|NO|RS)\d{{5}}[A-Z]|R\d{{7}}",
        _company,
    ),
    Scheme.CHARITY_ENGLAND_WALES: _form(
        "the Charity Commission", "1090095", r"[1-9]\d{5,6}(?:-\d{1,4})?", _charity
    ),
    Scheme.CHARITY_SCOTLAND: _form(
        "the Scottish Charity Register", "SC042386", r"SC(?!0{6})\d{6}", _scottish_charity
    ),
    Scheme.CHARITY_NORTHERN_IRELAND: _form(
        "the Charity Commission for Northern Ireland",
        "100019",
        r"1\d{5}",
        _northern_irish_charity,
    ),
    Scheme.NHS: _form(
        "the NHS Organisation Data Service", "RAX", r"(?=.*[A-Z])[A-Z0-9]{3,8}", _as_typed
    ),
    Scheme.ENGLISH_COUNCIL: _form(
        "the register of English councils", "BIR", r"[A-Z]{3}", _as_typed
    ),
    Scheme.MUTUAL: _form(
        "the Mutuals Public Register", "IP031455", r"[A-Z]{0,2}\d{1,6}[A-Z]{0,2}", _as_typed
    ),
    Scheme.SCHOOL: _form("the register of schools", "125554", r"[1-9]\d{5}", _as_typed),
    Scheme.LEARNING_PROVIDER: _form(
        "the UK Register of Learning Providers", "10000346", r"1\d{7}", _as_typed
    ),
    Scheme.FIND_A_TENDER: _form(
        "Find a Tender", "PBCP-5168-ZDGP", r"[A-Z]{4}-\d{4}-[A-Z]{4}", _find_a_tender
    ),
    Scheme.MARKETPLACE: _form("this marketplace", "000123", r"(?!0{6})\d{6}|[1-9]\d{6,9}", _padded),
}
