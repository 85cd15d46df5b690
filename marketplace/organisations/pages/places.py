"""Who runs a place: its brokers and its board."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine.access import PlaceRole
from marketplace.organisations.actions import places
from marketplace.organisations.queries.addresses import person_who_proved
from marketplace.organisations.queries.places import members_of, place_brokered_by
from marketplace.web.forms import Needed, PageForm, PickField, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.ground.refusal import Refusal

pages = Blueprint("places", __name__, url_prefix="/places")


class AppointForm(PageForm):
    email = TextField("E-mail address of the account", [Needed("Enter the e-mail address.")])
    role = PickField(
        "Role",
        choices=[
            (PlaceRole.BOARD_MEMBER.value, "Board member: reads the ledger"),
            (PlaceRole.BROKER.value, "Broker: verifies, confirms, and appoints others"),
        ],
    )


@pages.route("/<uuid:place_id>/people", methods=["GET", "POST"])
@signed_in
def people(place_id: UUID) -> ResponseReturnValue:
    place = get_or_404(place_brokered_by(actor(), place_id))
    form = AppointForm()
    if form.accepts(lambda: _appoint(place_id, form)):
        say("The role is given. It holds from the person’s next page on.")
        return redirect(url_for("places.people", place_id=place_id))
    return page(
        "organisations/places/people.html", place=place, members=members_of(place_id), form=form
    )


@pages.post("/<uuid:place_id>/people/<uuid:membership_id>/end")
@signed_in
def end(place_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    get_or_404(place_brokered_by(actor(), place_id))
    places.end_place_role(actor(), place_id, membership_id=membership_id)
    say("The role has ended.")
    return redirect(url_for("places.people", place_id=place_id))


def _appoint(place_id: UUID, form: AppointForm) -> None:
    person_id = person_who_proved(form.email.data)
    if person_id is None:
        raise Refusal(
            "Nobody with an account here has proved this address yet. Ask them to create an account, "
            "or to follow the link on their page “Your account”.",
            field="email",
        )
    places.give_place_role(actor(), place_id, person_id=person_id, role=PlaceRole(form.role.data))
