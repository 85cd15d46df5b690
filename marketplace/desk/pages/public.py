"""The public face: what this is, and what anybody may read without an account."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from marketplace.economy.queries.board import FIRST_PLACE, headline
from marketplace.engine import clock
from marketplace.organisations.queries.figures import figure_warnings
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, page
from procurement.organisations.place import PLACES, ward_boundaries
from procurement.organisations.social_enterprise import Criterion

pages = Blueprint("public", __name__)


@pages.get("/")
@kept
def home() -> ResponseReturnValue:
    return page(
        "desk/public/home.html",
        figures=headline(PLACES[FIRST_PLACE]),
        warnings=figure_warnings(clock.today()) if actor().person_id else [],
    )


@pages.get("/about")
@kept
def about() -> ResponseReturnValue:
    """What this is; what local, counted and verified mean."""
    wards = ward_boundaries()
    places = [
        {
            "name": place.name,
            "ward_names": sorted(wards[code].name for code in place.ward_codes),
        }
        for place in PLACES.values()
    ]
    return page("desk/public/about.html", places=places)


@pages.get("/registration")
@kept
def registration() -> ResponseReturnValue:
    """What one needs to register."""
    return page("desk/public/registration.html", criteria=list(Criterion))


@pages.get("/accessibility")
@kept
def accessibility() -> ResponseReturnValue:
    return page("desk/public/accessibility.html")


@pages.get("/privacy")
@kept
def privacy() -> ResponseReturnValue:
    return page("desk/public/privacy.html")


@pages.get("/contact")
@kept
def contact() -> ResponseReturnValue:
    address = current_app.config["SETTINGS"].mail_from
    return page(
        "desk/public/contact.html", address="" if address.endswith("localhost") else address
    )
