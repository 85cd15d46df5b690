"""How is money asked for by card? Through Stripe, on the supplier's own connected account."""

from marketplace.settings import Settings

_settings: Settings | None = None


def use(settings: Settings) -> None:
    """Called once by the wiring."""
    global _settings
    _settings = settings
