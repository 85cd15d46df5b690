"""A pledge to a development: entered, confirmed by who pledges, withdrawn with a reason."""

from uuid import UUID

from invoicing.economy.pledge import Pledge as PledgeFacts
from invoicing.economy.pledge import check_pledge
from marketplace.economy.models.pledges import Pledge, PledgeStage
from marketplace.economy.queries.pledges import standing_pledge
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.packages.models.developments import Development
from procurement.ground.refusal import Refusal


@action("pledge.enter")
def enter_pledge(
    act: Act, development: Development, *, pledger_id: UUID, facts: PledgeFacts
) -> Pledge:
    """Enter what an organisation has pledged, with where it did so.

    One at a time for each organisation. It is shown once somebody who buys for the pledger confirms
    it; by one of them it is confirmed as it is entered.
    """
    check_pledge(facts)
    is_own = act.actor.has(pledger_id, Role.BUYER)
    if development.published_at is None and not is_own:
        raise Refusal("Publish the development first: who pledges has to read what for.")
    if facts.made_on > act.today:
        raise Refusal("This day is still to come.", field="made_on")
    if facts.stages[-1].by < act.today:
        raise Refusal(
            "All of these days are over. A pledge is of what is still to come: give a day from "
            "today on.",
            field="stages",
        )
    pledger = db.session.get(Organisation, pledger_id)
    if pledger is None or pledger.merged_into_id is not None:
        raise NotThere("Organisation")
    if standing := standing_pledge(development.id, pledger.id):
        raise Refusal(
            f"{pledger.name} has pledged to this development already, on "
            f"{standing.made_on:%-d %B %Y}, and what it pays can answer to one pledge only. "
            "Withdraw that one first, then enter the whole with all its stages."
        )
    if not (people := people_of([pledger.id], Role.BUYER)):
        raise Refusal(
            f"Nobody here buys for {pledger.name} yet, so that nobody could confirm the pledge."
        )
    row = act.add(
        Pledge(
            development_id=development.id,
            pledger_id=pledger.id,
            source=facts.source.strip(),
            made_on=facts.made_on,
            entered_by=act.person_id,
            entered_at=act.now,
        )
    )
    db.session.add_all(
        PledgeStage(pledge_id=row.id, number=number, amount=stage.amount, by=stage.by)
        for number, stage in enumerate(facts.stages, 1)
    )
    if is_own:
        _confirm(act, row)
    else:
        _ask(act, people, row, facts, pledger, development)
    return row


@action("pledge.confirm")
def confirm_pledge(act: Act, pledge: Pledge) -> None:
    """Say for the pledger that this was pledged: everybody reads it from now on."""
    if pledge.withdrawn_at is not None:
        raise Refusal("This pledge is withdrawn.")
    if pledge.confirmed_at is not None:
        raise Refusal("This pledge is confirmed.")
    _confirm(act, pledge)


@action("pledge.withdraw")
def withdraw_pledge(act: Act, pledge: Pledge, *, reason: str) -> None:
    """Take it back. What was confirmed stays readable, with the reason, and is added up no more."""
    if pledge.withdrawn_at is not None:
        raise Refusal("This pledge is withdrawn.")
    if not reason.strip():
        raise Refusal("Say why it is withdrawn.", field="reason")
    pledge.withdrawn_at, pledge.withdrawn_because = act.now, reason.strip()


def _confirm(act: Act, pledge: Pledge) -> None:
    pledge.confirmed_at, pledge.confirmed_by = act.now, act.person_id


def _ask(
    act: Act,
    people: list[UUID],
    pledge: Pledge,
    facts: PledgeFacts,
    pledger: Organisation,
    development: Development,
) -> None:
    for person_id in people:
        act.notify(
            person_id,
            "pledge_to_confirm",
            pledger=pledger.name,
            development=development.name,
            amount=facts.amount,
            pledge_id=pledge.id,
        )
