"""Inviting enterprises to a package, and saying no to an invitation."""

from datetime import date
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField, TextAreaField

from marketplace.engine import clock
from marketplace.engine.shown import BEGINS, ENDS, plural
from marketplace.organisations.queries.fitting import Fitting, fitting_enterprises
from marketplace.packages.actions import invitations
from marketplace.packages.models.packages import Package, PackageInvitation, invitations_answered_by
from marketplace.packages.queries.fitting import Invitable, enterprises_for
from marketplace.packages.queries.package_details import details_of
from marketplace.packages.queries.packages import package_seen_by
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, id_in, page, said, say, signed_in

pages = Blueprint("invitations", __name__)


class InviteForm(PageForm):
    enterprises = SelectMultipleField("Enterprises that fit", validate_choice=False)


class DeclineForm(PageForm):
    reason = TextAreaField("Why not, if you want to say it")


@pages.route("/packages/<uuid:package_id>/invite", methods=["GET", "POST"])
@signed_in
def invite(package_id: UUID) -> ResponseReturnValue:
    """Enterprises that fit, then the nearest; verified ones that say they can do it are ticked."""
    package = get_or_404(package_seen_by(actor(), package_id), "enterprises.invite")
    words, today = said("q"), clock.today()
    able = {} if words else _able(package, today)
    can_do = [key for key, row in able.items() if row.can_do_it]
    fitting = enterprises_for(package, today, words, can_do)
    form = InviteForm(
        enterprises=[
            str(row.organisation.id)
            for row in fitting
            if row.is_verified and row.organisation.id in can_do
        ]
    )
    form.enterprises.choices = [
        (str(row.organisation.id), _in_words(row, able.get(row.organisation.id))) for row in fitting
    ]
    if form.accepts(
        lambda: invitations.invite_enterprises(
            actor(),
            package.id,
            organisation_ids=[key for text in form.enterprises.data if (key := id_in(text))],
        )
    ):
        say(f"{plural(form.result, 'enterprise')} invited. Each is told by e-mail.")
        return redirect(url_for("packages.show", package_id=package.id))
    return page(
        "packages/invitations/invite.html",
        form=form,
        package=package,
        words=words,
        details=details_of(actor(), package, clock.now()),
    )


@pages.route("/package-invitations/<uuid:package_invitation_id>/decline", methods=["GET", "POST"])
@signed_in
def decline(package_invitation_id: UUID) -> ResponseReturnValue:
    invitation = get_or_404(
        invitations_answered_by(actor()).where(PackageInvitation.id == package_invitation_id)
    )
    package = get_or_404(package_seen_by(actor(), invitation.package_id))
    form = DeclineForm()
    if form.accepts(
        lambda: invitations.decline_package_invitation(
            actor(), invitation.id, reason=form.reason.data or ""
        )
    ):
        say("You have declined. Whoever posted the package is told.")
        return redirect(url_for("packages.show", package_id=package.id))
    return page("packages/invitations/decline.html", form=form, package=package)


def _able(package: Package, today: date) -> dict[UUID, Fitting]:
    """The enterprises that fit by their profiles, the best first."""
    rows = fitting_enterprises(
        actor(),
        today,
        words=f"{package.title} {package.about}",
        cpv=package.cpv,
        postcode=package.postcode,
        value=package.sum_asked,
    )
    return {row.organisation_id: row for row in rows}


def _in_words(row: Invitable, able: Fitting | None) -> str:
    """The enterprise with the reasons why it fits."""
    reasons = [
        "verified social enterprise" if row.is_verified else "not verified as a social enterprise",
        _away(row.miles),
        "has had a contract of this theme here" if row.has_done_theme else "",
    ]
    if able and able.can_do_it:
        reasons = [one.replace(BEGINS, "").replace(ENDS, "") for one in able.reasons]
    return f"{row.organisation.name} ({', '.join(filter(None, reasons))})"


def _away(miles: int | None) -> str:
    if miles is None:
        return ""
    return f"about {plural(miles, 'mile')} away" if miles else "less than a mile away"
