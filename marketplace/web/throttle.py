"""How often may somebody try? A limit on guessing passwords, counted in the queue's server."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from marketplace.settings import Settings

limiter = Limiter(
    get_remote_address, in_memory_fallback_enabled=True, in_memory_fallback=["1000/minute"]
)


def add_to(app: Flask, settings: Settings) -> None:
    """Count in Redis where one is named, else in this process."""
    url = settings.redis_url or "memory://"
    app.config["RATELIMIT_STORAGE_URI"] = url.replace("unix://", "redis+unix://", 1)
    app.config["RATELIMIT_ENABLED"] = not settings.demonstration
    limiter.init_app(app)
