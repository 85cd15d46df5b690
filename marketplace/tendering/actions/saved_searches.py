"""A person keeps searches, and is told by e-mail, once a day, what of them is new or changed."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.gateways import keys
from marketplace.organisations.actions.messages import secret
from marketplace.organisations.models.people import Person
from marketplace.tendering.models.saved_searches import Among, SavedSearch, ToldFind
from marketplace.tendering.queries.finds import Find, finds_of, untold
from marketplace.tendering.queries.saved_searches import (
    daily_searches_of,
    number_of_searches,
    who_is_told,
)
from marketplace.tendering.queries.wanted import wanted_in
from procurement.ground.calendar import london_moment
from procurement.ground.refusal import Refusal

MOST = 50
"""Searches of one person, deleted ones too."""

_LONGEST_NAME = 100
_IN_THE_MORNING = time(6, 30)
_PURPOSE = "stop finds"

_OVERLAP = timedelta(days=1)
"""What was written before one looked may be committed after: it is looked again so far back."""

_SHOWN = 20
"""Of one search in one e-mail; how many more there are is said."""


@action("saved_search.add")
def add_saved_search(
    act: Act, person: Person, *, among: Among, name: str, query: Mapping[str, str], is_daily: bool
) -> SavedSearch:
    """Keep a search; of what is there already nothing is told. Refuses one of which a part cannot be
    read: without it more would be told than was asked for."""
    _, faults = wanted_in(query, act.today)
    if faults:
        raise Refusal(f"{' '.join(faults.values())} Mend the search, then keep it.")
    if number_of_searches(person.id) >= MOST:
        raise Refusal(f"You keep {MOST} searches, and no more can be kept. Delete one first.")
    return act.add(
        SavedSearch(
            person_id=person.id,
            among=among,
            name=_named(name),
            query=dict(query),
            is_daily=is_daily,
            begun_at=act.now,
            looked_at=act.now,
        )
    )


@action("saved_search.change")
def change_saved_search(act: Act, search: SavedSearch, *, name: str, is_daily: bool) -> None:
    """Give it another name, or another wish for e-mails. What came before they began is not told."""
    _refuse_deleted(search)
    if is_daily and not search.is_daily:
        search.begun_at = act.now
    search.name, search.is_daily = _named(name), is_daily


@action("saved_search.delete")
def delete_saved_search(act: Act, search: SavedSearch) -> None:
    """Take it out of the list; it can be brought back for thirty days."""
    _refuse_deleted(search)
    search.deleted_at = act.now


@action("saved_search.restore")
def restore_saved_search(act: Act, search: SavedSearch) -> None:
    """Bring it back as it was."""
    search.deleted_at = None


@action("search_letters.stop")
def stop_search_letters(act: Act, person: Person, *, token: str) -> None:
    """Send no e-mail of any search to the person any more, by the link of one, without signing in."""
    if told_person(token) != person.id:
        raise Refusal("This is not the link that was sent.")
    db.session.execute(
        update(SavedSearch).where(SavedSearch.person_id == person.id).values(is_daily=False)
    )


@action("finds.plan")
def plan_finds(act: Act, _: None) -> None:
    """Let everybody be told today who wants that, and plan the next day."""
    for person_id in who_is_told():
        act.enqueue("tell_finds", once=f"finds:{person_id}:{act.today}", person_id=person_id)
    tomorrow = act.today + timedelta(days=1)
    act.enqueue(
        "plan_finds", at=london_moment(tomorrow, _IN_THE_MORNING), once=f"plan-finds:{tomorrow}"
    )


@action("finds.tell")
def tell_finds(act: Act, person: Person) -> None:
    """Write one e-mail of all that is new or changed; none where nothing is."""
    told: list[dict[str, Any]] = []
    known: set[UUID] = set()
    for search in daily_searches_of(person.id):
        since = max(search.begun_at, search.looked_at - _OVERLAP)
        finds = [
            find
            for find in untold(person.id, finds_of(search, since, act.now))
            if find.id not in known
        ]
        known.update(find.id for find in finds)
        search.looked_at = act.now
        for find in finds:
            act.add(
                ToldFind(
                    person_id=person.id,
                    found_id=find.id,
                    version=find.version,
                    told_at=act.now,
                )
            )
        if finds:
            told.append(_said(search, finds))
    if told:
        act.notify(person.id, "finds", searches=told, token=secret(stop_token(person.id)))


def stop_token(person_id: UUID) -> str:
    """What in a link shows that it was sent to the person, and opens nothing else."""
    return urlsafe_b64encode(keys.encrypt(_PURPOSE, person_id.bytes)).decode().rstrip("=")


def told_person(token: str) -> UUID | None:
    """Whose link it is; None where it was not sent."""
    try:
        plain = keys.decrypt(_PURPOSE, urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except ValueError:
        return None
    return None if plain is None else UUID(bytes=plain)


def _said(search: SavedSearch, finds: list[Find]) -> dict[str, Any]:
    return {
        "id": search.id,
        "name": search.name,
        "among": search.among,
        "more": max(0, len(finds) - _SHOWN),
        "finds": [
            {
                "id": find.id,
                "why": find.why,
                "title": find.title,
                "buyer": find.buyer,
                "closes_at": find.closes_at,
            }
            for find in finds[:_SHOWN]
        ],
    }


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("Give the search a name.", field="name")
    if len(name) > _LONGEST_NAME:
        raise Refusal(f"Use at most {_LONGEST_NAME} characters.", field="name")
    return name


def _refuse_deleted(search: SavedSearch) -> None:
    if search.deleted_at is not None:
        raise Refusal("This search is deleted. Bring it back first.")
