"""In a demonstration: answer a kept e-mail as its reader would in a mail program of their own."""

from email.message import EmailMessage
from email.utils import make_msgid
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.contracts.actions.replies import take_reply
from marketplace.engine.act import NotThere
from marketplace.organisations.actions.messages import readable
from marketplace.organisations.queries.messages import answered_at, message_by_id
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import get_or_404, page, say

pages = Blueprint("kept_replies", __name__, url_prefix="/demonstration")


class AnswerForm(PageForm):
    words = TextAreaField("Your answer", [Needed("Write your answer.")])


@pages.before_request
def _only_in_a_demonstration() -> None:
    if not current_app.config["SETTINGS"].demonstration:
        abort(404)


@pages.route("/e-mails/<uuid:message_id>/answer", methods=["GET", "POST"])
def answer(message_id: UUID) -> ResponseReturnValue:
    row = get_or_404(message_by_id(message_id))
    to = answered_at(row)
    if not to:
        raise NotThere("Message")
    form, body = AnswerForm(), readable(row.body)
    if form.accepts(lambda: take_reply(_email(row.address, to, form.words.data or "", body))):
        say(f"The e-mail arrived. {form.result.said}")
        return redirect(url_for("demonstration.message", message_id=message_id))
    return page("contracts/kept_replies/answer.html", message=row, readable=readable, form=form)


def _email(sender: str, to: str, words: str, quoted: str) -> bytes:
    """As a mail program sends it: the answer, then what it answers."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: your message"
    message["Message-ID"] = make_msgid()
    below = "\n".join(f"> {line}" for line in quoted.splitlines())
    message.set_content(f"{words}\n\n{below}\n")
    return message.as_bytes()
