"""What waits around packages: for whoever posted one, and for who is asked to answer one?

A constant number of queries, however many packages, questions and invitations.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from marketplace.desk.queries.tasks import Kind, Owned, tasks_of
from marketplace.engine.access import Actor, Role
from marketplace.packages.models.offers import Offer, OfferMember, OfferRound
from marketplace.packages.models.packages import Package, PackageInvitation, PackageQuestion
from procurement.packages.offer import OfferState, Side
from procurement.packages.package import PackageState, Way

OWN, ALL, OFFERS = "own_packages.read", "packages.read", "offers.read"
"""The lists of packages, those posted and those to answer, and of offers."""

_UNDECIDED = [PackageState.POSTED, PackageState.CLOSED]


def package_tasks(actor: Actor, now: datetime) -> Iterator[Owned]:
    """What waits in each organisation of the person, with its id."""
    posters = actor.organisations_as(Role.BUYER)
    writers = actor.organisations_as(Role.BID_WRITER)
    yield from _questions(posters, now)
    yield from _to_choose(posters)
    yield from _contracts(posters)
    yield from _invitations(writers, now)
    yield from _parts(writers, now)
    yield from _unsent(writers, now)
    yield from _rounds(writers)
    yield from _behind(writers)


def _questions(posters: frozenset[UUID], now: datetime) -> Iterator[Owned]:
    wanted = (
        select(Package.poster_id, Package.title, Package.id, Package.closes_at)
        .join(PackageQuestion, PackageQuestion.package_id == Package.id)
        .where(
            Package.poster_id.in_(posters),
            PackageQuestion.answered_at.is_(None),
            *_takes_offers(now),
        )
        .order_by(PackageQuestion.asked_at, PackageQuestion.id)
    )
    kind = Kind(Role.BUYER, "Answer the question", "package_question.answer", OWN)
    yield from tasks_of(wanted, posters, kind, kind.task)


def _invitations(writers: frozenset[UUID], now: datetime) -> Iterator[Owned]:
    """Invited, and neither declined nor answered."""
    invited = PackageInvitation.organisation_id
    answered = exists().where(
        Offer.package_id == Package.id,
        Offer.organisation_id == invited,
        Offer.state != OfferState.DRAFT,
    )
    wanted = (
        select(invited, Package.title, Package.id, Package.closes_at)
        .join(Package, Package.id == PackageInvitation.package_id)
        .where(
            invited.in_(writers),
            PackageInvitation.declined_at.is_(None),
            ~answered,
            *_takes_offers(now),
        )
        .order_by(Package.closes_at.asc().nulls_last(), PackageInvitation.id)
    )
    kind = Kind(Role.BID_WRITER, "Answer the invitation", "package_invitation.decline", ALL)
    yield from tasks_of(wanted, writers, kind, kind.task)


def _to_choose(posters: frozenset[UUID]) -> Iterator[Owned]:
    """Packages with offers that can be read, none of which is chosen."""
    readable = exists().where(
        Offer.package_id == Package.id,
        Offer.state == OfferState.MADE,
        exists().where(OfferRound.offer_id == Offer.id),
    )
    wanted = (
        select(Package.poster_id, Package.title, Package.id, Package.closes_at)
        .where(
            Package.poster_id.in_(posters),
            Package.state.in_(_UNDECIDED),
            readable,
        )
        .order_by(Package.posted_at, Package.id)
    )
    kind = Kind(Role.BUYER, "Read the offers and choose", "offer.choose", OWN)
    yield from tasks_of(wanted, posters, kind, kind.task)


def _contracts(posters: frozenset[UUID]) -> Iterator[Owned]:
    """Chosen, and the contract is still to be written."""
    wanted = (
        select(Package.poster_id, Package.title, Package.id)
        .where(Package.poster_id.in_(posters), Package.state == PackageState.CHOSEN)
        .order_by(Package.posted_at, Package.id)
    )
    kind = Kind(Role.BUYER, "Write the contract", "package.contract", OWN)
    yield from tasks_of(wanted, posters, kind, kind.task)


def _parts(writers: frozenset[UUID], now: datetime) -> Iterator[Owned]:
    """Asked to offer together for a part that is said, neither accepted nor declined, and it can be
    made still."""
    member, in_time = OfferMember.organisation_id, and_(*_takes_offers(now))
    wanted = (
        select(member, Package.title, Offer.id, Package.closes_at)
        .join(Offer, Offer.id == OfferMember.offer_id)
        .join(Package, Package.id == Offer.package_id)
        .where(
            member.in_(writers),
            OfferMember.accepted_at.is_(None),
            OfferMember.declined_at.is_(None),
            Offer.parts_open_since.is_(None),
            or_(in_time, and_(Offer.state == OfferState.MADE, or_(_negotiated(), _made_before()))),
        )
        .order_by(Package.closes_at.asc().nulls_last(), OfferMember.id)
    )
    kind = Kind(Role.BID_WRITER, "Accept price and part", "offer_part.accept", OFFERS)
    yield from tasks_of(wanted, writers, kind, kind.task)


def _unsent(writers: frozenset[UUID], now: datetime) -> Iterator[Owned]:
    """Changed since it was made, and the change is not sent and can be."""
    wanted = (
        select(Offer.organisation_id, Package.title, Offer.id, Package.closes_at)
        .join(Package, Package.id == Offer.package_id)
        .where(
            Offer.organisation_id.in_(writers),
            Offer.state == OfferState.MADE,
            Offer.unsent_since.is_not(None),
            or_(and_(*_takes_offers(now)), _negotiated()),
        )
        .order_by(Package.closes_at.asc().nulls_last(), Offer.id)
    )
    kind = Kind(Role.BID_WRITER, "Send your change: it does not count yet", "offer.make", OFFERS)
    yield from tasks_of(wanted, writers, kind, kind.task)


def _rounds(writers: frozenset[UUID]) -> Iterator[Owned]:
    """The poster has said the last word, and it is not accepted."""
    later = aliased(OfferRound)
    wanted = (
        select(Offer.organisation_id, Package.title, Offer.id)
        .join(Package, Package.id == Offer.package_id)
        .join(OfferRound, OfferRound.offer_id == Offer.id)
        .where(
            Offer.organisation_id.in_(writers),
            Offer.state == OfferState.MADE,
            Package.state.in_(_UNDECIDED),
            OfferRound.side == Side.POSTER,
            or_(Offer.agreed_round.is_(None), Offer.agreed_round != OfferRound.number),
            ~exists().where(later.offer_id == Offer.id, later.number > OfferRound.number),
        )
        .order_by(OfferRound.made_at, Offer.id)
    )
    kind = Kind(Role.BID_WRITER, "Answer the price that is proposed", "round.accept", OFFERS)
    yield from tasks_of(wanted, writers, kind, kind.task)


def _behind(writers: frozenset[UUID]) -> Iterator[Owned]:
    """Made to an earlier version of a package that is not decided on."""
    wanted = (
        select(Offer.organisation_id, Package.title, Offer.id, Package.closes_at)
        .join(Package, Package.id == Offer.package_id)
        .where(Offer.organisation_id.in_(writers), Offer.state == OfferState.MADE, _made_before())
        .order_by(Package.closes_at.asc().nulls_last(), Offer.id)
    )
    kind = Kind(Role.BID_WRITER, "Say whether your offer stands", "offer.stand_by", OFFERS)
    yield from tasks_of(wanted, writers, kind, kind.task)


def _negotiated() -> ColumnElement[bool]:
    return and_(Package.way == Way.OPEN, Package.state.in_(_UNDECIDED))


def _made_before() -> ColumnElement[bool]:
    return and_(Offer.package_version < Package.version, Package.state.in_(_UNDECIDED))


def _takes_offers(now: datetime) -> tuple[ColumnElement[bool], ...]:
    in_time = or_(Package.closes_at.is_(None), Package.closes_at > now)
    return Package.state == PackageState.POSTED, in_time
