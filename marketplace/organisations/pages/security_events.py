"""What happened around one's own account."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.engine.security_events import events_about
from marketplace.organisations.queries.security_events import ON_A_PAGE, listed_events
from marketplace.web.tools import actor, page, page_number, signed_in

pages = Blueprint("security_events", __name__)


@pages.get("/account/security")
@signed_in
def own() -> ResponseReturnValue:
    person_id = actor().person_id
    assert person_id is not None
    events, total = listed_events(events_about(person_id), page_number())
    return page(
        "organisations/security_events/own.html",
        events=events,
        number=page_number(),
        last=max(1, -(-total // ON_A_PAGE)),
    )
