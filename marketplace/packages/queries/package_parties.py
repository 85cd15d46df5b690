"""Which enterprises have to do with a package: invited, asking, answering?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, union

from marketplace.engine.db import session
from marketplace.packages.models.offers import Offer, OfferMember
from marketplace.packages.models.packages import PackageInvitation, PackageQuestion


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
