"""What does an enterprise say it can do, and what does it hold that is good today?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.organisations.models.documents import (
    Document,
    Visibility,
    documents_visible_to,
)
from marketplace.organisations.models.profiles import (
    Capability,
    Holding,
    Profile,
    holdings_kept_by,
)
from procurement.open_data.cpv import cpv_name
from procurement.organisations.holding import Validity, validity


@dataclass(frozen=True, slots=True)
class SaidCapability:
    """Something that can be done, as it is shown: its words, or those of its code."""

    words: str
    cpv: str
    cpv_name: str


@dataclass(frozen=True, slots=True)
class HeldThing:
    """What is held, whether it is good today, and the certificate where the reader may open it."""

    holding: Holding
    validity: Validity
    certificate_id: UUID | None


@dataclass(frozen=True, slots=True)
class WholeProfile:
    """The row, if one is kept, with what stands beside it."""

    profile: Profile | None
    capabilities: Sequence[SaidCapability]
    holdings: Sequence[HeldThing]

    @property
    def is_empty(self) -> bool:
        return not (self.profile or self.capabilities or self.holdings)


def profile_of(actor: Actor, organisation_id: UUID, today: date) -> WholeProfile:
    """What a person reads of one organisation: four queries."""
    return WholeProfile(
        kept_profile(organisation_id),
        [
            SaidCapability(row.words, row.cpv, cpv_name(row.cpv))
            for row in capabilities_of(organisation_id)
        ],
        holdings_of(actor, organisation_id, today),
    )


def kept_profile(organisation_id: UUID) -> Profile | None:
    """The row; None where the organisation has said nothing yet."""
    return db.session.scalars(
        select(Profile).where(Profile.organisation_id == organisation_id)
    ).one_or_none()


def capabilities_of(organisation_id: UUID) -> Sequence[Capability]:
    """What it can do, in its own order."""
    return db.session.scalars(
        select(Capability)
        .where(Capability.organisation_id == organisation_id)
        .order_by(Capability.number)
    ).all()


def holdings_of(actor: Actor, organisation_id: UUID, today: date) -> list[HeldThing]:
    """What it holds, what ends first before what ends later: two queries."""
    rows = db.session.scalars(
        select(Holding)
        .where(Holding.organisation_id == organisation_id)
        .order_by(Holding.expires_on, Holding.id)
    ).all()
    readable = _readable(actor, [row.document_id for row in rows])
    return [
        HeldThing(
            row,
            validity(row.expires_on, today),
            row.document_id if row.document_id in readable else None,
        )
        for row in rows
    ]


def holding_kept_by(actor: Actor, holding_id: UUID) -> Select[Holding]:
    """One holding, where the person keeps the profile it stands on."""
    return holdings_kept_by(actor).where(Holding.id == holding_id)


def holdings_held(organisation_id: UUID) -> int:
    """How many holdings an organisation has, ended ones too."""
    counted = select(func.count()).where(Holding.organisation_id == organisation_id)
    return db.session.scalar(counted) or 0


def is_certificate_public(holding: Holding) -> bool:
    """Whether everybody may read its certificate; False where there is none."""
    document = db.session.get(Document, holding.document_id) if holding.document_id else None
    return document is not None and document.visibility is Visibility.PUBLIC


def _readable(actor: Actor, ids: Iterable[UUID | None]) -> set[UUID]:
    wanted = [key for key in ids if key]
    visible = documents_visible_to(actor).where(Document.id.in_(wanted))
    return set(db.session.scalars(visible.with_only_columns(Document.id)))
