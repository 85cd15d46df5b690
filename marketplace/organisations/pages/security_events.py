"""What happened around one's own account."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.engine.security_events import events_about
from marketplace.organisations.queries.security_events import listed_events
from marketplace.web.tools import beside, own_id, page, signed_in

pages = Blueprint("security_events", __name__)


@pages.get("/account/security")
@signed_in
def own() -> ResponseReturnValue:
    listed = listed_events(events_about(own_id()), beside())
    return page("organisations/security_events/own.html", listed=listed)
