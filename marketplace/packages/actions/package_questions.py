"""What an enterprise asks about a package, and what everybody who sees it is answered."""

from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.actions.letters import tell_enterprises, tell_poster
from marketplace.packages.models.packages import Package, PackageQuestion
from marketplace.packages.queries.packages import (
    MOST_QUESTIONS,
    how_many_questions,
    takes_offers,
)
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.clarification import name_faults


@action("package_question.ask")
def ask_package_question(
    act: Act, package: Package, *, organisation_id: UUID, question: str
) -> PackageQuestion:
    """Ask; whoever posted the package answers it to all who see it, without the asker’s name."""
    if organisation_id not in act.actor.organisations_as(Role.BID_WRITER):
        raise NotAllowed(act.verb)
    _refuse_ended(act, package)
    if organisation_id == package.poster_id:
        raise Refusal("Nobody asks about their own package.", field="organisation_id")
    if not question.strip():
        raise Refusal("Write your question.", field="question")
    if how_many_questions(package.id) >= MOST_QUESTIONS:
        raise Refusal(
            f"{MOST_QUESTIONS} questions were asked about this package. Speak to its poster.",
            field="question",
        )
    refuse_if_any(
        name_faults({"question": question}, [names_of([organisation_id])[organisation_id]])
    )
    row = act.add(
        PackageQuestion(
            package_id=package.id,
            organisation_id=organisation_id,
            question=question.strip(),
            asked_at=act.now,
        )
    )
    act.note(question=row.id)
    tell_poster(act, package, "package_question_asked", question=row.question)
    return row


@action("package_question.answer")
def answer_package_question(
    act: Act, package: Package, *, question_id: UUID, answer: str
) -> PackageQuestion:
    """Answer to all who see the package; those who were invited or have asked are told."""
    row = db.session.get(PackageQuestion, question_id, with_for_update=True)
    if row is None or row.package_id != package.id:
        raise NotThere("PackageQuestion")
    _refuse_ended(act, package)
    if row.answered_at is not None:
        raise Refusal("This question has been answered already.")
    if not answer.strip():
        raise Refusal("Write the answer.", field="answer")
    name = names_of([row.organisation_id])[row.organisation_id]
    refuse_if_any(name_faults({"question": row.question, "answer": answer}, [name]))
    row.answer, row.answered_at = answer.strip(), act.now
    act.note(question=row.id)
    tell_enterprises(
        act, package, "package_question_answered", question=row.question, answer=row.answer
    )
    return row


def _refuse_ended(act: Act, package: Package) -> None:
    if not takes_offers(package, act.now):
        raise Refusal("Questions are asked and answered while a package takes offers.")
