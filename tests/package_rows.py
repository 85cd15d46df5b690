"""Packages and offers for tests, made through the same pages a person uses."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace.engine import clock, db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.actions import offer_members, offers, openings, packages
from marketplace.packages.actions.offer_members import MemberPart
from marketplace.packages.actions.packages import Posting
from marketplace.packages.models.offers import (
    AwardLetter,
    Offer,
    OfferMember,
    OfferRound,
    OfferVersion,
)
from marketplace.packages.models.packages import Package, PackageInvitation, PackageQuestion
from marketplace.packages.queries.makeable import as_read
from marketplace.packages.queries.offer_content import draft_of, kept_draft, sealed_offer
from marketplace.tendering.queries.publications import sealing_key
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.packages.offer import OfferState, Side, Terms
from procurement.packages.package import Audience, PackageFacts, PackageState, Way
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.organisation_rows import kept_id

TYPED = {
    "title": "Planting the courtyard",
    "about": "Forty trees, and their care for a year.",
    "theme": "built_environment",
    "postcode": "b184df",
    "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
    "ends_on-day": "29", "ends_on-month": "6", "ends_on-year": "2027",
    "budget": "12,000",
    "audience": "invited",
    "way": "open",
    "payment_days": "7",
    "terms": "Our terms of 2026.",
}  # fmt: skip
SEALED = {
    "way": "sealed",
    "closes_at-day": "1", "closes_at-month": "12", "closes_at-year": "2026", "closes_at-time": "12:00",
}  # fmt: skip
"""Until 1 December 2026, noon."""
MOMENT = datetime(2026, 12, 1, 12, tzinfo=UTC)
"""The same."""


OFFERED = {
    "price": "11,500",
    "words": "With our own van and three gardeners.",
    "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
    "ends_on-day": "28", "ends_on-month": "5", "ends_on-year": "2027",
}  # fmt: skip


def revision_of(page: str) -> str:
    """The revision that a form holds."""
    return page.split('name="revision"')[1].split('value="')[1].split('"')[0]


def written(browser: FlaskClient, home: str, who: Organisation, **typed: str) -> str:
    """The address of an offer that is written and not made yet."""
    data = OFFERED | {"organisation_id": str(who.id)} | typed
    answer = browser.post(f"{home}/offer", data=data)
    assert answer.status_code == 302, answer.text[answer.text.find("error-summary") :][:2000]
    return str(answer.location)


def made(browser: FlaskClient, home: str, who: Organisation, **typed: str) -> str:
    """The address of an offer that is made."""
    path = written(browser, home, who, **typed)
    answer = press(browser, path, "make")
    assert answer.status_code == 302, answer.text[answer.text.find("error-summary") :][:2000]
    return path


def together(lead: FlaskClient, path: str, *shares: tuple[Organisation, str]) -> int:
    """Ask all but the first in, and say who does what; the status of the last answer."""
    for who, _ in shares[1:]:
        asked = lead.post(f"{path}/ask", data={"organisation_id": str(who.id)})
        assert asked.status_code == 302, asked.text
    return agreed(lead, path, *shares)[0]


def agreed(lead: FlaskClient, path: str, *shares: tuple[Organisation, str]) -> tuple[int, str]:
    data = {}
    for number, (who, share) in enumerate(shares):
        data[f"share-{number}-organisation_id"] = str(who.id)
        data[f"share-{number}-work"] = f"Work of part {number}"
        data[f"share-{number}-share"] = share
    answer = lead.post(f"{path}/together", data=data)
    return answer.status_code, answer.text


def accepts(member: FlaskClient, path: str) -> int:
    """The member presses the button that its page shows."""
    page = member.get(path).text
    button = re.search(r'action="(/offer-parts/[^"]+/accept)"', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert button, page
    assert seen
    return member.post(button[1], data={"seen": seen[1]}).status_code


def joint(lead: FlaskClient, member: FlaskClient, home: str, cast: Cast, **typed: str) -> str:
    """The address of an offer that the bakery has made with the gardens, for 60 and 40 per cent."""
    path = written(lead, home, cast.bakery, **typed)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    assert accepts(member, path) == 302
    assert press(lead, path, "make").status_code == 302
    return path


class Poster:
    """A developer with somebody who buys for it, and that person's browser."""

    def __init__(self, app: Flask, make: Make, name: str = "Dairy Homes Ltd") -> None:
        self.organisation: Organisation = make.organisation(Kind.PRIVATE_DEVELOPER, name, "B18 4DF")
        self.actor: Actor = make.member(self.organisation, Role.OWNER, name="Dee Developer")
        self.browser: FlaskClient = client_of(app, self.actor)

    def tries_to_post(self, **typed: Any) -> TestResponse:
        path = f"/organisations/{self.organisation.id}/packages/new"
        return self.browser.post(path, data=TYPED | typed)

    def posts(self, *invited: Organisation, **typed: Any) -> str:
        """The address of the package, with these invited."""
        answer = self.tries_to_post(**typed)
        assert answer.status_code == 302, answer.text[answer.text.find("error-summary") :][:2000]
        home = str(answer.location).removesuffix("/invite")
        if invited:
            ids = [str(who.id) for who in invited]
            sent = self.browser.post(f"{home}/invite", data={"enterprises": ids})
            assert sent.status_code == 302, sent.text
        return home


