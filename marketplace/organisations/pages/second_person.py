"""Does an organisation want a second person to approve?"""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.actions.second_person import choose_second_person
from marketplace.organisations.models.directory import organisations_visible_to
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("second_person", __name__)


class SecondPersonForm(PageForm):
    is_wanted = RadioField(
        "Who decides to publish a tender, and to award it?",
        [Needed("Choose one of the two.")],
        choices=[
            ("yes", "Two people: one asks, a colleague approves"),
            ("no", "One person who buys for you is enough"),
        ],
        validate_choice=False,
    )


@pages.route("/organisations/<uuid:organisation_id>/second-person", methods=["GET", "POST"])
@signed_in
def choose(organisation_id: UUID) -> ResponseReturnValue:
    seen = organisations_visible_to(actor(), clock.today())
    selection = seen.where(Organisation.id == organisation_id)
    organisation = get_or_404(selection, "second_person.choose")
    form = SecondPersonForm(is_wanted="yes" if organisation.wants_two else "no")
    if form.accepts(
        lambda: choose_second_person(
            actor(), organisation.id, is_wanted=form.is_wanted.data == "yes"
        )
    ):
        say("It is saved, and counts from now on.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page(
        "organisations/second_person/choose.html",
        organisation=organisation,
        form=form,
        is_alone=len(people_of([organisation.id], Role.BUYER)) < 2,
    )
