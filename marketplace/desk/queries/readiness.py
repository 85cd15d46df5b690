"""What does an enterprise lack for a first package, by what it holds and has answered?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from invoicing.billing.construction_tax import CisStatus, cis_rate
from marketplace.desk.models.readiness_answers import ReadinessAnswer
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.shown import number
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.profiles import Holding
from marketplace.organisations.queries.hostings import host_of
from marketplace.organisations.queries.law import known_figures
from marketplace.organisations.queries.profiles import capabilities_of, kept_profile
from marketplace.packages.queries.contacts import Reached, bridging_contact
from marketplace.payments.queries.bank_accounts import current_account
from procurement.ground.theme import Theme
from procurement.organisations.holding import HoldingKind, Validity, validity
from procurement.organisations.hosting import HostingState
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
    answer: bool | None
    """What was answered to its question, where it has been."""
    ground: Ground
    cost: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """All of it; ``bridges`` has the broker that is named to help this enterprise, and ``host`` the
    name of who is paid for it as its host, where there are such."""

    items: Sequence[Item]
    is_ready: bool
    bridges: Reached | None
    host: str

    @property
    def open(self) -> int:
        """How many things are lacking or to be answered."""
        return sum(not item.checked.is_settled for item in self.items)


def readiness_of(actor: Actor, organisation: Organisation, today: date) -> Readiness:
    """The check of one enterprise: a fixed number of queries."""
    hosting = host_of(organisation.id)
    host = hosting[1] if hosting and hosting[0].state is HostingState.AGREED else None
    held = _held(organisation, (host or organisation).id, today)
    items = checked(held)
    return Readiness(
        [
            Item(
                item,
                held.answers.get(item.question) if item.question else None,
                ground(item.requirement, today),
                _cost(item, today),
            )
            for item in items
        ],
        is_ready(items),
        bridging_contact(actor, organisation.id),
        host.name if host else "",
    )


def _held(organisation: Organisation, paid_id: UUID, today: date) -> Held:
    """``paid_id``: whose account buyers pay into, its own or its host’s."""
    profile = kept_profile(organisation.id)
    return Held(
        can_do_something=bool(capabilities_of(organisation.id)),
        builds=profile is not None and Theme.BUILT_ENVIRONMENT.value in profile.themes,
        employees=organisation.employees,
        good_until=_good_until(organisation.id, today),
        has_vat_number=bool(organisation.vat_number),
        is_payable=current_account(paid_id) is not None,
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
        f"Whoever pays you keeps back {registered}% of the labour if you are registered in the scheme, "
        f"and {unverified}% if you are not. It counts towards what is owed to HM Revenue and Customs."
    )
