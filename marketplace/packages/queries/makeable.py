"""Can an offer still be made, or made anew; and does it wait for its makers since a change?"""

from datetime import datetime
from uuid import UUID

from marketplace.organisations.queries.hostings import faults_of_naming
from marketplace.packages.models.offers import Offer, OfferRound
from marketplace.packages.models.packages import Package
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.packages.offer import OfferState, Terms
from procurement.packages.package import PackageState, Way, before_answering

WRITABLE = (OfferState.DRAFT, OfferState.MADE, OfferState.WITHDRAWN)


def refuse_unmakeable(offer: Offer, package: Package, now: datetime) -> None:
    """Refuses where there is nothing to write any more: it is decided on, or came too late."""
    if offer.state not in WRITABLE:
        raise Refusal("This offer is decided on, so it stays as it is.")
    if offer.state is OfferState.MADE and package.way is Way.OPEN:
        refuse_decided(package)
    else:
        refuse_late(package, offer.organisation_id, now)


def can_be_made(offer: Offer, package: Package, now: datetime) -> bool:
    """Whether an offer can be made, or made anew: replaced while sealed, gone on with while open."""
    try:
        refuse_unmakeable(offer, package, now)
    except Refusal:
        return False
    return True


def is_unsent(offer: Offer, package: Package, now: datetime) -> bool:
    """Whether its own side has changed what it made, and has not sent that and still can."""
    is_changed = offer.state is OfferState.MADE and offer.unsent_since is not None
    return is_changed and can_be_made(offer, package, now)


def waits_for_its_makers(offer: Offer, package: Package) -> bool:
    """Whether it was made to an earlier version of a package that is not decided on."""
    is_behind = offer.state is OfferState.MADE and offer.package_version < package.version
    return is_behind and package.state in (PackageState.POSTED, PackageState.CLOSED)


def as_read(offer: Offer, package: Package) -> str:
    """The mark of an offer that is written, with the package that it answers: who makes it, stands
    by it or accepts a part of it has read both."""
    return f"{offer.revision}.{package.version}"


def proposal_read(last: OfferRound, package: Package) -> str:
    """The mark of what the poster proposed last, with the package that it is of: who accepts it has
    read both."""
    return f"{last.number}.{package.version}"


def refuse_decided(package: Package) -> None:
    """Nothing more is said once one is chosen or the package is withdrawn."""
    if package.state not in (PackageState.POSTED, PackageState.CLOSED):
        raise Refusal(f"This package is {package.state}, so nothing more is negotiated.")


def refuse_late(package: Package, organisation_id: UUID, now: datetime) -> None:
    """Refuses an offer of the poster’s own, and one that no package takes any more."""
    before_answering(package.poster_id, organisation_id, package.closes_at, now)
    if package.state is not PackageState.POSTED:
        raise Refusal(f"This package is {package.state}, so no offer is taken.")


def refuse_unhosted(organisation_id: UUID, terms: Terms, *, is_joint: bool = False) -> None:
    """Refuses to offer for a group that the enterprise does not host, or together with others."""
    refuse_if_any(faults_of_naming(organisation_id, terms.for_group, are_several=is_joint))
