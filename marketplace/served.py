"""What the web server loads: one application behind one front, in each of its processes."""

import signal

from marketplace.app import LARGEST_REQUEST, create_app
from marketplace.embedded import end_with_parent
from marketplace.engine import db
from marketplace.engine.arrivals import Mark
from marketplace.engine.installation import has_its_key
from marketplace.front import Front
from marketplace.settings import from_environment

end_with_parent(signal.SIGKILL)  # nobody would be left who ends it, and it holds the port
settings = from_environment()
application = create_app(settings)
with application.app_context():
    if not has_its_key():
        raise SystemExit("The master key is not the one this database belongs to.")
    db.session.remove()
app = Front(
    application,
    largest=LARGEST_REQUEST,
    trusted_proxies=settings.trusted_proxies,
    mark=Mark(settings.database_url or ""),
)