def opened(cast: Cast, make: Make) -> None:
    """A package of a developer whose sealed offers are opened: one of the bakery with the gardens."""
    buyer = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd")
    poster, first = make.member(buyer, Role.OWNER), clock.today() + timedelta(days=30)
    closes_at = clock.now() + timedelta(minutes=1)
    facts = PackageFacts(
        "Planting", "Forty trees.", first, first, Audience.EVERYONE, Way.SEALED,
        budget=Money(9_000_00), closes_at=closes_at, terms="Ours.",
    )  # fmt: skip
    posting = Posting(facts, Theme.BUILT_ENVIRONMENT, "B18 4DF")
    package_id = packages.post_package(poster, buyer.id, posting=posting).id
    lead, other = cast.bakery.id, cast.gardens.id
    terms = Terms(Money(9_000_00), "With a van. ", first, first)
    offer_id = offers.begin_offer(cast.baker, package_id, organisation_id=lead, terms=terms).id
    member_id = offer_members.ask_offer_member(cast.baker, offer_id, organisation_id=other).id
    parts = {lead: MemberPart("Soil", Decimal(60)), other: MemberPart("Trees", Decimal(40))}
    offer_members.agree_offer_members(cast.baker, offer_id, parts=parts)
    seen = read(offer_id)
    offer_members.accept_offer_part(cast.gardener, member_id, seen=seen)
    offers.make_offer(cast.baker, offer_id, seen=read(offer_id))
    clock.set_to(closes_at)
    openings.close_package(poster, package_id)


def read(offer_id: UUID) -> str:
    """The mark of an offer and its package, as whoever acts on it reads them."""
    offer = db.session.get_one(Offer, offer_id, populate_existing=True)
    return as_read(offer, db.session.get_one(Package, offer.package_id, populate_existing=True))


def package_ids(cast: Cast) -> dict[str, UUID]:
    """The examples: a package of the council for invited enterprises only, of which the bakery is
    one, and offers as the host of the gardens; one that everybody reads, for the page that is kept;
    and one for which the bakery is chosen, for the gardens too."""
    package_id = kept_id(_package(cast, "Planting", Audience.INVITED))
    chosen_id, letter_id = _chosen(cast)
    own: dict[str, Any] = {"package_id": package_id, "organisation_id": cast.bakery.id}
    invitation = PackageInvitation(**own, invited_at=clock.now())
    question = PackageQuestion(**own, question="Is there water?", asked_at=clock.now())
    for_gardens = _offer(cast, package_id)
    for_gardens.for_group_id = cast.gardens.id
    offer_id = kept_id(for_gardens)
    kept_id(_round(cast, offer_id))
    sealed_id = _sealed(cast)
    everyones = kept_id(_package(cast, "Fencing", Audience.EVERYONE))
    joint_id = kept_id(_offer(cast, everyones))
    member = OfferMember(offer_id=joint_id, organisation_id=cast.bakery.id, position=1)
    return {
        "offer_id": offer_id,
        "offer_receipts.offer_id": sealed_id,
        "offer_member_id": kept_id(member),
        "package_id": package_id,
        "packages.show.package_id": everyones,
        "postings.organisation_id": cast.council.id,
        "choices.letter.package_id": chosen_id,
        "choices.take_back.package_id": chosen_id,
        "choices.former.package_id": chosen_id,
        "award_letter_id": letter_id,
        "package_contracts.package_id": chosen_id,
        "package_invitation_id": kept_id(invitation),
        "package_question_id": kept_id(question),
    }


