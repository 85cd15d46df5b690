"""Your work: what this person has to do next."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.desk.pages.places_of_work import place_of
from marketplace.desk.queries import work
from marketplace.engine import clock
from marketplace.web.tools import actor, page, signed_in

pages = Blueprint("work", __name__)


@pages.get("/my")
@signed_in
def show() -> ResponseReturnValue:
    return page("desk/work/show.html", work=work.of(actor(), clock.now()), place_of=place_of)
