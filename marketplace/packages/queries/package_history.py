"""What was changed of a package since it was posted, and which choices were taken back?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.packages.models.offers import (
    AwardLetter,
    ChoiceTakenBack,
    Offer,
    offers_visible_to,
)
from marketplace.packages.models.packages import Package, PackageChange
from marketplace.packages.queries.package_documents import clauses_of
from procurement.packages.clause import AskedClause
from procurement.packages.package import PackageFacts

MOST_CHANGES = 50
"""Of one package: beyond them it is posted anew."""


def changes_of(package_id: UUID) -> Sequence[PackageChange]:
    """Every change, in order: ``MOST_CHANGES`` at most."""
    return db.session.scalars(
        select(PackageChange)
        .where(PackageChange.package_id == package_id)
        .order_by(PackageChange.number)
        .limit(MOST_CHANGES)
    ).all()


def changes_since(package: Package, version: int) -> Sequence[PackageChange]:
    """What was changed after a version of it, in order: one query, none where that is the newest."""
    if package.version == version:
        return ()
    return [row for row in changes_of(package.id) if row.number > version]


def is_said_since(package: Package, moment: datetime) -> bool:
    """Whether what was said at a moment was said of the package as it is: one query at most."""
    return package.version == 1 or changes_of(package.id)[-1].changed_at < moment


def facts_of(package: Package) -> PackageFacts:
    """A package as the rules see it: one query."""
    return PackageFacts(
        title=package.title,
        about=package.about,
        starts_on=package.starts_on,
        ends_on=package.ends_on,
        audience=package.audience,
        way=package.way,
        budget=package.budget,
        rate=package.asked_rate,
        place=package.place,
        closes_at=package.closes_at,
        payment_days=package.payment_days,
        payment_reason=package.payment_reason,
        retention=package.retention,
        terms=package.terms,
        clauses=[
            AskedClause(row.text, row.quantity, row.unit, row.due_on, row.proof)
            for row in clauses_of(package.id)
        ],
    )


MOST_TAKEN_BACK = 20
"""Of those of one package."""


def taken_back_of(actor: Actor, package_id: UUID) -> Sequence[tuple[ChoiceTakenBack, AwardLetter]]:
    """Each with its letter, the newest first, where the person may read the offer: one query."""
    rows = db.session.execute(
        select(ChoiceTakenBack, AwardLetter)
        .join(AwardLetter, AwardLetter.id == ChoiceTakenBack.letter_id)
        .where(AwardLetter.package_id == package_id, AwardLetter.offer_id.in_(_readable(actor)))
        .order_by(ChoiceTakenBack.id.desc())
        .limit(MOST_TAKEN_BACK)
    )
    return [(taken, letter) for taken, letter in rows]


def last_letter(actor: Actor, package_id: UUID) -> Select[AwardLetter]:
    """The newest letter of a package whose offer the person may read."""
    return _letters(actor, package_id).order_by(AwardLetter.id.desc()).limit(1)


def one_letter(actor: Actor, package_id: UUID, letter_id: UUID) -> Select[AwardLetter]:
    """One letter, whether its choice counts or is taken back, where the person may read the offer."""
    return _letters(actor, package_id).where(AwardLetter.id == letter_id)


def why_taken_back(letter_id: UUID) -> ChoiceTakenBack | None:
    """When and why the choice of a letter was taken back, if it was."""
    return db.session.scalars(
        select(ChoiceTakenBack).where(ChoiceTakenBack.letter_id == letter_id)
    ).one_or_none()


def _letters(actor: Actor, package_id: UUID) -> Select[AwardLetter]:
    return select(AwardLetter).where(
        AwardLetter.package_id == package_id, AwardLetter.offer_id.in_(_readable(actor))
    )


def _readable(actor: Actor) -> Select[UUID]:
    return offers_visible_to(actor).with_only_columns(Offer.id)
