"""A track record is read by the organisation that it judges, and answered beside it."""

from uuid import UUID

from marketplace.desk.models.track_records import FigureAnswer, TrackRecord
from marketplace.desk.queries.track_records import figure_answers, track_record_kept
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from procurement.ground.refusal import Refusal
from procurement.organisations.track_record import Figure, check_answer, days_waiting


@action("track_record.acknowledge")
def acknowledge_track_record(act: Act, organisation: Organisation) -> None:
    """Say that it was read, with all that will be shown: nothing of it waits any more."""
    _kept(act, organisation.id).read_until = days_waiting(act.today)[1]


@action("track_record.answer")
def answer_track_record(
    act: Act, organisation: Organisation, *, answer: str, figure: Figure | None = None
) -> None:
    """Write what stands beside the figures, or beside one of them, in place of what stood there."""
    check_answer(answer)
    row = _answered(act, organisation.id, figure)
    row.answer, row.answered_at = answer.strip(), act.now


@action("track_record_answer.withdraw")
def withdraw_track_record_answer(
    act: Act, organisation: Organisation, *, figure: Figure | None = None
) -> None:
    """Take an answer off; the figures stay."""
    row = _answered(act, organisation.id, figure)
    if not row.answer:
        raise Refusal("There is no answer to withdraw.")
    row.answer, row.answered_at = "", None


def _answered(act: Act, organisation_id: UUID, figure: Figure | None) -> TrackRecord | FigureAnswer:
    if figure is None:
        return _kept(act, organisation_id)
    row = figure_answers(organisation_id).get(figure)
    return row or act.add(FigureAnswer(organisation_id=organisation_id, figure=figure))


def _kept(act: Act, organisation_id: UUID) -> TrackRecord:
    row = track_record_kept(organisation_id)
    return row or act.add(TrackRecord(organisation_id=organisation_id))
