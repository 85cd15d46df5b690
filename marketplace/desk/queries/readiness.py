"""What does an enterprise lack for a first package, by what it holds and has answered?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from invoicing.billing.construction_tax import CisStatus, cis_rate
from marketplace.desk.models.readiness_answers import ReadinessAnswer
from marketplace.engine import db
from marketplace.engine.shown import number
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.profiles import Holding
from marketplace.organisations.queries.law import known_figures
from marketplace.organisations.queries.profiles import capabilities_of, kept_profile
from marketplace.packages.queries.contacts import is_bridged
from marketplace.payments.queries.bank_accounts import current_account
from procurement.ground.theme import Theme
from procurement.organisations.holding import HoldingKind, Validity, validity
from procurement.organisations.readiness import (
    Checked,
    Ground,
    Held,
    Question,
    Requirement,
    checked,
    ground,
    is_ready,
)


@dataclass(frozen=True, slots=True)
class Item:
    """A requirement as it stands, why it is one, and what it costs, as far as that is known."""

    checked: Checked
    ground: Ground
    cost: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """All of it; ``is_bridged`` says that a broker is named to help this enterprise."""

    items: Sequence[Item]
    is_ready: bool
    is_bridged: bool

    @property
    def open(self) -> int:
        """How many things are lacking or to be answered."""
        return sum(not item.checked.is_settled for item in self.items)


def readiness_of(organisation: Organisation, today: date) -> Readiness:
    """The check of one enterprise: a fixed number of queries."""
    items = checked(_held(organisation, today))
    return Readiness(
        [Item(item, ground(item.requirement, today), _cost(item, today)) for item in items],
        is_ready(items),
        is_bridged(organisation.id, None),
    )


def _held(organisation: Organisation, today: date) -> Held:
    profile = kept_profile(organisation.id)
    return Held(
        can_do_something=bool(capabilities_of(organisation.id)),
        builds=profile is not None and Theme.BUILT_ENVIRONMENT.value in profile.themes,
        employees=organisation.employees,
        good_until=_good_until(organisation.id, today),
        has_vat_number=bool(organisation.vat_number),
        is_payable=current_account(organisation.id) is not None,
        answers=_answers(organisation.id),
    )


def _good_until(organisation_id: UUID, today: date) -> Mapping[HoldingKind, date | None]:
    """What is in date, each kind with its longest."""
    rows = db.session.execute(
        select(Holding.kind, Holding.expires_on)
        .where(Holding.organisation_id == organisation_id)
        .order_by(Holding.expires_on.asc().nulls_last())
    )
    return {kind: last for kind, last in rows if validity(last, today) is not Validity.ENDED}


def _answers(organisation_id: UUID) -> Mapping[Question, bool]:
    rows = db.session.execute(
        select(ReadinessAnswer.question, ReadinessAnswer.is_yes).where(
            ReadinessAnswer.organisation_id == organisation_id
        )
    )
    return {row.question: row.is_yes for row in rows}


def _cost(item: Checked, today: date) -> str:
    """What a lack of it costs by a figure of law; empty where none is known."""
    if item.requirement is not Requirement.CONSTRUCTION_TAX:
        return ""
    known = known_figures()
    registered, unverified = (
        number(cis_rate(status, today, figures=known))
        for status in (CisStatus.REGISTERED, CisStatus.UNVERIFIED)
    )
    return (
        f"Kept back of the labour: {registered}% of who is registered, {unverified}% of who is not. "
        "It counts towards what is owed to HM Revenue and Customs."
    )
