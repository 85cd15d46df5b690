"""Bank holidays: until when they are known, and a whole year that an operator adds with its source."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, TextAreaField

from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import holidays
from marketplace.organisations.queries.holidays import added_holidays, added_year
from marketplace.organisations.queries.law import known_holidays
from marketplace.web.forms import Needed, PageForm, PickField, TextField, WholeNumberField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.ground.holidays import PARTS, days_written

pages = Blueprint("holidays", __name__)


class HolidaysForm(PageForm):
    part = PickField(
        "Which part of the UK",
        validators=[Needed("Choose the part of the UK.")],
        choices=[*PARTS.items()],
    )
    year = WholeNumberField("Year", [Needed("Enter the year.")])
    days = TextAreaField("Its bank holidays, one a line", [Needed("Enter its bank holidays.")])
    is_whole = BooleanField(
        "These are all the bank holidays of the year, as they were published",
        [Needed("A year is known only when all of it is here.")],
    )
    source = TextField("Where they were published", [Needed("Name where they were published.")])


@pages.route("/operator/holidays", methods=["GET", "POST"])
@signed_in
def index() -> ResponseReturnValue:
    """What is known and until when; a year is added."""
    if not actor().is_operator:
        raise NotAllowed
    form = HolidaysForm()
    if form.accepts(lambda: _add(form)):
        say("The year is added. Deadlines are worked out with it from now on.")
        return redirect(url_for("holidays.index"))
    known = known_holidays()
    return page(
        "organisations/holidays/index.html",
        form=form,
        known=[(name, known.known_to(part)) for part, name in PARTS.items()],
        added=added_holidays(actor()),
        warning=known.warning(clock.today()),
    )


@pages.post("/holidays/<uuid:holidays_id>/withdraw")
@signed_in
def withdraw(holidays_id: UUID) -> ResponseReturnValue:
    holidays.withdraw_holiday(actor(), get_or_404(added_year(actor(), holidays_id)).id)
    say("The year is taken back.")
    return redirect(url_for("holidays.index"))


def _add(form: HolidaysForm) -> None:
    holidays.add_holiday(
        actor(),
        None,
        part=form.part.data,
        year=form.year.data,
        days=days_written(form.days.data, form.year.data),
        source=form.source.data,
    )
