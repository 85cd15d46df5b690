"""One offer is chosen with a reason: its letter of award, what the others are told; and taken back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from marketplace.contracts.actions.unsigned import end_unsigned
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action, refuse_unread
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.actions.letters import tell_parties, tell_writers
from marketplace.packages.models.offers import AwardLetter, ChoiceTakenBack, Offer, OfferRound
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.makeable import waits_for_its_makers
from marketplace.packages.queries.offers import (
    is_agreed,
    letter_of,
    members_of,
    offers_held,
    parts_of,
    rounds_of,
    sums_of,
)
from marketplace.packages.queries.wanted import wanted_of
from procurement.ground.exact import in_full
from procurement.ground.refusal import Refusal
from procurement.packages.offer import OFFER, OfferState, Side
from procurement.packages.package import (
    PACKAGE,
    PackageState,
    Way,
    before_closing,
    before_taking_back,
)
from procurement.packages.package_change import before_choosing


@action("offer.choose")
def choose_offer(
    act: Act, package: Package, *, offer_id: UUID, reason: str, told: str, seen: str
) -> AwardLetter:
    """Choose one, and give its letter of award; ``told`` is the reason that the others read, ``seen``
    the number of its round that was read."""
    if package.way is Way.SEALED and package.state is PackageState.POSTED:
        before_closing(package.way, package.closes_at, act.now)
        raise Refusal("Open the offers first.")
    held = {row.id: row for row in offers_held(package.id)}
    if offer_id not in held:
        raise NotThere("Offer")
    offer = held.pop(offer_id)
    others = [row for row in held.values() if row.state is OfferState.MADE]
    if not reason.strip():
        raise Refusal("Say why you choose this one: it stands in the letter.", field="reason")
    if others and not told.strip():
        raise Refusal("Say what the others are told: each of them reads it.", field="told")
    rounds = _agreed(offer)
    before_choosing(offer.package_version, package.version)
    refuse_unread(seen, str(rounds[-1].number), "choose it")
    package.state = PACKAGE.after(package.state, "choose")
    package.closed_at = package.closed_at or act.now
    offer.state, offer.told = OFFER.after(offer.state, "choose"), reason.strip()
    group_id = rounds[-1].for_group_id
    names = names_of([package.poster_id, offer.organisation_id, *([group_id] if group_id else [])])
    wanted = wanted_of(package, offer.id, act.today)
    letter = act.add(
        AwardLetter(
            package_id=package.id,
            offer_id=offer.id,
            content=_content(wanted, offer, rounds, names, reason.strip()),
            given_at=act.now,
            given_by=act.person_id,
        )
    )
    tell_parties(act, offer, package, "offer_chosen", poster=names[package.poster_id])
    if group_id:
        tell_writers(
            act, [group_id], package, "offer_for_group_chosen",
            poster=names[package.poster_id], host=names[offer.organisation_id],
        )  # fmt: skip
    for other in others:
        other.state, other.told = OFFER.after(other.state, "leave out"), told.strip()
        tell_parties(
            act, other, package, "offer_not_chosen",
            poster=names[package.poster_id], reason=told.strip(),
        )  # fmt: skip
    act.note(offer=offer.id, letter=letter.id)
    return letter


@action("choice.take_back")
def take_back_choice(act: Act, package: Package, *, reason: str) -> None:
    """Take the choice back until both sides have signed: every offer that was made can be chosen
    again, the one that was chosen too. Its letter stays, with the reason beside it."""
    package.state = PACKAGE.after(package.state, "take back")
    written = package.contract_id
    before_taking_back(reason, is_signed=written is not None and not end_unsigned(act, written))
    package.contract_id = package.keep_until = None
    letter = _mark_taken_back(act, package, reason)
    poster = names_of([package.poster_id])[package.poster_id]
    told: dict[str, Any] = {
        "poster": poster, "reason": reason.strip(), "letter_id": letter.id,
    }  # fmt: skip
    for offer in offers_held(package.id):
        if offer.state not in (OfferState.CHOSEN, OfferState.NOT_CHOSEN):
            continue
        offer.state, offer.told = OFFER.after(offer.state, "stand again"), ""
        if offer.id == letter.offer_id:
            tell_parties(act, offer, package, "choice_taken_back", **told)
            if offer.for_group_id:
                tell_writers(
                    act, [offer.for_group_id], package, "choice_for_group_taken_back", **told
                )
        else:
            is_behind = waits_for_its_makers(offer, package)
            tell_parties(
                act, offer, package, "offer_stands_again", poster=poster, is_behind=is_behind
            )
    act.note(letter=letter.id)


def withdraw_choice(act: Act, package: Package, reason: str) -> None:
    """Within the withdrawal of a package: its choice counts no more, and its offers are as those of
    every package that was withdrawn. Whoever was chosen is told with all others."""
    _mark_taken_back(act, package, reason)
    for offer in offers_held(package.id):
        if offer.state in (OfferState.CHOSEN, OfferState.NOT_CHOSEN):
            offer.state, offer.told = OFFER.after(offer.state, "stand again"), ""


def _mark_taken_back(act: Act, package: Package, reason: str) -> AwardLetter:
    letter = db.session.scalars(letter_of(package.id)).one()
    act.add(
        ChoiceTakenBack(
            letter_id=letter.id,
            reason=reason.strip(),
            taken_back_at=act.now,
            taken_back_by=act.person_id,
        )
    )
    return letter


def _agreed(offer: Offer) -> Sequence[OfferRound]:
    """What was said, once both sides stand by the last of it."""
    rounds = rounds_of(offer.id)
    if not rounds:
        raise NotThere("OfferRound")
    if not is_agreed(offer, rounds[-1]):
        raise Refusal(
            "The enterprise has not accepted what you proposed last. Wait for its answer."
        )
    return rounds


def _content(
    wanted: Mapping[str, Any],
    offer: Offer,
    rounds: Sequence[OfferRound],
    names: Mapping[UUID, str],
    reason: str,
) -> dict[str, Any]:
    """The letter: what was wanted, and what was offered.

    Price and days are the last that were said. The work is what the enterprise has said of it
    last; what the poster has said to that stands beside it.
    """
    last, parts = rounds[-1], parts_of(members_of(offer.id))
    own = next(row for row in reversed(rounds) if row.side is Side.ENTERPRISE)
    return {
        **wanted,
        "poster": names[offer.poster_id],
        "enterprise": names[offer.organisation_id],
        "for_group": names[last.for_group_id] if last.for_group_id else "",
        "members": [
            {"name": part.name, "work": part.work, "share": in_full(part.share), "sum": sum_.pence}
            for part, sum_ in zip(parts, sums_of(last.price, parts), strict=True)
        ],
        "price": last.price.pence,
        "words": own.words,
        "said_to_it": last.words if last.side is Side.POSTER else "",
        "starts_on": last.starts_on.isoformat(),
        "ends_on": last.ends_on.isoformat(),
        "reason": reason,
    }
