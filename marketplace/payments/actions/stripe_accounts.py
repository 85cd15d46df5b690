"""A supplier's own account at Stripe, and the daily look at what happened on it."""

from datetime import timedelta

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal


@action("stripe_account.connect")
def connect_stripe_account(act: Act, organisation: Organisation) -> None:
    """Ask for a connected account of the organisation's own at Stripe."""
    if organisation.stripe_account:
        raise Refusal("This organisation has its account at Stripe already.")
    act.enqueue(
        "create_stripe_account",
        once=f"stripe-account:{organisation.id}",
        organisation_id=organisation.id,
    )


@action("stripe_account.keep")
def keep_stripe_account(act: Act, organisation: Organisation, *, account: str) -> None:
    """Remember the account that Stripe made, and ask each day what happened on it."""
    organisation.stripe_account = account
    _sweep_tomorrow(act, organisation)


@action("stripe_account.sweep")
def sweep_stripe_account(act: Act, organisation: Organisation) -> None:
    """All that Stripe knows of the account was taken: look again tomorrow."""
    _sweep_tomorrow(act, organisation)


def _sweep_tomorrow(act: Act, organisation: Organisation) -> None:
    tomorrow = act.now + timedelta(days=1)
    act.enqueue(
        "sweep_stripe_account",
        at=tomorrow,
        once=f"stripe-sweep:{organisation.id}:{london_day(tomorrow)}",
        organisation_id=organisation.id,
    )
