"""What of its orders, packages, offers, developments and pledges is an organisation in the middle of?"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select

from marketplace.desk.queries.counts import counted_rows
from marketplace.economy.models.pledges import Pledge, PledgeStage
from marketplace.engine import clock
from marketplace.engine.shown import plural
from marketplace.packages.models.developments import Development
from marketplace.packages.models.offers import Offer, OfferMember
from marketplace.packages.models.orders import Order
from marketplace.packages.models.packages import Package
from procurement.packages.offer import OfferState
from procurement.packages.order import OrderState
from procurement.packages.package import PackageState

_WANTED = (PackageState.POSTED, PackageState.CLOSED, PackageState.CHOSEN)


def open_packages(own: UUID) -> Iterator[str]:
    """In words, each kind of it: five queries."""
    if count := counted_rows(
        Order,
        (Order.buyer_id == own) | (Order.supplier_id == own),
        Order.state == OrderState.PLACED,
    ):
        yield f"{plural(count, 'order')} not answered"
    if count := counted_rows(Package, Package.poster_id == own, Package.state.in_(_WANTED)):
        yield f"{plural(count, 'package')} posted and not under contract"
    joined = select(OfferMember.offer_id).where(
        OfferMember.organisation_id == own, OfferMember.declined_at.is_(None)
    )
    if count := counted_rows(
        Offer,
        (Offer.organisation_id == own) | Offer.id.in_(joined),
        Offer.state.in_([OfferState.MADE, OfferState.CHOSEN]),
        Offer.package_id.in_(select(Package.id).where(Package.state.in_(_WANTED))),
    ):
        yield f"{plural(count, 'offer')} made and not under contract"
    if count := counted_rows(
        Development,
        Development.owner_id == own,
        Development.published_at.is_not(None),
        Development.ends_on >= clock.today(),
    ):
        yield f"{plural(count, 'development')} being built"
    last = select(func.max(PledgeStage.by)).where(PledgeStage.pledge_id == Pledge.id)
    if count := counted_rows(
        Pledge,
        Pledge.pledger_id == own,
        Pledge.withdrawn_at.is_(None),
        last.scalar_subquery() >= clock.today(),
    ):
        yield f"{plural(count, 'pledge')} to be kept or withdrawn"
