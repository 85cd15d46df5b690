"""Whom to speak to at an organisation or about a development, and how quickly they answer."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectField, TextAreaField

from marketplace.engine import clock, shown
from marketplace.engine.act import NotThere
from marketplace.organisations.queries.directory import (
    organisation_by_id,
    organisation_seen_by,
    own_organisation,
)
from marketplace.packages.actions import contacts
from marketplace.packages.queries.contacts import (
    brokers_for,
    by_person,
    contact_by_id,
    contacts_of_development,
    contacts_of_organisation,
    is_bridged,
    reached,
    reads_contacts,
)
from marketplace.packages.queries.developments import development_seen_by
from marketplace.packages.queries.posters import own_developments_of
from marketplace.web.forms import Needed, PageForm, PickField, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, said, say, signed_in
from procurement.packages.contact import ContactKind

pages = Blueprint("contacts", __name__)

_KINDS = [kind for kind in ContactKind if kind is not ContactKind.BRIDGING]


class ContactForm(PageForm):
    kind = PickField("What about?", choices=[(kind.value, shown.words(kind)) for kind in _KINDS])
    development_id = SelectField("For which development?", validate_choice=False)
    is_me = BooleanField("It is me: show my name and my address here")
    name = TextField("Or another person’s name")
    email = TextField("E-mail address")
    telephone = TextField("Telephone number")


class BridgeForm(PageForm):
    person_id = RadioField("Which broker?", [Needed("Choose a broker.")])


class DeclineForm(PageForm):
    reason = TextAreaField("Why, if you want to say it")


@pages.get("/organisations/<uuid:organisation_id>/contacts")
@kept
def of_organisation(organisation_id: UUID) -> ResponseReturnValue:
    organisation = get_or_404(organisation_seen_by(actor(), clock.today(), organisation_id))
    listed = contacts_of_organisation(actor(), organisation.id, beside())
    return page(
        "packages/contacts/of_organisation.html",
        organisation=organisation,
        listed=listed,
        people=by_person(listed.rows),
        bridged=is_bridged(organisation.id, None),
        reads=reads_contacts(actor()),
    )


@pages.get("/developments/<uuid:development_id>/contacts")
@kept
def of_development(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    listed = contacts_of_development(actor(), development, beside())
    return page(
        "packages/contacts/of_development.html",
        development=development,
        listed=listed,
        people=by_person(listed.rows),
        bridged=is_bridged(development.owner_id, development.id),
        reads=reads_contacts(actor()),
    )


@pages.route("/organisations/<uuid:organisation_id>/contacts/new", methods=["GET", "POST"])
@signed_in
def name(organisation_id: UUID) -> ResponseReturnValue:
    """With ``?development=`` the form begins with that development."""
    organisation = get_or_404(own_organisation(actor(), organisation_id), "contact.name")
    form = ContactForm(data={"development_id": said("development")})
    form.development_id.choices = [
        ("", "All that we do"),
        *((str(row.id), row.name) for row in own_developments_of(organisation.id)),
    ]
    if form.accepts(lambda: contacts.name_contact(actor(), organisation.id, **_typed(form))):
        say("The contact is named. People of organisations here can read it.")
        return _back_to(form.result.organisation_id, form.result.development_id)
    return page("packages/contacts/name.html", form=form, organisation=organisation)


@pages.post("/organisations/<uuid:organisation_id>/bridge")
@signed_in
def bridge(organisation_id: UUID) -> ResponseReturnValue:
    organisation = get_or_404(organisation_by_id(organisation_id), "contact.bridge")
    development_id = id_in(request.form.get("development_id", ""))
    contacts.bridge_contact(actor(), organisation.id, development_id=development_id)
    say("You are the bridging contact.")
    return _back_to(organisation.id, development_id)


@pages.route("/organisations/<uuid:organisation_id>/bridge/name", methods=["GET", "POST"])
@signed_in
def name_bridge(organisation_id: UUID) -> ResponseReturnValue:
    """Another broker; with ``?development=`` of that development alone."""
    organisation = get_or_404(organisation_by_id(organisation_id), "contact.bridge")
    development_id = id_in(said("development"))
    form = BridgeForm()
    near = brokers_for(organisation.id, development_id, clock.today())
    form.person_id.choices = [
        (str(row.person_id), row.name) for row in near if row.person_id != actor().person_id
    ]
    if form.accepts(
        lambda: contacts.bridge_contact(
            actor(),
            organisation.id,
            development_id=development_id,
            person_id=UUID(form.person_id.data),
        )
    ):
        say("The broker is told by e-mail, and may decline.")
        return _back_to(organisation.id, development_id)
    return page(
        "packages/contacts/name_bridge.html",
        form=form,
        organisation=organisation,
        development_id=development_id,
        bridged=is_bridged(organisation.id, development_id),
    )


@pages.route("/contacts/<uuid:contact_id>/decline", methods=["GET", "POST"])
@signed_in
def decline(contact_id: UUID) -> ResponseReturnValue:
    contact = get_or_404(contact_by_id(contact_id), "contact.decline")
    if contact.kind is not ContactKind.BRIDGING:
        raise NotThere("Contact")
    form = DeclineForm()
    if form.accepts(
        lambda: contacts.decline_contact(actor(), contact.id, reason=form.reason.data or "")
    ):
        say("You are no longer the bridging contact. Whoever named you is told.")
        return _back_to(contact.organisation_id, contact.development_id)
    return page("packages/contacts/decline.html", form=form, contact=reached(actor(), contact))


@pages.post("/contacts/<uuid:contact_id>/end")
@signed_in
def end(contact_id: UUID) -> ResponseReturnValue:
    contact = get_or_404(contact_by_id(contact_id), "contact.end")
    contacts.end_contact(actor(), contact.id)
    say("The contact has ended, and their name is gone from the page.")
    return _back_to(contact.organisation_id, contact.development_id)


def _typed(form: ContactForm) -> dict[str, Any]:
    kind, development_id = ContactKind(form.kind.data), id_in(form.development_id.data or "")
    return form.values | {"kind": kind, "development_id": development_id}


def _back_to(organisation_id: UUID, development_id: UUID | None) -> ResponseReturnValue:
    if development_id is not None:
        return redirect(url_for("contacts.of_development", development_id=development_id))
    return redirect(url_for("contacts.of_organisation", organisation_id=organisation_id))
