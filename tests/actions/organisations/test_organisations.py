"""Organisations: who they are, where they trade from, and from which day."""

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import organisations
from marketplace.organisations.actions.organisations import OrganisationProfile
from marketplace.organisations.actions.places import ensure_places
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.places import Place, PlaceWard
from marketplace.organisations.queries.directory import identifiers_of
from marketplace.organisations.queries.whereabouts import Whereabouts, addresses_of, inside
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind, Scheme
from procurement.organisations.place import PLACES, Inside
from tests.cast import Cast, Make

TODAY = date(2026, 11, 23)


def register(actor: Actor, **other: Any) -> Organisation:
    told = {"name": "Ladywood Repairs", "contact_email": "office@example.org"}
    of_profile = {field.name for field in fields(OrganisationProfile)} & set(other)
    profile = OrganisationProfile(**told | {name: other.pop(name) for name in of_profile})
    values: dict[str, Any] = {
        "kind": Kind.CIC,
        "scheme": Scheme.COMPANY,
        "identifier": "2036103",
        "street": "2 Canal Side",
        "town": "Birmingham",
        "postcode": "b16 8tp",
    }
    return organisations.register_organisation(actor, None, profile=profile, **values | other)


def test_whoever_registers_an_organisation_is_its_owner(make: Make) -> None:
    ada = make.person("Ada")
    row = register(ada)
    assert make.again(ada).has(row.id, Role.OWNER)
    assert [(i.scheme, i.identifier) for i in identifiers_of(row.id)] == [("GB-COH", "02036103")]


def test_a_group_on_no_register_is_given_a_number_of_the_marketplace(make: Make) -> None:
    ada = make.person("Ada")
    first = register(ada, scheme=Scheme.MARKETPLACE, identifier="")
    second = register(ada, scheme=Scheme.MARKETPLACE, identifier="")
    found = [identifiers_of(row.id)[0].identifier for row in (first, second)]
    assert found == ["000001", "000002"]


def test_a_number_that_is_here_already_is_refused_and_says_whom_to_ask(make: Make) -> None:
    register(make.person("Ada"))
    with pytest.raises(Refusal, match="Ask one of its owners to invite you") as no:
        register(make.person("Ben"), name="The same again")
    assert no.value.field == "identifier"


def test_a_number_known_from_a_notice_is_to_be_claimed(make: Make) -> None:
    row = make.organisation(Kind.COUNCIL, "Known Council")
    number = identifiers_of(row.id)[0].identifier
    with pytest.raises(Refusal, match="claim it there"):
        register(make.person("Ada"), kind=Kind.COUNCIL, identifier=number)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"identifier": "nonsense"}, "identifier"),
        ({"postcode": "nowhere"}, "postcode"),
        ({"vat_number": "12"}, "vat_number"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"contact_email": "nobody"}, "contact_email"),
        ({"name": "   "}, "name"),
    ],
)
def test_what_has_no_right_form_is_refused_beside_its_field(
    make: Make, other: dict[str, str], field: str
) -> None:
    with pytest.raises(Refusal) as no:
        register(make.person(), **other)
    assert no.value.field == field


def test_a_new_buyer_waits_for_the_broker(make: Make) -> None:
    row = register(make.person(), kind=Kind.COUNCIL)
    assert row.approved_at is None


def test_a_known_postcode_says_ward_decile_and_places(make: Make) -> None:
    where = inside(register(make.person()).id, TODAY)
    assert where.ward_name == "Ladywood"
    assert where.imd_decile in range(1, 11)
    assert where.standing_in("greater-icknield") is Inside.INSIDE
    assert where.standing_in("sandwell") is Inside.OUTSIDE


def test_of_a_postcode_elsewhere_the_answer_is_not_known(make: Make) -> None:
    where = inside(register(make.person(), postcode="SW1A 2AA").id, TODAY)
    assert {standing for _, standing in where.in_each_place} == {Inside.NOT_KNOWN}


def test_a_move_ends_the_old_address_the_day_before(make: Make, cast: Cast) -> None:
    organisations.move_organisation(
        cast.baker,
        cast.bakery.id,
        street="9 New Road",
        town="Smethwick",
        postcode="B66 1AB",
        from_on=date(2026, 11, 20),
    )
    new, old = addresses_of(cast.bakery.id)
    assert (old.until_on, new.from_on, new.until_on) == (
        date(2026, 11, 19),
        date(2026, 11, 20),
        None,
    )
    assert inside(cast.bakery.id, date(2026, 11, 19)).ward_name == "Ladywood"
    assert "sandwell" in inside(cast.bakery.id, TODAY).places


@pytest.mark.parametrize("from_on", [date(2026, 11, 24), date(2020, 1, 1)])
def test_a_move_to_come_or_before_the_last_one_is_refused(cast: Cast, from_on: date) -> None:
    with pytest.raises(Refusal) as no:
        organisations.move_organisation(
            cast.baker, cast.bakery.id, street="9", town="B", postcode="B66 1AB", from_on=from_on
        )
    assert no.value.field == "from_on"


def test_before_the_first_address_nothing_is_known(cast: Cast) -> None:
    assert inside(cast.bakery.id, date(2019, 12, 31)) == Whereabouts()


def test_only_an_owner_changes_an_organisation(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        organisations.update_organisation(
            cast.gardener,
            cast.bakery.id,
            profile=OrganisationProfile("Mine now", "x@example.org"),
        )


def test_the_places_are_seeded_once_and_again_changes_nothing(make: Make) -> None:
    ensure_places()
    before = set(db.session.scalars(select(PlaceWard.id)))
    ensure_places()
    assert set(db.session.scalars(select(PlaceWard.id))) == before
    assert set(db.session.scalars(select(Place.slug))) == set(PLACES)
