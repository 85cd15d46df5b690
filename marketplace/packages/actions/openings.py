"""When a package takes no more offers, and sealed ones are opened: all at once, or none."""

from datetime import datetime

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.arrivals import are_answered
from marketplace.gateways import public_log
from marketplace.packages.actions.letters import tell_poster
from marketplace.packages.actions.offers import round_of
from marketplace.packages.models.offers import OfferVersion
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.offer_content import (
    kept_draft,
    moments_logged,
    opened_offer,
    publication_of,
)
from marketplace.packages.queries.offers import offers_held
from marketplace.tendering.queries.publications import sealing_key
from procurement.ground.refusal import Refusal
from procurement.packages.offer import OfferState, Side
from procurement.packages.package import PACKAGE, PackageState, Way, before_closing


@action("package.close")
def close_package(act: Act, package: Package) -> None:
    """Take no more offers; sealed ones are opened, from their moment on and not before."""
    if act.actor.is_system and not _is_due(package, act.now):
        return
    package.state = PACKAGE.after(package.state, "close")
    before_closing(package.way, package.closes_at, act.now)
    moment = package.closes_at
    if moment is not None and moment <= act.now and not are_answered(moment):
        raise Refusal("Offers that came in time are still being stored. Try again in a minute.")
    if package.way is Way.SEALED:
        _open(act, package)
    package.closed_at = act.now
    tell_poster(act, package, "package_closed")


def prepare_closing(act: Act, package: Package) -> None:
    """What its moment needs: for sealed offers the key that they are sealed to; and the rest."""
    if package.way is Way.SEALED:
        package.sealing_key = sealing_key(package.id)
    publish_moment(act, package)


def publish_moment(act: Act, package: Package) -> None:
    """The job that closes it at a moment that it was just given; and for sealed offers that moment
    where the database cannot move it. Done last: what is logged stays logged if the act fails."""
    if package.way is Way.SEALED:
        public_log.add(str(package.id), publication_of(package).as_json())
    if package.closes_at is not None:
        act.enqueue(
            "package_closed",
            at=package.closes_at,
            once=f"package-closed-{package.id}-{package.version}",
            package_id=package.id,
        )


def _is_due(package: Package, now: datetime) -> bool:
    """Whether the system closes it: it takes offers still, and its moment was not moved since."""
    is_over = package.closes_at is not None and package.closes_at <= now
    return package.state is PackageState.POSTED and is_over


def _open(act: Act, package: Package) -> None:
    made = {row.id: row for row in offers_held(package.id) if row.state is OfferState.MADE}
    versions = db.session.scalars(
        select(OfferVersion).where(OfferVersion.offer_id.in_(made)).order_by(OfferVersion.number)
    )
    log = moments_logged(package)
    for version in {row.offer_id: row for row in versions}.values():
        opened = opened_offer(package, version, log, act.now)
        terms = opened.terms
        at, by = version.received_at, version.submitted_by
        db.session.add(round_of(version.offer_id, 1, Side.ENTERPRISE, terms, at, by))
        offer = made[version.offer_id]
        offer.for_group_id = terms.for_group  # one made before groups read it too
        if offer.unsent_since and len(opened.parties) > 1:
            # Its members can stand by what they made together, and no longer by what came after.
            offer.draft, offer.unsent_since = kept_draft(offer, terms), None
    act.note(opened=len(made))
