"""Colleagues: invited by e-mail, joined by a link, and never the last owner lost."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.organisations.actions import memberships
from marketplace.organisations.models.people import Invitation, Membership
from procurement.ground.refusal import Refusal
from tests.cast import Cast, Make, unproved
from tests.letters import letters_to, link_in


def invited(cast: Cast, email: str = "sam.stranger@example.org") -> tuple[Invitation, str]:
    row = memberships.invite_colleague(cast.baker, cast.bakery.id, email=email, role=Role.FINANCE)
    return row, link_in(letters_to(email)[-1], "invitations")


def role_of(cast: Cast, role: Role) -> Membership:
    return db.session.scalars(
        select(Membership).where(
            Membership.organisation_id == cast.bakery.id, Membership.role == role
        )
    ).one()


def test_the_invited_person_joins_with_the_link(make: Make, cast: Cast) -> None:
    row, token = invited(cast)
    memberships.accept_invitation(cast.stranger, row.id, token=token)
    joined = make.again(cast.stranger)
    assert joined.has(cast.bakery.id, Role.FINANCE)
    assert not joined.has(cast.bakery.id, Role.OWNER)


def test_an_invitation_works_once(cast: Cast) -> None:
    row, token = invited(cast)
    memberships.accept_invitation(cast.stranger, row.id, token=token)
    with pytest.raises(Refusal, match="used already"):
        memberships.accept_invitation(cast.stranger, row.id, token=token)


def test_a_link_that_was_passed_on_lets_nobody_else_in(make: Make, cast: Cast) -> None:
    row, token = invited(cast)
    with pytest.raises(Refusal, match="sent to another address"):
        memberships.accept_invitation(cast.gardener, row.id, token=token)
    assert make.again(cast.gardener).organisations == {cast.gardens.id}


def test_who_has_not_proved_the_address_does_not_join(make: Make, cast: Cast) -> None:
    row, token = invited(cast)
    with pytest.raises(Refusal, match="not proved"):
        memberships.accept_invitation(unproved(cast.stranger), row.id, token=token)


def test_an_invitation_is_over_after_two_weeks(cast: Cast) -> None:
    row, token = invited(cast)
    clock.set_to(clock.now() + timedelta(days=14), stopped=True)
    with pytest.raises(Refusal, match="This invitation is over"):
        memberships.accept_invitation(cast.stranger, row.id, token=token)


def test_a_wrong_link_lets_nobody_in(cast: Cast) -> None:
    row, _ = invited(cast)
    with pytest.raises(Refusal, match="not right"):
        memberships.accept_invitation(cast.stranger, row.id, token="guessed")


def test_an_invitation_taken_back_is_over(cast: Cast) -> None:
    row, token = invited(cast)
    memberships.cancel_invitation(cast.baker, row.id)
    with pytest.raises(Refusal, match="over"):
        memberships.accept_invitation(cast.stranger, row.id, token=token)


def test_a_second_invitation_ends_the_first(cast: Cast) -> None:
    first, token = invited(cast)
    invited(cast)
    with pytest.raises(Refusal, match="over"):
        memberships.accept_invitation(cast.stranger, first.id, token=token)


def test_only_an_owner_invites(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        memberships.invite_colleague(
            cast.finance, cast.council.id, email="x@example.org", role=Role.OWNER
        )


def test_a_person_belongs_to_several_organisations_with_several_roles(
    make: Make, cast: Cast
) -> None:
    row, token = invited(cast, "guy.gardener@example.org")
    memberships.accept_invitation(cast.gardener, row.id, token=token)
    both = make.again(cast.gardener)
    assert both.organisations == {cast.bakery.id, cast.gardens.id}


def test_the_last_owner_stays(cast: Cast) -> None:
    owner = role_of(cast, Role.OWNER)
    with pytest.raises(Refusal, match="last owner"):
        memberships.end_membership(cast.baker, cast.bakery.id, membership_id=owner.id)
    with pytest.raises(Refusal, match="last owner"):
        memberships.leave_membership(cast.baker, owner.id)


def test_an_ended_role_is_over_and_can_be_given_again(make: Make, cast: Cast) -> None:
    row, token = invited(cast)
    memberships.accept_invitation(cast.stranger, row.id, token=token)
    memberships.end_membership(
        cast.baker, cast.bakery.id, membership_id=role_of(cast, Role.FINANCE).id
    )
    assert make.again(cast.stranger).organisations == frozenset()
    row, token = invited(cast)
    memberships.accept_invitation(cast.stranger, row.id, token=token)
    assert make.again(cast.stranger).has(cast.bakery.id, Role.FINANCE)


def test_an_owner_cannot_end_a_role_in_another_organisation(cast: Cast) -> None:
    with pytest.raises(NotThere):
        memberships.end_membership(
            cast.gardener, cast.gardens.id, membership_id=role_of(cast, Role.OWNER).id
        )


def test_two_owners_who_leave_at_once_never_leave_none(make: Make, cast: Cast) -> None:
    second = make.member(cast.bakery, Role.OWNER, name="Olga Owner")
    rows = {
        row.person_id: row.id
        for row in db.session.scalars(
            select(Membership).where(Membership.organisation_id == cast.bakery.id)
        )
    }
    db.session.remove()
    said: list[str] = []

    def go(actor: Actor) -> None:
        try:
            memberships.leave_membership(actor, rows[actor.person_id])
        except Refusal as no:
            said.append(str(no))
        finally:
            db.session.remove()

    threads = [Thread(target=go, args=(actor,)) for actor in (cast.baker, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 1
    assert "last owner" in said[0]
