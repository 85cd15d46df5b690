"""For whom may a person post a package, below what of theirs can it stand, and what have those who
answer managed here?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select

from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import london_day_of
from marketplace.organisations.models.documents import Document
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.developments import Development
from marketplace.packages.models.offers import Offer, OfferMember, OfferRound, OfferVersion
from marketplace.packages.models.packages import Package, PackageClause
from marketplace.packages.queries.package_documents import SUBJECT
from procurement.contracts.contract import ContractState
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal
from procurement.packages.offer import OfferState
from procurement.packages.package import Way
from procurement.tendering.paperwork import (
    ConsortiumTime,
    Counted,
    Paperwork,
    consortium_time,
    counted_of_package,
    much_faults,
    much_warnings,
    short_faults,
)
from procurement.tendering.regime import Authority, authority_of

_NEWEST = 200
"""So many packages, and offers, are looked at."""


def posting_for(actor: Actor) -> Sequence[Organisation]:
    """The organisations for which the person may post a package, by name."""
    rows = db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(actor.organisations_as(Role.BUYER)))
        .order_by(Organisation.name)
    )
    return [row for row in rows if authority_of(row.kind) is Authority.NOT_PUBLIC]


def own_developments_of(organisation_id: UUID) -> Sequence[Development]:
    """The developments that an organisation builds, or that it is the contractor of."""
    return db.session.scalars(
        select(Development)
        .where(
            or_(
                Development.owner_id == organisation_id,
                Development.contractor_id == organisation_id,
            )
        )
        .order_by(Development.name)
    ).all()


def contracts_held_by(organisation_id: UUID) -> Sequence[Contract]:
    """The signed contracts that an organisation supplies, alone, as a lead or as a member."""
    shared = select(ContractShare.contract_id).where(
        ContractShare.organisation_id == organisation_id
    )
    return db.session.scalars(
        select(Contract)
        .where(
            Contract.state == ContractState.SIGNED,
            or_(Contract.supplier_id == organisation_id, Contract.id.in_(shared)),
        )
        .order_by(Contract.title)
    ).all()


def site_of(
    above: UUID | None, developments: Sequence[Development], contracts: Sequence[Contract]
) -> str:
    """The postcode of the one above a package: of a development, or of the package from which a
    contract came. Empty where it is none of these. One query at most."""
    for row in developments:
        if row.id == above:
            return row.postcode
    if above not in {row.id for row in contracts}:
        return ""
    return db.session.scalar(select(Package.postcode).where(Package.contract_id == above)) or ""


@dataclass(frozen=True, slots=True)
class Managed:
    """What was usual here."""

    answered: Sequence[Paperwork]
    """What the newest packages ask that were answered."""
    together: ConsortiumTime
    """Days from beginning to making an offer, of enterprises that offered together."""

    def short_faults(self, closes_at: datetime | None, today: date) -> list[Refusal]:
        """That a moment comes sooner than those together have needed."""
        if closes_at is None:
            return []
        return short_faults(replace(self.together, given=(london_day(closes_at) - today).days))

    def much_warnings(self, asked: Paperwork) -> list[str]:
        """A sentence for each thing of which more is asked than is usual."""
        return much_warnings(asked, self.answered)

    def much_faults(self, asked: Paperwork) -> list[Refusal]:
        """That more documents and promises are asked than are usual, also against the value."""
        return much_faults(asked, self.answered)

    def counted(self, asked: Paperwork) -> list[Counted]:
        """What a package asks, each thing beside what is usual."""
        return counted_of_package(asked, self.answered)


def managed_here() -> Managed:
    """Two queries. Of sealed offers none counts before they are opened: until then nobody knows."""
    can_be_read = or_(Package.way == Way.OPEN, Package.closed_at.is_not(None))
    stands = Offer.state.in_([OfferState.MADE, OfferState.CHOSEN, OfferState.NOT_CHOSEN])
    documents = select(func.count()).where(
        Document.subject == SUBJECT, Document.subject_id == Package.id
    )
    promises = select(func.count()).where(PackageClause.package_id == Package.id)
    rows = db.session.execute(
        select(
            Package,
            documents.correlate(Package).scalar_subquery(),
            promises.correlate(Package).scalar_subquery(),
        )
        .where(exists().where(Offer.package_id == Package.id, stands), can_be_read)
        .order_by(Package.id.desc())
        .limit(_NEWEST)
    ).all()
    answered = [
        Paperwork(0, 0, attachments, reports, package.sum_asked)
        for package, attachments, reports in rows
    ]
    together = exists().where(
        OfferMember.offer_id == Offer.id,
        OfferMember.organisation_id != Offer.organisation_id,
        OfferMember.declined_at.is_(None),
    )
    taken = db.session.scalars(
        select(london_day_of(_first_made()) - london_day_of(Offer.begun_at))
        .join(Package, Package.id == Offer.package_id)
        .where(stands, together, can_be_read)
        .order_by(Offer.id.desc())
        .limit(_NEWEST)
    ).all()
    return Managed(answered, consortium_time(taken, None))


def _first_made() -> Any:
    """When an offer was made for the first time, sealed or not."""
    sealed = select(func.min(OfferVersion.received_at)).where(OfferVersion.offer_id == Offer.id)
    said = select(func.min(OfferRound.made_at)).where(OfferRound.offer_id == Offer.id)
    return func.coalesce(
        sealed.correlate(Offer).scalar_subquery(), said.correlate(Offer).scalar_subquery()
    )
