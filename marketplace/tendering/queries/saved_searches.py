"""Which searches does a person keep, and which might they want?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.models.profiles import Capability, Profile
from marketplace.tendering.models.saved_searches import SavedSearch, saved_searches_visible_to
from marketplace.tendering.queries.wanted import MILES
from procurement.organisations.place import locate

_MOST_CODES = 20
"""Of one enterprise, in the search that is suggested to it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A search among tenders, ready to be used or kept."""

    name: str
    query: Mapping[str, str]


def saved_search_by_id(actor: Actor, search_id: UUID) -> Select[SavedSearch]:
    return saved_searches_visible_to(actor).where(SavedSearch.id == search_id)


def saved_searches_of(actor: Actor) -> Sequence[SavedSearch]:
    """All of a person's, the newest first, deleted ones too: at most as many as can be kept."""
    return session.scalars(saved_searches_visible_to(actor).order_by(SavedSearch.id.desc())).all()


def number_of_searches(person_id: UUID) -> int:
    """How many a person has, deleted ones too."""
    kept = select(func.count()).where(SavedSearch.person_id == person_id)
    return session.scalar(kept) or 0


def daily_searches_of(person_id: UUID) -> Sequence[SavedSearch]:
    """Those whose finds a person is told, as they stand now; they stay so until this commits."""
    return session.scalars(
        select(SavedSearch)
        .where(
            SavedSearch.person_id == person_id,
            SavedSearch.is_daily,
            SavedSearch.deleted_at.is_(None),
        )
        .order_by(SavedSearch.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def who_is_told() -> Sequence[UUID]:
    """Everybody who keeps a search whose finds are told."""
    return session.scalars(
        select(SavedSearch.person_id)
        .where(SavedSearch.is_daily, SavedSearch.deleted_at.is_(None))
        .distinct()
        .order_by(SavedSearch.person_id)
    ).all()


def suggested_to(actor: Actor) -> list[Suggestion]:
    """What the enterprises that a person writes bids for can do, as searches: two queries."""
    own = actor.organisations_as(Role.BID_WRITER)
    codes: dict[UUID, list[str]] = {}
    for organisation_id, code in session.execute(
        select(Capability.organisation_id, Capability.cpv)
        .where(Capability.organisation_id.in_(own), Capability.cpv != "")
        .order_by(Capability.organisation_id, Capability.number)
    ):
        codes.setdefault(organisation_id, []).append(code)
    rows = session.execute(
        select(Organisation.id, Organisation.name, Profile, TradingAddress.postcode)
        .join(Profile, Profile.organisation_id == Organisation.id)
        .outerjoin(
            TradingAddress,
            (TradingAddress.organisation_id == Organisation.id) & TradingAddress.until_on.is_(None),
        )
        .where(Organisation.id.in_(own))
        .order_by(Organisation.name, Organisation.id)
    )
    return [
        suggestion
        for key, name, profile, postcode in rows
        for suggestion in _from_profile(name, profile, postcode or "", codes.get(key, []))
    ]


def _from_profile(
    name: str, profile: Profile, postcode: str, codes: Sequence[str]
) -> list[Suggestion]:
    """What it can do, bought as far away as it goes; and each of its themes."""
    can = {"cpv": ", ".join(dict.fromkeys(codes[:_MOST_CODES]))}
    reach = [miles for miles in MILES if profile.miles is not None and miles >= profile.miles]
    if reach and postcode and locate(postcode) is not None:
        can |= {"near": postcode, "miles": str(reach[0])}
    suggested = [Suggestion(f"What {name} can do", can)] if codes else []
    return [
        *suggested,
        *(
            Suggestion(
                f"{str(theme).replace('_', ' ').capitalize()}, for {name}", {"theme": str(theme)}
            )
            for theme in profile.themes
        ),
    ]