def _chosen(cast: Cast) -> tuple[UUID, UUID]:
    """A package for which the bakery has its letter of award, and no contract yet; and the letter."""
    package = _package(cast, "Hedges", Audience.INVITED)
    package.state, package.closed_at = PackageState.CHOSEN, clock.now()
    package_id = kept_id(package)
    offer = _offer(cast, package_id, OfferState.CHOSEN)
    offer.for_group_id = cast.gardens.id
    offer_id = kept_id(offer)
    kept_id(_round(cast, offer_id))
    content = {
        "title": "Hedges", "poster": cast.council.name, "enterprise": cast.bakery.name,
        "members": [], "price": 9_000_00, "words": "Soon.", "postcode": "B18 4DF",
        "starts_on": "2027-01-04", "ends_on": "2027-05-28", "payment_days": 7, "retention": "0",
        "terms": "Ours.", "reason": "The nearest.",
    }  # fmt: skip
    letter = AwardLetter(package_id=package_id, offer_id=offer_id, content=content,
                         given_at=clock.now(), given_by=cast.buyer.person_id)  # fmt: skip
    return package_id, kept_id(letter)


def _round(cast: Cast, offer_id: UUID) -> OfferRound:
    return OfferRound(
        offer_id=offer_id, number=1, side=Side.ENTERPRISE, price=Money(9_000_00), words="Soon.",
        starts_on=clock.today(), ends_on=clock.today(), made_at=clock.now(),
        made_by=cast.baker.person_id, for_group_id=cast.gardens.id,
    )  # fmt: skip


def _sealed(cast: Cast) -> UUID:
    """The bakery’s, for a package whose offers are sealed, and made once."""
    package = _package(cast, "Paving", Audience.INVITED)
    package.id, package.way = db.uuid7(), Way.SEALED
    package.closes_at = clock.now() + timedelta(days=1)
    package.sealing_key = sealing_key(package.id)
    kept_id(package)
    offer = _offer(cast, package.id)
    offer.version = 1
    kept_id(offer)
    packed, sha256 = sealed_offer(package, offer, draft_of(offer), [])
    kept_id(
        OfferVersion(
            offer_id=offer.id, number=1, sealed=packed, sha256=sha256,
            received_at=clock.now(), submitted_by=cast.baker.person_id,
        )
    )  # fmt: skip
    return offer.id


def _offer(cast: Cast, package_id: UUID, state: OfferState = OfferState.MADE) -> Offer:
    """The bakery’s."""
    offer = Offer(
        id=db.uuid7(), package_id=package_id, poster_id=cast.council.id,
        organisation_id=cast.bakery.id, state=state, begun_at=clock.now(),
    )  # fmt: skip
    said = Terms(Money(9_000_00), "Soon.", clock.today(), clock.today())
    offer.draft = kept_draft(offer, said)
    return offer


def _package(cast: Cast, title: str, audience: Audience) -> Package:
    return Package(
        poster_id=cast.council.id,
        title=title,
        about="Forty trees.",
        theme=Theme.BUILT_ENVIRONMENT,
        postcode="B18 4DF",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=90),
        budget=Money(9_000_00),
        audience=audience,
        way=Way.OPEN,
        payment_days=7,
        retention=Decimal(0),
        terms="Ours.",
        posted_at=clock.now(),
        posted_by=cast.buyer.person_id,
    )
