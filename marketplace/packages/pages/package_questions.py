"""Questions about a package: asked by enterprises, answered to all who see it."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.engine.access import Role
from marketplace.organisations.queries.directory import organisations_as
from marketplace.packages.actions import package_questions
from marketplace.packages.queries.packages import package_seen_by, question_of
from marketplace.web.forms import PageForm, PickField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("package_questions", __name__)


class AskForm(PageForm):
    organisation_id = PickField("For which organisation do you ask?")
    question = TextAreaField("Your question")


class AnswerForm(PageForm):
    answer = TextAreaField("Your answer, to all who see the package")


@pages.route("/packages/<uuid:package_id>/ask", methods=["GET", "POST"])
@signed_in
def ask(package_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id), "package_question.ask")
    form = AskForm()
    form.organisation_id.choices = [
        (str(row.id), row.name)
        for row in organisations_as(actor(), Role.BID_WRITER)
        if row.id != package.poster_id
    ]
    if form.accepts(
        lambda: package_questions.ask_package_question(
            actor(),
            package.id,
            organisation_id=UUID(form.organisation_id.data),
            question=form.question.data or "",
        )
    ):
        say("Your question has been sent. You are told by e-mail when it is answered.")
        return redirect(url_for("packages.show", package_id=package.id, _anchor="questions"))
    return page("packages/package_questions/ask.html", package=package, form=form)


@pages.route(
    "/packages/<uuid:package_id>/questions/<uuid:package_question_id>", methods=["GET", "POST"]
)
@signed_in
def answer(package_id: UUID, package_question_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id), "package_question.answer")
    question = get_or_404(question_of(package.id, package_question_id))
    form = AnswerForm()
    if form.accepts(
        lambda: package_questions.answer_package_question(
            actor(), package.id, question_id=question.id, answer=form.answer.data or ""
        )
    ):
        say("Question and answer now stand on the package’s page.")
        return redirect(url_for("packages.show", package_id=package.id, _anchor="questions"))
    return page(
        "packages/package_questions/answer.html", package=package, question=question, form=form
    )
