"""The operator's page of what happened at the doors: wrong passwords, refusals, limits reached."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from marketplace.desk.queries.doors import events_wanted
from marketplace.engine.act import NotAllowed
from marketplace.engine.paging import counted
from marketplace.engine.security_events import EventKind
from marketplace.engine.shown import words
from marketplace.organisations.queries.people import names_of_people
from marketplace.organisations.queries.security_events import listed_events
from marketplace.web.forms import PageForm, TextField
from marketplace.web.tools import actor, beside, page, said, signed_in

pages = Blueprint("doors", __name__)


class DoorsForm(PageForm):
    kind = SelectField(
        "What", choices=[("", "Everything"), *((k.value, words(k)) for k in EventKind)]
    )
    network = TextField("Network address")
    email = TextField("E-mail address that was typed")


@pages.get("/operator/doors")
@signed_in
def show() -> ResponseReturnValue:
    if not actor().is_operator:
        raise NotAllowed
    told = {name: said(name) for name in ("kind", "network", "email")}
    wanted = events_wanted(actor(), **told)
    listed = listed_events(wanted, beside())
    return page(
        "desk/doors/show.html",
        form=DoorsForm(**told),
        listed=listed,
        names=names_of_people(row.person_id for (row,) in listed.rows if row.person_id),
        total=counted(wanted),
        query={name: value for name, value in told.items() if value},
    )
