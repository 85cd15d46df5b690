"""Organisations: the directory, each one's page, and what its owner changes."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.desk.queries import claims
from marketplace.desk.queries.readiness_showings import shows_readiness
from marketplace.engine import clock
from marketplace.organisations.actions import organisations
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.pages.directory_search import KINDS, DirectorySearch
from marketplace.organisations.queries.directory import (
    identifiers_of,
    organisation_seen_by,
    own_organisation,
    public_record,
)
from marketplace.organisations.queries.directory_search import found_organisations
from marketplace.organisations.queries.profiles import profile_of
from marketplace.organisations.queries.told import told_of
from marketplace.organisations.queries.whereabouts import addresses_of
from marketplace.web.forms import DayField, Needed, PageForm, PickField, TextField, WholeNumberField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.organisations.organisation import Kind, Scheme
from procurement.organisations.social_enterprise import EvidenceKind

pages = Blueprint("organisations", __name__)

SCHEMES = [
    (scheme.value, f"{scheme.register[:1].upper()}{scheme.register[1:]}, such as {scheme.example}")
    for scheme in Scheme
    if scheme is not Scheme.MARKETPLACE
]
_NO_REGISTER = (Scheme.MARKETPLACE.value, "None: an unincorporated group. You get a number here.")
EVIDENCE = {
    EvidenceKind.CIC_REGISTER: "A CIC in the register of Companies House",
    EvidenceKind.CHARITY_REGISTER: "In a register of charities",
    EvidenceKind.SOCIETY_REGISTER: "A society in the Mutuals Public Register",
    EvidenceKind.SEUK_CERTIFICATE: "A certificate of Social Enterprise UK",
    EvidenceKind.GOVERNING_DOCUMENT: "Its governing document was read",
}


class AboutForm(PageForm):
    name = TextField("Name of the organisation", [Needed("Enter the organisation’s name.")])
    about = TextAreaField("What it does, in a few sentences", filters=[lambda x: x or ""])
    website = TextField("Website, if it has one")
    contact_email = TextField("Contact e-mail", [Needed("Enter an e-mail address for notices.")])
    vat_number = TextField("VAT number, if it is registered")
    gln = TextField("Global Location Number (GLN), if it has one")
    employees = WholeNumberField("Number of people employed, if you want to say")

    def profile(self) -> organisations.OrganisationProfile:
        """What was typed of the organisation, still to be judged."""
        return organisations.OrganisationProfile(
            name=self.name.data,
            contact_email=self.contact_email.data,
            about=self.about.data,
            website=self.website.data,
            vat_number=self.vat_number.data,
            gln=self.gln.data,
            employees=self.employees.data,
        )


class AddressForm(PageForm):
    street = TextField("Street and number", [Needed("Enter the street and number.")])
    town = TextField("Town or city", [Needed("Enter the town or city.")])
    postcode = TextField("Postcode", [Needed("Enter the postcode.")])


class RegisterForm(AboutForm, AddressForm):
    kind = PickField("Kind of organisation", choices=[(k.value, text) for k, text in KINDS])
    scheme = PickField("The register it stands in", choices=[*SCHEMES, _NO_REGISTER])
    identifier = TextField("Its number in that register")

    def __init__(self, *given: object, **told: object) -> None:
        super().__init__(*given, **told)
        first = ("kind", "name", "scheme", "identifier", "street", "town", "postcode")
        rest = [field.short_name for field in self if field.short_name not in first]
        self._fields = {name: self[name] for name in (*first, *rest)}


class MoveForm(AddressForm):
    from_on = DayField("From which day", [Needed("Enter the day of the move.")])


class IdentifierForm(PageForm):
    scheme = PickField("Register", choices=SCHEMES)
    identifier = TextField("Number", [Needed("Enter the number in that register.")])


@pages.get("/organisations")
@kept
def index() -> ResponseReturnValue:
    """The directory, searched by words, what can be done, how much of it, and where."""
    form = DirectorySearch()
    wanted = form.wanted()
    return page(
        "organisations/organisations/index.html",
        form=form,
        found=found_organisations(actor(), clock.today(), wanted, beside()),
        chosen=form.chosen(),
    )


@pages.get("/organisations/<uuid:organisation_id>")
@kept
def show(organisation_id: UUID) -> ResponseReturnValue:
    """The public page of one organisation: no personal data stands on it."""
    organisation = visible_organisation(organisation_id)
    if organisation.merged_into_id is not None:
        return redirect(url_for("organisations.show", organisation_id=organisation.merged_into_id))
    record = public_record(organisation.id, clock.today())
    return page(
        "organisations/organisations/show.html",
        organisation=organisation,
        identifiers=record.identifiers,
        where=record.where,
        is_counted=record.is_counted,
        verifications=record.verifications,
        is_claimable=claims.is_claimable(organisation.id),
        is_claim_asked=claims.is_asked_by(actor().person_id, organisation.id),
        is_own=organisation.id in actor().organisations,
        evidence_words=EVIDENCE,
        profile=profile_of(actor(), organisation.id, clock.today()),
        told=told_of(actor(), organisation.id),
        shows_readiness=shows_readiness(actor(), organisation.id, clock.today()),
    )


@pages.route("/organisations/new", methods=["GET", "POST"])
@signed_in
def register() -> ResponseReturnValue:
    form = RegisterForm()
    if form.accepts(
        lambda: organisations.register_organisation(
            actor(),
            None,
            profile=form.profile(),
            kind=Kind(form.kind.data),
            scheme=Scheme(form.scheme.data),
            identifier=form.identifier.data,
            street=form.street.data,
            town=form.town.data,
            postcode=form.postcode.data,
        )
    ):
        say(f"{form.result.name} is registered. You are its owner.")
        return redirect(url_for("organisations.show", organisation_id=form.result.id))
    return page("organisations/organisations/register.html", form=form)


@pages.route("/organisations/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "organisation.update")
    form = AboutForm(obj=organisation)
    if form.accepts(
        lambda: organisations.update_organisation(actor(), organisation.id, profile=form.profile())
    ):
        say("The details are saved.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page("organisations/organisations/edit.html", form=form, organisation=organisation)


@pages.route("/organisations/<uuid:organisation_id>/address", methods=["GET", "POST"])
@signed_in
def move(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "organisation.move")
    form = MoveForm(from_on=clock.today())
    if form.accepts(
        lambda: organisations.move_organisation(actor(), organisation.id, **form.values)
    ):
        say("The new address is noted.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page(
        "organisations/organisations/move.html",
        form=form,
        organisation=organisation,
        addresses=addresses_of(organisation.id),
    )


@pages.route("/organisations/<uuid:organisation_id>/identifiers", methods=["GET", "POST"])
@signed_in
def identify(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "identifier.add")
    form = IdentifierForm()
    if form.accepts(lambda: organisations.add_identifier(actor(), organisation.id, **form.values)):
        say("The number is added.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page(
        "organisations/organisations/identifiers.html",
        form=form,
        organisation=organisation,
        identifiers=identifiers_of(organisation.id),
    )


def visible_organisation(organisation_id: UUID) -> Organisation:
    """An organisation this person may read of, or 404."""
    return get_or_404(organisation_seen_by(actor(), clock.today(), organisation_id))


def managed_organisation(organisation_id: UUID, right: str) -> Organisation:
    """One of the person's own in which they hold this right: 404 for others, 403 without it."""
    return get_or_404(own_organisation(actor(), organisation_id), right)
