"""Which places are there, and who runs them?"""

from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from marketplace.engine import db
from marketplace.engine.access import SYSTEM, PlaceRole
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.actions.addresses import check_proved
from marketplace.organisations.models.people import Person, PlaceMembership
from marketplace.organisations.models.places import Place, PlaceWard
from marketplace.organisations.queries.places import members_of
from procurement.ground.refusal import Refusal
from procurement.organisations.place import PLACES

_LOCK = 7_230_116


def ensure_places() -> None:
    """Name the places in the database as the rules know them, where anything differs."""
    named = {tuple(row) for row in db.session.execute(select(Place.slug, Place.name))}
    wards = select(Place.slug, PlaceWard.ward_code).join(Place, Place.id == PlaceWard.place_id)
    held = {tuple(row) for row in db.session.execute(wards)}
    known = PLACES.values()
    if named != {(place.slug, place.name) for place in known} or held != {
        (place.slug, code) for place in known for code in place.ward_codes
    }:
        name_places(SYSTEM, None)


@action("places.name")
def name_places(act: Act, _: None) -> None:
    """Keep the places, their names and their wards as the rules know them."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    for known in PLACES.values():
        place = db.session.scalars(select(Place).where(Place.slug == known.slug)).one_or_none()
        place = place or act.add(Place(slug=known.slug, name=known.name))
        place.name = known.name
        _ensure_wards(place.id, known.ward_codes)


def _ensure_wards(place_id: UUID, codes: frozenset[str]) -> None:
    kept = set(
        db.session.scalars(select(PlaceWard.ward_code).where(PlaceWard.place_id == place_id))
    )
    db.session.execute(
        delete(PlaceWard).where(
            PlaceWard.place_id == place_id, PlaceWard.ward_code.in_(kept - codes)
        )
    )
    db.session.add_all(
        PlaceWard(place_id=place_id, ward_code=code) for code in sorted(codes - kept)
    )


@action("place_role.give")
def give_place_role(act: Act, place: Place, *, person_id: UUID, role: PlaceRole) -> None:
    """Give a person with a proved address a role in a place: its broker, or a member of its board."""
    person = db.session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise Refusal("There is no such person.")
    check_proved(person_id)
    db.session.execute(
        insert(PlaceMembership)
        .values(id=db.uuid7(), person_id=person_id, place_id=place.id, role=role, since=act.now)
        .on_conflict_do_nothing()
    )
    act.note(person_id=person_id, role=role)


@action("place_role.end")
def end_place_role(act: Act, place: Place, *, membership_id: UUID) -> None:
    """Take a role in a place back; never that of its last broker."""
    row = db.session.get(PlaceMembership, membership_id)
    if row is None or row.place_id != place.id:
        raise NotThere("PlaceMembership")
    held = [member.role for member, _ in members_of(place.id)]
    if row.role is PlaceRole.BROKER and held.count(PlaceRole.BROKER) < 2:
        raise Refusal("This is the last broker of the place. Appoint another one first.")
    act.note(person_id=row.person_id, role=row.role)
    db.session.delete(row)
