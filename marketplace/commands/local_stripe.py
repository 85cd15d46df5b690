"""The project's own small Stripe, for the demonstration."""

from urllib.parse import urlsplit

import click

from marketplace import local_stripe as server
from marketplace.settings import from_environment


@click.command()
def local_stripe() -> None:
    """Stand in for Stripe at STRIPE_API_BASE; it moves no money. For the demonstration only."""
    settings = from_environment()
    if not (settings.demonstration and settings.stripe_api and settings.stripe_webhook_secret):
        raise click.UsageError("This is for the demonstration, which serve starts.")
    server.serve(
        urlsplit(settings.stripe_api).port or 0,
        f"{settings.base_url}/stripe/webhook",
        settings.stripe_webhook_secret,
        settings.var / "local-stripe.json",
    )
