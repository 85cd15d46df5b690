"""The operator's page of what happened at the doors: wrong passwords, refusals, limits reached."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from marketplace.desk.queries.doors import events_wanted
from marketplace.engine.act import NotAllowed
from marketplace.engine.security_events import EventKind
from marketplace.engine.shown import words
from marketplace.organisations.queries.people import names_of_people
from marketplace.organisations.queries.security_events import ON_A_PAGE, listed_events
from marketplace.web.forms import PageForm, TextField
from marketplace.web.tools import actor, page, page_number, said, signed_in

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
    events, total = listed_events(events_wanted(actor(), **told), page_number())
    return page(
        "desk/doors/show.html",
        form=DoorsForm(**told),
        events=events,
        names=names_of_people(row.person_id for row in events if row.person_id),
        total=total,
        number=page_number(),
        last=max(1, -(-total // ON_A_PAGE)),
        query={name: value for name, value in request.args.items() if name != "page" and value},
    )
