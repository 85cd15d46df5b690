"""Which offers are there for a package, and what stands on the page of one?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from invoicing.ground.split import split
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import (
    counted_among,
    names_of,
    organisations_as,
)
from marketplace.packages.models.offers import (
    AwardLetter,
    ChoiceTakenBack,
    Offer,
    OfferMember,
    OfferRound,
    OfferVersion,
    offers_visible_to,
)
from marketplace.packages.models.package_readers import answering_among
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.makeable import (
    as_read,
    can_be_made,
    is_unsent,
    waits_for_its_makers,
)
from marketplace.packages.queries.offer_content import draft_of, own_offer
from marketplace.packages.queries.wanted import wanted_of
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.packages.offer import (
    OfferState,
    Part,
    Side,
    Terms,
    is_same_deal,
    is_same_offer,
)
from procurement.packages.package import PackageState, Way

MOST_OFFERS, MOST_ROUNDS = 500, 100
"""For one package, and of one negotiation: beyond them nothing is begun or said."""


@dataclass(frozen=True, slots=True)
class OfferLine:
    """An offer in a list: who makes it, and what it says last, where it may be read."""

    offer: Offer
    name: str
    last: OfferRound | None
    group: str
    """The group it is made for, as its host says; empty: for the enterprise itself."""
    is_social: bool
    """Whether the enterprise is a verified social enterprise today."""

    @property
    def waits_for_enterprise(self) -> bool:
        """Whether the poster’s words are the last, and not accepted."""
        return self.last is not None and not is_agreed(self.offer, self.last)


def is_agreed(offer: Offer, last: OfferRound) -> bool:
    """Whether the enterprise stands by the last round: its own words, or accepted ones."""
    return last.side is Side.ENTERPRISE or offer.agreed_round == last.number


def has_sealed_offer(organisation_id: UUID) -> bool:
    """Is the organisation part of an offer, begun or made, that is sealed still, or is it for it?

    Then only its own people let others in: whoever a broker let in could read the offer.
    """
    joined = select(OfferMember.offer_id).where(
        OfferMember.organisation_id == organisation_id, OfferMember.declined_at.is_(None)
    )
    sealed = (
        select(Offer.id)
        .join(Package, Package.id == Offer.package_id)
        .where(
            or_(
                Offer.organisation_id == organisation_id,
                Offer.for_group_id == organisation_id,
                Offer.id.in_(joined),
            ),
            Package.way == Way.SEALED,
            Package.state == PackageState.POSTED,
        )
    )
    return db.session.scalar(select(sealed.exists())) is True


def offers_for(actor: Actor, package: Package, today: date) -> list[OfferLine]:
    """Those for a package that the person may read, the lowest price first, ``MOST_OFFERS`` at most:
    four queries."""
    offers = db.session.scalars(
        offers_visible_to(actor)
        .where(Offer.package_id == package.id)
        .order_by(Offer.id)
        .limit(MOST_OFFERS)
    ).all()
    last = last_rounds(row.id for row in offers)
    groups = {row.for_group_id for row in last.values() if row.for_group_id}
    makers = {row.organisation_id for row in offers}
    names, social = names_of(makers | groups), counted_among(makers, today)

    def line(row: Offer) -> OfferLine:
        said = last.get(row.id)
        group = names[said.for_group_id] if said and said.for_group_id else ""
        is_social = row.organisation_id in social
        return OfferLine(row, names[row.organisation_id], said, group, is_social)

    lines = [line(row) for row in offers]
    return sorted(lines, key=lambda line: (line.last is None, line.last and line.last.price.pence))


def last_rounds(offer_ids: Iterable[UUID]) -> Mapping[UUID, OfferRound]:
    """The last round of each of these: one query, one row each."""
    rows = db.session.scalars(
        select(OfferRound)
        .where(OfferRound.offer_id.in_(list(offer_ids)))
        .ext(distinct_on(OfferRound.offer_id))
        .order_by(OfferRound.offer_id, OfferRound.number.desc())
    )
    return {row.offer_id: row for row in rows}


def rounds_of(offer_id: UUID) -> Sequence[OfferRound]:
    """Every round, in order: ``MOST_ROUNDS`` at most."""
    return db.session.scalars(
        select(OfferRound)
        .where(OfferRound.offer_id == offer_id)
        .order_by(OfferRound.number)
        .limit(MOST_ROUNDS)
    ).all()


def offer_seen_by(actor: Actor, offer_id: UUID) -> Select[Offer]:
    """One offer, where this person may read of it."""
    return offers_visible_to(actor).where(Offer.id == offer_id)


def answering_for(actor: Actor, package: Package, today: date) -> list[Organisation]:
    """The person’s enterprises that may answer a package and have not begun to: three queries."""
    own = [row for row in organisations_as(actor, Role.BID_WRITER) if row.kind.supplies]
    may = may_answer(package.id, [row.id for row in own], today) - {package.poster_id}
    begun = set(
        db.session.scalars(
            select(Offer.organisation_id).where(
                Offer.package_id == package.id, Offer.organisation_id.in_(may)
            )
        )
    )
    return [row for row in own if row.id in may - begun]


def may_answer(package_id: UUID, organisation_ids: Collection[UUID], today: date) -> set[UUID]:
    """Which of these a package is for: one query."""
    return set(db.session.scalars(answering_among(package_id, organisation_ids, today)))


def members_of(offer_id: UUID, *, locked: bool = False) -> list[tuple[OfferMember, str]]:
    """Who offers together and has not declined, the lead first, with names; nobody for one alone.

    ``locked`` holds every row until the end of the transaction.
    """
    wanted = (
        select(OfferMember, Organisation.name)
        .join(Organisation, Organisation.id == OfferMember.organisation_id)
        .where(OfferMember.offer_id == offer_id, OfferMember.declined_at.is_(None))
        .order_by(OfferMember.position)
        .execution_options(populate_existing=True)
    )
    if locked:
        wanted = wanted.with_for_update(of=OfferMember)
    return [(member, name) for member, name in db.session.execute(wanted)]


def parts_of(members: Sequence[tuple[OfferMember, str]]) -> list[Part]:
    """The members as the rules see them."""
    return [
        Part(row.organisation_id, name, row.work, row.share, row.accepted_at is not None)
        for row, name in members
    ]


def sums_of(price: Money, parts: Sequence[Part]) -> list[Money]:
    """What of a price each part gets; nothing while the shares are no whole."""
    shares = [part.share for part in parts]
    return split(price, shares) if parts and sum(shares) == 100 else []


@dataclass(frozen=True, slots=True)
class OfferDetails:
    """What the page of an offer says. The other side reads who is behind it while it stands, and
    nothing of the draft."""

    package: Package
    poster: str
    enterprise: str
    members: Sequence[tuple[OfferMember, str]]
    sums: Sequence[Money]
    """What each member gets of ``price``: what its own side has written, while it can be made; else
    what was said last."""
    price: Money
    draft: Terms | None
    """For its own side, while it can be made or where nothing else was ever said."""
    rounds: Sequence[OfferRound]
    versions: Sequence[OfferVersion]
    is_whole: bool
    """Whether everybody who is behind it has accepted; true for one alone."""
    can_be_made: bool
    """Whether what is written can be made, or made anew."""
    is_behind: bool
    """Whether it was made to an earlier version of the package, and its makers are asked."""
    can_stand: bool
    """Whether its makers can say so: what its members accept is what was made."""
    is_unsent: bool
    """Whether its own side has written something else, which is not sent and can be."""
    made: Terms | None
    """For its own side, and the group it was made for: what was made last."""
    groups: Mapping[UUID, str]
    """The names of the groups that are spoken of."""
    mark: str
    """Of the offer as it is written and the package as it is: what a button here stands for."""
    social: Collection[UUID]
    """Which of those behind it are verified social enterprises today."""

    @property
    def group(self) -> str:
        """The group it is for, by what was said last, as its host says; empty: for the enterprise."""
        said = said_in(self.rounds[-1]) if self.rounds else self.made or self.draft
        return self.groups[said.for_group] if said and said.for_group else ""

    @property
    def offered(self) -> Terms | None:
        """What its own side said last, where that may be read."""
        own = [row for row in self.rounds if row.side is Side.ENTERPRISE]
        return said_in(own[-1]) if own else None

    @property
    def proposed(self) -> Terms | None:
        """What its poster said, where that is the last word."""
        is_theirs = self.rounds and self.rounds[-1].side is Side.POSTER
        return said_in(self.rounds[-1]) if is_theirs else None

    def is_social(self, organisation_id: UUID) -> bool:
        """Whether one of those behind it is a verified social enterprise today."""
        return organisation_id in self.social

    @property
    def waits_for(self) -> Sequence[str]:
        """The names of the members who have not accepted."""
        return [name for row, name in self.members if row.accepted_at is None]


def offer_details(
    offer: Offer, now: datetime, *, is_own: bool, is_for_own: bool = False
) -> OfferDetails:
    """Six queries. ``is_for_own``: for the people of the group that it was made for."""
    package = db.session.get_one(Package, offer.package_id)
    stands = offer.state in (OfferState.MADE, OfferState.CHOSEN, OfferState.NOT_CHOSEN)
    members = members_of(offer.id) if is_own or stands else []
    rounds, parts = rounds_of(offer.id), parts_of(members)
    is_open, is_behind = can_be_made(offer, package, now), waits_for_its_makers(offer, package)
    draft = draft_of(offer) if is_own and offer.draft and (is_open or not rounds) else None
    versions = _versions_of(offer.id)
    made = _made_last(offer, rounds, versions) if is_own or is_for_own else None
    price = draft.price if draft else rounds[-1].price if rounds else Money(0)
    spoken_of = {row.for_group_id for row in rounds} | {
        terms.for_group for terms in (draft, made) if terms
    }
    groups = {key for key in spoken_of if key}
    names = names_of({offer.poster_id, offer.organisation_id} | groups)
    behind = {offer.organisation_id, *(row.organisation_id for row, _ in members)}
    return OfferDetails(
        package,
        names[offer.poster_id],
        names[offer.organisation_id],
        members,
        sums_of(price, parts),
        price,
        draft,
        rounds,
        versions if is_own else (),
        all(part.has_accepted for part in parts),
        is_open,
        is_behind,
        is_behind and made is not None and is_as_made(offer, members, made),
        draft is not None and is_unsent(offer, package, now),
        made,
        {key: names[key] for key in groups},
        as_read(offer, package),
        counted_among(behind, london_day(now)),
    )


def is_as_made(offer: Offer, members: Sequence[object], made: Terms) -> bool:
    """Whether what its members are asked to accept is what was made; one alone asks nobody."""
    return not members or is_same_offer(draft_of(offer), made)


def proposal_met(rounds: Sequence[OfferRound], terms: Terms) -> int | None:
    """The number of the poster’s round, if it is the last and these terms are its price and days."""
    if not rounds or rounds[-1].side is Side.ENTERPRISE:
        return None
    return rounds[-1].number if is_same_deal(terms, said_in(rounds[-1])) else None


def made_last(offer: Offer, rounds: Sequence[OfferRound]) -> Terms:
    """What its own side made last, of one that is made: one query."""
    made = _made_last(offer, rounds, _versions_of(offer.id))
    assert made is not None
    return made


def _versions_of(offer_id: UUID) -> Sequence[OfferVersion]:
    return db.session.scalars(
        select(OfferVersion).where(OfferVersion.offer_id == offer_id).order_by(OfferVersion.number)
    ).all()


def _made_last(
    offer: Offer, rounds: Sequence[OfferRound], versions: Sequence[OfferVersion]
) -> Terms | None:
    if versions:
        return own_offer(offer, versions[-1]).terms
    own = [row for row in rounds if row.side is Side.ENTERPRISE]
    return said_in(own[-1]) if own else None


def said_in(row: OfferRound) -> Terms:
    """What one step proposes."""
    return Terms(row.price, row.words, row.starts_on, row.ends_on, row.for_group_id)


def package_of(offer: Offer) -> Package:
    """What an offer answers."""
    return db.session.get_one(Package, offer.package_id)


def letter_of(package_id: UUID) -> Select[AwardLetter]:
    """The letter of award of a package that counts: its choice is not taken back."""
    return select(AwardLetter).where(
        AwardLetter.package_id == package_id,
        ~exists().where(ChoiceTakenBack.letter_id == AwardLetter.id),
    )


def terms_agreed(package: Package, letter: AwardLetter) -> str:
    """The poster’s terms, what was wanted, and what both sides agreed on as the letter of award has
    it. A letter from before kept less of what was wanted: it stands in the package still."""
    given_on = london_day(letter.given_at)
    said = wanted_of(package, letter.offer_id, given_on) | letter.content
    days = [f"{date.fromisoformat(said[day]):%-d %B %Y}" for day in ("wanted_from", "wanted_to")]
    parts = [
        package.terms,
        f"What was wanted: {said['title']}, from {days[0]} to {days[1]}. {said['about']}",
        *(
            [f"How much of it: {said['how_much']}, for the whole price."]
            if said["how_much"]
            else []
        ),
        *(f"Asked: {one['question']}\nAnswered: {one['answer']}" for one in said["answers"]),
        *(
            f"Document: {one['kind']}, {one['file_name']}, {one['size']:,} bytes, SHA-256 {one['sha256']}"
            for one in said["documents"]
        ),
        f"Held back: {said['held_back']}.",
        f"Letter of award of {given_on:%-d %B %Y}, in which the offer stands: {said['words']}",
    ]
    if said.get("said_to_it"):
        parts.append(f"To which {said['poster']} said, and it was accepted: {said['said_to_it']}")
    return "\n\n".join(parts)


def offers_held(package_id: UUID) -> Sequence[Offer]:
    """Every offer for a package, held for this transaction in the order of their ids: one that is
    just being made is waited for, and none is made beside a choice or an opening."""
    return db.session.scalars(
        select(Offer)
        .where(Offer.package_id == package_id)
        .order_by(Offer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
