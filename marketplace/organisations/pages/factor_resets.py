"""A second factor that was lost: taken away by somebody who answers for the person, after a wait."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.engine.access import may
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import factor_resets
from marketplace.organisations.models.second_factors import FactorReset, factor_resets_visible_to
from marketplace.organisations.queries.people import person_with
from marketplace.organisations.queries.second_factors import resets_waiting
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.ground.refusal import Refusal

pages = Blueprint("factor_resets", __name__, url_prefix="/lost-second-factor")


class LostForm(PageForm):
    email = TextField("E-mail address of the person", [Needed("Enter the person’s address.")])
    reason = TextAreaField(
        "How do you know that it is they who ask?", [Needed("Say how you know that it is they.")]
    )


@pages.route("", methods=["GET", "POST"])
@signed_in
def index() -> ResponseReturnValue:
    """What waits, and asking for another."""
    if not may(actor(), "factor_reset.begin"):
        raise NotAllowed("factor_reset.begin")
    form = LostForm()
    if form.accepts(lambda: _begin(form)):
        say("The person is told now. In two days the second factor is taken away.")
        return redirect(url_for("factor_resets.index"))
    return page(
        "organisations/factor_resets/index.html", form=form, waiting=resets_waiting(actor())
    )


@pages.post("/<uuid:reset_id>/stop")
@signed_in
def stop(reset_id: UUID) -> ResponseReturnValue:
    row = get_or_404(factor_resets_visible_to(actor()).where(FactorReset.id == reset_id))
    factor_resets.stop_factor_reset(actor(), row.id)
    say("It is stopped: the second factor stays.")
    return redirect(url_for("work.show"))


def _begin(form: LostForm) -> None:
    person_id = person_with(form.email.data)
    if person_id is None:
        raise Refusal(factor_resets.NOBODY_HERE, field="email")
    factor_resets.begin_factor_reset(actor(), person_id, reason=form.reason.data)
