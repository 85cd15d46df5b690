"""The public face: what this is, and what anybody may read without an account."""

from typing import Any

from flask import Blueprint

from marketplace.pages import page

pages = Blueprint("public", __name__)


@pages.get("/")
def home() -> Any:
    return page("public/home.html")


@pages.get("/about")
def about() -> Any:
    return page("public/about.html")


@pages.get("/accessibility")
def accessibility() -> Any:
    return page("public/accessibility.html")


@pages.get("/privacy")
def privacy() -> Any:
    return page("public/privacy.html")


@pages.get("/contact")
def contact() -> Any:
    return page("public/contact.html")
