"""For the operator: how long each kind of thing is kept, and what was erased lately."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.desk.queries.kept import nights
from marketplace.engine.act import NotAllowed
from marketplace.engine.retention import KEPT_UNTIL, PERIODS
from marketplace.web.tools import actor, page, signed_in

pages = Blueprint("kept", __name__)


@pages.get("/operator/kept")
@signed_in
def show() -> ResponseReturnValue:
    """The table of periods with their sources, and the last nights."""
    if not actor().is_operator:
        raise NotAllowed
    return page("desk/kept/show.html", periods=PERIODS, kept_until=KEPT_UNTIL, nights=nights())
