"""Pages that exist only in the demonstration: its accounts, its clock and the e-mails it kept."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.organisations.actions import people
from marketplace.organisations.actions.messages import readable
from marketplace.organisations.pages.people import with_cookie
from marketplace.organisations.queries.accounts import account_ending, accounts_ending
from marketplace.organisations.queries.messages import answered_at, message_by_id, newest_messages
from marketplace.organisations.queries.people import DEMONSTRATION
from marketplace.web.forms import MomentField, Needed, PageForm
from marketplace.web.tools import actor, get_or_404, page, say

pages = Blueprint("demonstration", __name__, url_prefix="/demonstration")

STEPS = {
    "hour": ("Forward an hour", timedelta(hours=1)),
    "day": ("Forward a day", timedelta(days=1)),
    "week": ("Forward seven days", timedelta(days=7)),
}
ON_A_PAGE = 100


class ClockForm(PageForm):
    moment = MomentField("To a moment of your choice", [Needed("Enter a day and a time.")])


@pages.before_request
def _only_in_a_demonstration() -> None:
    if not current_app.config["SETTINGS"].demonstration:
        abort(404)


@pages.get("")
def show() -> ResponseReturnValue:
    """The accounts, the clock, and the newest e-mails."""
    return page(
        "organisations/demonstration/demonstration.html",
        accounts=accounts_ending(DEMONSTRATION),
        is_moved=abs(clock.now() - clock.real()) > timedelta(minutes=1),
        steps=STEPS,
        form=ClockForm(moment=clock.now()),
        messages=newest_messages(5),
        readable=readable,
    )


@pages.post("/sign-in/<uuid:person_id>")
def sign_in(person_id: UUID) -> ResponseReturnValue:
    """One click, as one of the demonstration's people; nobody else."""
    row = get_or_404(account_ending(DEMONSTRATION, person_id))
    token = people.sign_in_as_person(actor(), row.person_id, device=request.user_agent.string)
    return with_cookie(token, url_for("work.show"))


@pages.get("/e-mails")
def messages() -> ResponseReturnValue:
    return page(
        "organisations/demonstration/index.html",
        messages=newest_messages(ON_A_PAGE),
        readable=readable,
    )


@pages.get("/e-mails/<uuid:message_id>")
def message(message_id: UUID) -> ResponseReturnValue:
    row = get_or_404(message_by_id(message_id))
    return page(
        "organisations/demonstration/show.html",
        message=row,
        readable=readable,
        answered_at=answered_at(row),
    )


@pages.post("/clock/<any(hour, day, week):step>")
def forward(step: str) -> ResponseReturnValue:
    """Move the clock on for everybody: pages, worker and loader share it."""
    return _moved(clock.now() + STEPS[step][1])


@pages.post("/clock/real")
def real() -> ResponseReturnValue:
    return _moved(clock.real())


@pages.route("/clock", methods=["GET", "POST"])
def set_clock() -> ResponseReturnValue:
    form = ClockForm(moment=clock.now())
    if form.accepts(lambda: _moved(form.moment.data)):
        return redirect(url_for("demonstration.show"))
    return page("organisations/demonstration/clock.html", form=form)


def _moved(moment: datetime) -> ResponseReturnValue:
    clock.set_to(moment)
    say("The clock is set. What falls due by then is done within a few seconds.")
    return redirect(url_for("demonstration.show"))
