"""Profiles: what an enterprise can do, how much of it at a time, and what it holds."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectMultipleField

from marketplace.engine import clock, shown
from marketplace.organisations.actions import profiles
from marketplace.organisations.actions.profiles import ProfileTerms
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.organisations.queries.profiles import (
    capabilities_of,
    holdings_of,
    kept_profile,
)
from marketplace.web.forms import MoneyField, PageForm, TextField, WholeNumberField
from marketplace.web.tools import actor, number_in, page, say, signed_in
from procurement.ground.theme import Theme
from procurement.organisations.profile import MOST_CAPABILITIES, Capability, Capacity

pages = Blueprint("profiles", __name__)

_EMPTY_ROWS = 2


class CapabilityRow(Form):
    words = TextField("What you can do, in your own words")
    cpv = TextField("Its CPV code, if you know it")
    remove = BooleanField("Remove this")


class ProfileForm(PageForm):
    revision = HiddenField()
    capabilities = FieldList(FormField(CapabilityRow), "What you can do")
    largest_contract = MoneyField("Largest contract you can take on, without VAT")
    people = WholeNumberField("People who can be at work at once")
    miles = WholeNumberField("How far you go from your address")
    themes = SelectMultipleField(
        "Themes you work in", choices=[(theme.value, shown.words(theme)) for theme in Theme]
    )

    def terms(self) -> ProfileTerms:
        """What was typed, still to be judged; an empty row is none."""
        rows = [row.form for row in self.capabilities if not row.form.remove.data]
        return ProfileTerms(
            Capacity(self.largest_contract.data, self.people.data, self.miles.data),
            [Capability(row.words.data or "", row.cpv.data or "") for row in rows],
            [Theme(theme) for theme in self.themes.data or []],
            number_in(self.revision.data, -1),
        )


@pages.route("/organisations/<uuid:organisation_id>/profile", methods=["GET", "POST"])
@signed_in
def keep(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "profile.keep")
    form = ProfileForm(data=_saved(organisation))
    if form.accepts(lambda: profiles.keep_profile(actor(), organisation.id, terms=form.terms())):
        say("The profile is saved. It stands on your public page.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    if form.form_errors:
        form.revision.data = str(_revision(organisation))
    return page(
        "organisations/profiles/keep.html",
        form=form,
        organisation=organisation,
        holdings=holdings_of(actor(), organisation.id, clock.today()),
    )


def _revision(organisation: Organisation) -> int:
    profile = kept_profile(organisation.id)
    return profile.revision if profile else 0


def _saved(organisation: Organisation) -> dict[str, Any]:
    """What stands there, and rows for what may be added."""
    profile = kept_profile(organisation.id)
    rows = [{"words": row.words, "cpv": row.cpv} for row in capabilities_of(organisation.id)]
    empty: list[dict[str, str]] = [
        {} for _ in range(min(_EMPTY_ROWS, MOST_CAPABILITIES - len(rows)))
    ]
    names = ("largest_contract", "people", "miles", "themes", "revision")
    values = {name: getattr(profile, name) for name in names} if profile else {"revision": 0}
    return {**values, "capabilities": [*rows, *empty]}
