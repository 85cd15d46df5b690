"""Somebody who is erased stands nowhere any more but where the law keeps it, under a number."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, text, update

from marketplace.desk.actions import claims
from marketplace.engine import clock, db, jobs, trail
from marketplace.engine.access import Actor, PlaceRole, Role
from marketplace.engine.outbox import OutboxEntry
from marketplace.gateways import erasures
from marketplace.organisations.actions import erasure, memberships
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import PersonDetails
from marketplace.organisations.queries.handing_over import hand_over_first
from marketplace.organisations.queries.own_data import own_data
from marketplace.tendering.actions import clarifications
from marketplace.verification import verified
from procurement.ground.refusal import Refusal
from tests.cast import PASSWORD, Cast, Make
from tests.letters import letters
from tests.pages.test_page_cost import counting

SIGNS = ["Gina Grey", "gina.grey@example.org", "0121 496 0000", "12 Acacia Road"]
HERE = "Gina Grey, 12 Acacia Road, Birmingham B16 8TP, 0121 496 0000, gina.grey@example.org"


def where_it_stands(sign: str) -> set[str]:
    """The tables of the database in which a text stands, whatever the column."""
    names = db.session.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ).all()
    return {
        name
        for name in names
        if db.session.scalar(
            text(f"SELECT EXISTS (SELECT FROM {name} AS t WHERE t::text ILIKE :sign)"),
            {"sign": f"%{sign}%"},
        )
    }


@pytest.fixture
def gina(make: Make, cast: Cast) -> Actor:
    """Somebody of the bakery who has left a trace wherever one can be left."""
    person = make.member(cast.bakery, Role.BID_WRITER, name="Gina Grey")
    tender = make.tender(cast.council)
    clarifications.ask_clarification(
        person, tender.id, organisation_id=cast.bakery.id, question=f"May we see it? {HERE}"
    )
    unclaimed = make.organisation(cast.gardens.kind, "Grey Gardens")
    claims.claim_organisation(person, unclaimed.id, grounds=f"I run it. {HERE}")
    with db.transaction():
        db.session.execute(
            update(Organisation)
            .where(Organisation.id == cast.bakery.id)
            .values(contact_email="gina.grey@example.org", about="Ask Gina Grey for a menu.")
        )
        keep_organisations(cast.bakery.id)
    memberships.invite_colleague(
        cast.baker, cast.bakery.id, email="gina.grey@example.org", role=Role.FINANCE
    )
    letters()
    clock.set_to(clock.now() + timedelta(minutes=1), stopped=True)
    memberships.invite_colleague(
        cast.baker, cast.bakery.id, email="gina.grey@example.org", role=Role.OWNER
    )
    return person


def test_nothing_is_left_of_a_person_in_any_table(cast: Cast, gina: Actor) -> None:
    for sign in SIGNS:
        assert where_it_stands(sign), sign
    erasure.erase_person(gina, gina.person_id, password=PASSWORD)
    assert {sign: where_it_stands(sign) for sign in SIGNS} == {sign: set() for sign in SIGNS}
    assert "May we see it?" in str(
        db.session.scalars(text("SELECT question FROM clarifications")).all()
    )
    told = [letter for letter in letters() if letter.template == "contact_erased"]
    assert [letter.address for letter in told] == ["beth.baker@example.org"]
    assert {sign: where_it_stands(sign) for sign in SIGNS} == {sign: set() for sign in SIGNS}


def test_orders_of_letters_to_others_are_not_read(cast: Cast, gina: Actor) -> None:
    now = clock.now()
    order = {"job": "send_email", "created_at": now, "due_at": now, "done_at": now, "attempts": 1}
    values = {"person_id": str(db.uuid7()), "template": "password_reset", "ids": {}}
    with db.transaction():
        db.session.execute(
            insert(OutboxEntry),
            [order | {"id": db.uuid7(), "values": values} for _ in range(300)],
        )
    with counting() as read:
        erasure.erase_person(gina, gina.person_id, password=PASSWORD)
    assert max(read) < 300


def test_everything_still_agrees_after_an_erasure(cast: Cast, gina: Actor) -> None:
    erasure.erase_person(gina, gina.person_id, password=PASSWORD)
    assert list(trail.breaks()) == []
    assert verified(lambda *_: None).disagreements == []


def test_who_was_erased_is_noted_beside_the_database(cast: Cast, gina: Actor) -> None:
    erasure.erase_person(gina, gina.person_id, password=PASSWORD)
    jobs.run_due()
    assert gina.person_id in erasures.noted()


def test_who_comes_back_is_erased_again_whatever_they_hold(cast: Cast, gina: Actor) -> None:
    assert erasure.erase_again({gina.person_id, cast.gardener.person_id, db.uuid7()}) == 2
    assert where_it_stands("Gina Grey") == set()
    assert erasure.erase_again({gina.person_id}) == 0


def test_nobody_leaves_an_organisation_or_a_place_to_nobody(make: Make, cast: Cast) -> None:
    with pytest.raises(Refusal, match="the only owner of Harbour Bakery CIC"):
        erasure.erase_person(cast.baker, cast.baker.person_id, password=PASSWORD)
    make.member(cast.bakery, Role.OWNER)
    erasure.erase_person(cast.baker, cast.baker.person_id, password=PASSWORD)
    place = next(place for slug, place in cast.places.items() if slug != "greater-icknield")
    lone = make.place_member(place, PlaceRole.BROKER)
    with pytest.raises(Refusal, match="the only broker of"):
        erasure.erase_person(lone, lone.person_id, password=PASSWORD)


def test_what_is_to_be_handed_over_is_said_once_for_each(make: Make, cast: Cast) -> None:
    both = make.joins(cast.baker, cast.bakery, Role.FINANCE)
    assert [held.name for held in hand_over_first(both.person_id)] == ["Harbour Bakery CIC"]


def test_a_person_reads_all_that_is_theirs_and_no_secret(cast: Cast, gina: Actor) -> None:
    held = defaultdict(list)
    for holding in own_data(gina.person_id):
        held[holding.place.table] += holding.rows
    said = str(held)
    assert HERE in held["claims"][0]["grounds"]
    assert HERE in held["clarifications"][0]["question"]
    assert held["messages"][0]["address"] == "gina.grey@example.org"
    assert {row["verb"] for row in held["audit_records"]} >= {"clarification.ask"}
    details = db.session.scalars(
        select(PersonDetails).where(PersonDetails.person_id == gina.person_id)
    ).one()
    assert details.password_hash not in said
    assert not re.search("⟦", said)
    assert "Beth Baker" not in said
