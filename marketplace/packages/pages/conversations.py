"""Conversations with contacts: logged in under a minute, gone on with, and ended."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.engine import clock
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.actions import conversations
from marketplace.packages.queries.contacts import (
    contact_by_id,
    contact_named_by,
    conversation_seen_by,
    conversations_of,
    reached,
)
from marketplace.web.forms import DayField, Needed, PageForm, PickField, TextField
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, say, signed_in
from procurement.packages.contact import Spoken

pages = Blueprint("conversations", __name__)

_NAMES = ("said", "asked_on", "answered_on", "with_whom", "next_step", "next_on")


class SpokenForm(PageForm):
    said = TextAreaField("What was asked or said?", [Needed("Note what was said or asked.")])
    next_step = TextField("What is the next step, if there is one?")
    next_on = DayField("By which day?")
    asked_on = DayField("On which day was it asked?", [Needed("Enter the day.")])
    answered_on = DayField("On which day did they answer?")
    with_whom = TextField("Who else is it about?")

    def spoken(self) -> Spoken:
        """What was typed, still to be judged."""
        return Spoken(**{name: getattr(self, name).data for name in _NAMES})


class LogForm(SpokenForm):
    logged_for = PickField("For whom do you speak?", validate_choice=False)


@pages.get("/conversations")
@signed_in
def index() -> ResponseReturnValue:
    """What the person and colleagues have logged."""
    return page("packages/conversations/index.html", listed=conversations_of(actor(), beside()))


@pages.route("/contacts/<uuid:contact_id>/conversations/new", methods=["GET", "POST"])
@signed_in
def log(contact_id: UUID) -> ResponseReturnValue:
    contact = get_or_404(contact_by_id(contact_id), "conversation.log")
    form = LogForm(data={"asked_on": clock.today()})
    own = sorted(names_of(actor().organisations).items(), key=lambda pair: pair[1])
    form.logged_for.choices = [(str(key), name) for key, name in own]
    if actor().is_broker:
        form.logged_for.choices.insert(0, ("", "As the broker"))
    if form.accepts(
        lambda: conversations.log_conversation(
            actor(),
            contact.id,
            spoken=form.spoken(),
            logged_for=id_in(form.logged_for.data or ""),
        )
    ):
        say("The conversation is logged.")
        return redirect(url_for("conversations.index"))
    return page("packages/conversations/log.html", form=form, contact=reached(actor(), contact))


@pages.route("/conversations/<uuid:conversation_id>/note", methods=["GET", "POST"])
@signed_in
def note(conversation_id: UUID) -> ResponseReturnValue:
    row = get_or_404(conversation_seen_by(actor(), conversation_id), "conversation.note")
    form = SpokenForm(data={name: getattr(row, name) for name in _NAMES})
    if form.accepts(lambda: conversations.note_conversation(actor(), row.id, spoken=form.spoken())):
        say("It is noted.")
        return redirect(url_for("conversations.index"))
    contact = reached(actor(), contact_named_by(row))
    return page("packages/conversations/note.html", form=form, contact=contact, conversation=row)


@pages.post("/conversations/<uuid:conversation_id>/close")
@signed_in
def close(conversation_id: UUID) -> ResponseReturnValue:
    row = get_or_404(conversation_seen_by(actor(), conversation_id), "conversation.close")
    conversations.close_conversation(actor(), row.id)
    say("The conversation has ended.")
    return redirect(url_for("conversations.index"))
