"""What the web server loads: one application behind one front, in each of its processes."""

from marketplace.app import LARGEST_REQUEST, create_app
from marketplace.engine.arrivals import Mark
from marketplace.front import Front
from marketplace.settings import from_environment

settings = from_environment()
app = Front(
    create_app(settings),
    largest=LARGEST_REQUEST,
    trusted_proxies=settings.trusted_proxies,
    mark=Mark(settings.database_url or ""),
)
