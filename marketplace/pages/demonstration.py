"""Pages that exist only in the demonstration: its accounts, its clock and the e-mails it kept."""

from typing import Any

from flask import Blueprint, abort, current_app
from sqlalchemy import select

from marketplace import db
from marketplace.models.messages import Message
from marketplace.pages import page

pages = Blueprint("demonstration", __name__, url_prefix="/demonstration")


@pages.before_request
def _only_in_a_demonstration() -> None:
    if not current_app.config["SETTINGS"].demonstration:
        abort(404)


@pages.get("")
def show() -> Any:
    messages = db.session.scalars(select(Message).order_by(Message.id.desc()).limit(100)).all()
    return page("messages/demonstration.html", messages=messages)
