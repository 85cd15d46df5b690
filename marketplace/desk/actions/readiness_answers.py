"""An enterprise answers what it is asked when it checks whether it is ready for a package."""

from sqlalchemy import select

from marketplace.desk.models.readiness_answers import ReadinessAnswer
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from procurement.ground.refusal import Refusal
from procurement.organisations.readiness import Question


@action("readiness_answer.keep")
def keep_readiness_answer(
    act: Act, organisation: Organisation, *, question: Question, is_yes: bool
) -> ReadinessAnswer:
    """Answer one question, in place of what was answered before."""
    if not organisation.kind.supplies:
        raise Refusal("Only an organisation that supplies is asked what it lacks for a package.")
    row = db.session.scalars(
        select(ReadinessAnswer).where(
            ReadinessAnswer.organisation_id == organisation.id,
            ReadinessAnswer.question == question,
        )
    ).one_or_none()
    if row is None:
        row = ReadinessAnswer(organisation_id=organisation.id, question=question)
    row.is_yes, row.answered_at = is_yes, act.now
    return act.add(row)
