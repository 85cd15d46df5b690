"""What waits around packages: for whoever posted one, and for who is asked to answer one?"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from marketplace.desk.queries.tasks import NOW, READER, Asked, Kind
from marketplace.engine.access import Role
from marketplace.packages.models.offers import Offer, OfferMember, OfferRound
from marketplace.packages.models.packages import Package, PackageInvitation, PackageQuestion
from procurement.packages.offer import OfferState, Side
from procurement.packages.package import PackageState, Way

OWN, ALL, OFFERS = "own_packages.read", "packages.read", "offers.read"
"""The lists of packages, those posted and those to answer, and of offers."""

_UNDECIDED = [PackageState.POSTED, PackageState.CLOSED]


_POSTER = Package.poster_id.in_(READER.organisations_as(Role.BUYER))
_WRITERS = READER.organisations_as(Role.BID_WRITER)


def package_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _questions()
    yield _to_choose()
    yield _contracts()
    yield _invitations()
    yield _parts()
    yield _unsent()
    yield _rounds()
    yield _behind()


def _questions() -> Asked:
    wanted = (
        select(Package.poster_id, Package.title, Package.id, Package.closes_at)
        .join(PackageQuestion, PackageQuestion.package_id == Package.id)
        .where(
            _POSTER,
            PackageQuestion.answered_at.is_(None),
            *_takes_offers(),
        )
        .order_by(PackageQuestion.asked_at, PackageQuestion.id)
    )
    kind = Kind(Role.BUYER, "Answer the question", "package_question.answer", OWN)
    return Asked(wanted, kind, kind.task)


def _invitations() -> Asked:
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
            invited.in_(_WRITERS),
            PackageInvitation.declined_at.is_(None),
            ~answered,
            *_takes_offers(),
        )
        .order_by(Package.closes_at.asc().nulls_last(), PackageInvitation.id)
    )
    kind = Kind(Role.BID_WRITER, "Answer the invitation", "package_invitation.decline", ALL)
    return Asked(wanted, kind, kind.task)


def _to_choose() -> Asked:
    """Packages with offers that can be read, none of which is chosen."""
    readable = exists().where(
        Offer.package_id == Package.id,
        Offer.state == OfferState.MADE,
        exists().where(OfferRound.offer_id == Offer.id),
    )
    wanted = (
        select(Package.poster_id, Package.title, Package.id, Package.closes_at)
        .where(
            _POSTER,
            Package.state.in_(_UNDECIDED),
            readable,
        )
        .order_by(Package.posted_at, Package.id)
    )
    kind = Kind(Role.BUYER, "Read the offers and choose", "offer.choose", OWN)
    return Asked(wanted, kind, kind.task)


def _contracts() -> Asked:
    """Chosen, and the contract is still to be written."""
    wanted = (
        select(Package.poster_id, Package.title, Package.id)
        .where(_POSTER, Package.state == PackageState.CHOSEN)
        .order_by(Package.posted_at, Package.id)
    )
    kind = Kind(Role.BUYER, "Write the contract", "package.contract", OWN)
    return Asked(wanted, kind, kind.task)


def _parts() -> Asked:
    """Asked to offer together for a part that is said, neither accepted nor declined, and it can be
    made still."""
    member, in_time = OfferMember.organisation_id, and_(*_takes_offers())
    wanted = (
        select(member, Package.title, Offer.id, Package.closes_at)
        .join(Offer, Offer.id == OfferMember.offer_id)
        .join(Package, Package.id == Offer.package_id)
        .where(
            member.in_(_WRITERS),
            OfferMember.accepted_at.is_(None),
            OfferMember.declined_at.is_(None),
            Offer.parts_open_since.is_(None),
            or_(in_time, and_(Offer.state == OfferState.MADE, or_(_negotiated(), _made_before()))),
        )
        .order_by(Package.closes_at.asc().nulls_last(), OfferMember.id)
    )
    kind = Kind(Role.BID_WRITER, "Accept price and part", "offer_part.accept", OFFERS)
    return Asked(wanted, kind, kind.task)


def _unsent() -> Asked:
    """Changed since it was made, and the change is not sent and can be."""
    wanted = (
        select(Offer.organisation_id, Package.title, Offer.id, Package.closes_at)
        .join(Package, Package.id == Offer.package_id)
        .where(
            Offer.organisation_id.in_(_WRITERS),
            Offer.state == OfferState.MADE,
            Offer.unsent_since.is_not(None),
            or_(and_(*_takes_offers()), _negotiated()),
        )
        .order_by(Package.closes_at.asc().nulls_last(), Offer.id)
    )
    kind = Kind(Role.BID_WRITER, "Send your change: it does not count yet", "offer.make", OFFERS)
    return Asked(wanted, kind, kind.task)


def _rounds() -> Asked:
    """The poster has said the last word, and it is not accepted."""
    later = aliased(OfferRound)
    wanted = (
        select(Offer.organisation_id, Package.title, Offer.id)
        .join(Package, Package.id == Offer.package_id)
        .join(OfferRound, OfferRound.offer_id == Offer.id)
        .where(
            Offer.organisation_id.in_(_WRITERS),
            Offer.state == OfferState.MADE,
            Package.state.in_(_UNDECIDED),
            OfferRound.side == Side.POSTER,
            or_(Offer.agreed_round.is_(None), Offer.agreed_round != OfferRound.number),
            ~exists().where(later.offer_id == Offer.id, later.number > OfferRound.number),
        )
        .order_by(OfferRound.made_at, Offer.id)
    )
    kind = Kind(Role.BID_WRITER, "Answer the price that is proposed", "round.accept", OFFERS)
    return Asked(wanted, kind, kind.task)


def _behind() -> Asked:
    """Made to an earlier version of a package that is not decided on."""
    wanted = (
        select(Offer.organisation_id, Package.title, Offer.id, Package.closes_at)
        .join(Package, Package.id == Offer.package_id)
        .where(Offer.organisation_id.in_(_WRITERS), Offer.state == OfferState.MADE, _made_before())
        .order_by(Package.closes_at.asc().nulls_last(), Offer.id)
    )
    kind = Kind(Role.BID_WRITER, "Say whether your offer stands", "offer.stand_by", OFFERS)
    return Asked(wanted, kind, kind.task)


def _negotiated() -> ColumnElement[bool]:
    return and_(Package.way == Way.OPEN, Package.state.in_(_UNDECIDED))


def _made_before() -> ColumnElement[bool]:
    return and_(Offer.package_version < Package.version, Package.state.in_(_UNDECIDED))


def _takes_offers() -> tuple[ColumnElement[bool], ...]:
    in_time = or_(Package.closes_at.is_(None), Package.closes_at > NOW)
    return Package.state == PackageState.POSTED, in_time
