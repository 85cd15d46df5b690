"""Which enterprises have to do with a package: invited, asking, answering?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, exists, func, select, union

from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.offers import Offer, OfferMember, OfferRound
from marketplace.packages.models.packages import PackageInvitation, PackageQuestion
from marketplace.packages.queries.packages import MOST_INVITED
from procurement.packages.offer import OfferState


def enterprises_told(package_id: UUID) -> Sequence[UUID]:
    """Those that were invited and have not declined, that have asked, and that have answered, alone
    or together; once each."""
    invited = select(PackageInvitation.organisation_id).where(
        PackageInvitation.package_id == package_id, PackageInvitation.declined_at.is_(None)
    )
    asking = select(PackageQuestion.organisation_id).where(PackageQuestion.package_id == package_id)
    offers = select(Offer.organisation_id).where(Offer.package_id == package_id)
    members = (
        select(OfferMember.organisation_id)
        .join(Offer, Offer.id == OfferMember.offer_id)
        .where(Offer.package_id == package_id, OfferMember.declined_at.is_(None))
    )
    return session.scalars(union(invited, asking, offers, members)).all()


def invited_to(
    package_id: UUID, among: frozenset[UUID] | None
) -> list[tuple[PackageInvitation, str]]:
    """Who was invited, with names: all of them, or those among these; one query."""
    wanted = (
        select(PackageInvitation, Organisation.name)
        .join(Organisation, Organisation.id == PackageInvitation.organisation_id)
        .where(PackageInvitation.package_id == package_id)
        .order_by(Organisation.name)
        .limit(MOST_INVITED)
    )
    if among is not None:
        wanted = wanted.where(PackageInvitation.organisation_id.in_(among))
    return [(invitation, name) for invitation, name in session.execute(wanted)]


def in_joint_offers(package_id: UUID) -> dict[UUID, str]:
    """Which of those invited are in an offer that stands and can be read, and who leads it: one
    query, no more rows than were invited."""
    rows = session.execute(
        select(PackageInvitation.organisation_id, func.string_agg(Organisation.name, ", "))
        .join(OfferMember, OfferMember.organisation_id == PackageInvitation.organisation_id)
        .join(
            Offer,
            and_(
                Offer.id == OfferMember.offer_id, Offer.package_id == PackageInvitation.package_id
            ),
        )
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .where(
            PackageInvitation.package_id == package_id,
            Offer.organisation_id != OfferMember.organisation_id,
            Offer.state.in_((OfferState.MADE, OfferState.CHOSEN, OfferState.NOT_CHOSEN)),
            OfferMember.declined_at.is_(None),
            exists().where(OfferRound.offer_id == Offer.id),
        )
        .group_by(PackageInvitation.organisation_id)
    )
    return dict(rows.all())
