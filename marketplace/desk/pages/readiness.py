"""Readiness: what an enterprise lacks for a first package, without any tender."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from marketplace.desk.actions import readiness_answers, readiness_showings
from marketplace.desk.models.readiness_showings import ShownTo
from marketplace.desk.queries.readiness import readiness_of
from marketplace.desk.queries.readiness_showings import showing_of, shows_readiness
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.organisations.pages.organisations import (
    managed_organisation,
    visible_organisation,
)
from marketplace.organisations.queries.places import broker_of
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, page, say, signed_in
from procurement.organisations.holding import HoldingKind
from procurement.organisations.readiness import Question, Requirement

pages = Blueprint("readiness", __name__)

_SHOWN_TO = {
    ShownTo.NOBODY: "Nobody but our own people",
    ShownTo.BROKER: "The brokers of the place we trade in as well",
    ShownTo.EVERYBODY: "Everybody: it is linked from our public page",
}

_WORDS = {
    Requirement.CAPABILITY: "What you can do",
    Requirement.PUBLIC_LIABILITY: "Public liability insurance",
    Requirement.EMPLOYERS_LIABILITY: "Employers’ liability insurance",
    Requirement.CONSTRUCTION_TAX: "Construction Industry Scheme",
    Requirement.HEALTH_AND_SAFETY: "Health and safety",
    Requirement.VAT: "VAT",
    Requirement.BANK_ACCOUNT: "Where you are paid",
    Requirement.TERMS: "Terms you can sign",
}
_OF_ANOTHER = {
    Requirement.CAPABILITY: "What it can do, said in its profile",
    Requirement.BANK_ACCOUNT: "Where it is paid, said to buyers",
    Requirement.TERMS: "Terms it can sign, decided",
}
_NOT_NEEDED = {
    Requirement.EMPLOYERS_LIABILITY: "You employ nobody.",
    Requirement.CONSTRUCTION_TAX: "Your profile does not name the built environment as a theme.",
    Requirement.VAT: "You are not registered, so that no number is needed.",
}
_QUESTIONS = {
    Question.EMPLOYS: "Do you employ anybody?",
    Question.POLICY: "Do you have a health and safety policy in writing?",
    Question.VAT_REGISTERED: "Are you registered for VAT?",
    Question.TERMS_DECIDED: "Have you decided which terms you can sign: how many days you wait to "
    "be paid, how much may be held back, which cover you can show?",
}
_LACKING = {
    Requirement.CAPABILITY: ("profiles.keep", "profile.keep", "Say what you can do"),
    Requirement.PUBLIC_LIABILITY: ("holdings.add", "holding.add", "Add the insurance"),
    Requirement.EMPLOYERS_LIABILITY: ("holdings.add", "holding.add", "Add the insurance"),
    Requirement.CONSTRUCTION_TAX: ("holdings.add", "holding.add", "Add the registration"),
    Requirement.HEALTH_AND_SAFETY: ("holdings.add", "holding.add", "Add an accreditation"),
    Requirement.VAT: ("organisations.edit", "organisation.update", "Add the number"),
    Requirement.BANK_ACCOUNT: (
        "bank_accounts.show",
        "bank_account.propose",
        "Say where you are paid",
    ),
}
"""The page on which what is lacking is added, the right it takes, and the words of the link."""
_BEGINS = {
    Requirement.PUBLIC_LIABILITY: HoldingKind.PUBLIC_LIABILITY,
    Requirement.EMPLOYERS_LIABILITY: HoldingKind.EMPLOYERS_LIABILITY,
    Requirement.CONSTRUCTION_TAX: HoldingKind.CONSTRUCTION_TAX,
    Requirement.HEALTH_AND_SAFETY: HoldingKind.HEALTH_AND_SAFETY,
}
"""The kind with which that page begins; from it one comes back here."""


class ShowForm(PageForm):
    shown_to = RadioField(
        "Who reads it?", choices=[(who.value, text) for who, text in _SHOWN_TO.items()]
    )


@pages.get("/organisations/<uuid:organisation_id>/readiness")
@signed_in
def show(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "readiness_answer.keep")
    if not organisation.kind.supplies:
        raise NotThere("Readiness")
    readiness = readiness_of(actor(), organisation, clock.today())
    return page(
        "desk/readiness/show.html",
        organisation=organisation,
        readiness=readiness,
        broker=None if readiness.bridges else broker_of(organisation.id, clock.today()),
        words=_WORDS,
        not_needed=_NOT_NEEDED,
        questions=_QUESTIONS,
        lacking=_LACKING,
        shown_to=_SHOWN_TO[
            kept.shown_to if (kept := showing_of(organisation.id)) else ShownTo.NOBODY
        ],
        begins={
            requirement: {"kind": kind.value, "back": "readiness"}
            for requirement, kind in _BEGINS.items()
        },
    )


@pages.route("/organisations/<uuid:organisation_id>/readiness/show", methods=["GET", "POST"])
@signed_in
def choose(organisation_id: UUID) -> ResponseReturnValue:
    """Who else reads which checks it meets."""
    organisation = managed_organisation(organisation_id, "readiness_showing.choose")
    if not organisation.kind.supplies:
        raise NotThere("Readiness")
    kept = showing_of(organisation.id)
    form = ShowForm(shown_to=kept.shown_to if kept else ShownTo.NOBODY)
    if form.accepts(
        lambda: readiness_showings.choose_readiness_showing(
            actor(), organisation.id, shown_to=ShownTo(form.shown_to.data)
        )
    ):
        say(f"Who reads it from now on: {_SHOWN_TO[form.result.shown_to].lower()}.")
        return redirect(url_for("readiness.show", organisation_id=organisation.id))
    return page("desk/readiness/choose.html", form=form, organisation=organisation)


@pages.get("/organisations/<uuid:organisation_id>/readiness/shown")
def shown(organisation_id: UUID) -> ResponseReturnValue:
    """Which checks it meets, for those it shows them to."""
    organisation = visible_organisation(organisation_id)
    if not shows_readiness(actor(), organisation.id, clock.today()):
        raise NotThere("Readiness")
    return page(
        "desk/readiness/shown.html",
        organisation=organisation,
        readiness=readiness_of(actor(), organisation, clock.today()),
        words=_WORDS | _OF_ANOTHER,
    )


@pages.post("/organisations/<uuid:organisation_id>/readiness/<asked>/<any(yes, no):said>")
@signed_in
def answer(organisation_id: UUID, asked: str, said: str) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "readiness_answer.keep")
    if asked not in set(Question):
        raise NotThere(asked)
    readiness_answers.keep_readiness_answer(
        actor(), organisation.id, question=Question(asked), is_yes=said == "yes"
    )
    say(f"Your answer is kept: {said}. Nobody but your own people reads the answer itself.")
    return redirect(url_for("readiness.show", organisation_id=organisation.id))
