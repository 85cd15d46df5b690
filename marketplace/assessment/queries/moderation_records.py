"""How did the panel come to its scores? The whole assessment of a tender as one document.

Procurement Act 2023, s98 (records that explain every material decision), ss81 to 83 (interests).
Every number in it is the one of the other pages: of the scores as they are kept, and of the ranking.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.evaluations import AgreedScore, Evaluator, LotRanking, Score
from marketplace.assessment.queries.assessments import Assessment, Criterion
from marketplace.assessment.queries.awards import awards_of
from marketplace.assessment.queries.evaluators import chosen_in
from marketplace.assessment.queries.moderation_results import results, unfinished
from marketplace.assessment.queries.record_parts import Grid, Part, RecordOf
from marketplace.assessment.queries.sole_scorers import sole_in_words
from marketplace.bidding.models.bids import Bid
from marketplace.engine.db import session
from marketplace.engine.shown import moment, number
from marketplace.organisations.queries.people import names_of_people
from marketplace.tendering.models.declarations import InterestDeclaration
from procurement.tendering.conflict import INTEREST_IN_WORDS, MITIGATION_IN_WORDS, Interest


@dataclass(frozen=True, slots=True)
class ModerationRecord:
    """The document. ``unfinished`` has what is still open, in sentences; none where nothing is."""

    title: str
    buyer: str
    reference: str
    unfinished: Sequence[str]
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What an assessment leaves out because it no longer counts, and the record must not."""

    evaluators: Sequence[Evaluator]
    scores: dict[tuple[UUID, UUID], list[Score]]
    declarations: Sequence[InterestDeclaration]


def moderation_record(
    assessment: Assessment,
    rankings: dict[UUID, LotRanking],
    *,
    is_for_buyer: bool,
    reader: UUID | None,
) -> ModerationRecord:
    """The record as it stands, for one reader: without the scores of a bid that this person does not
    score for an interest. For an evaluator without the words of interests, and without prices before
    the ranking is worked out.
    """
    rows, awards = _rows(assessment), awards_of(assessment.tender.id)
    people = names_of_people(_people(assessment, rows) | {award.decided_by for award in awards})
    of = RecordOf(assessment, dict(people.items()), is_for_buyer, reader)
    return ModerationRecord(
        assessment.tender.title,
        assessment.buyer.name,
        assessment.tender.ocid,
        unfinished(of, rankings),
        [
            *_panel(of, rows),
            _interests(of, rows),
            *_bids(of, rows),
            *results(of, rankings, awards),
        ],
    )


def _rows(assessment: Assessment) -> _Rows:
    tender_id = assessment.tender.id
    scores: dict[tuple[UUID, UUID], list[Score]] = defaultdict(list)
    of_bids = Score.bid_id.in_([bid.id for bid in assessment.bids])
    for row in session.scalars(select(Score).where(of_bids).order_by(Score.scored_at, Score.id)):
        scores[row.bid_id, row.criterion_id].append(row)
    return _Rows(
        session.scalars(
            select(Evaluator)
            .where(Evaluator.tender_id == tender_id)
            .order_by(Evaluator.appointed_at, Evaluator.id)
        ).all(),
        scores,
        session.scalars(
            select(InterestDeclaration)
            .where(InterestDeclaration.tender_id == tender_id)
            .order_by(InterestDeclaration.declared_at, InterestDeclaration.id)
        ).all(),
    )


def _people(assessment: Assessment, rows: _Rows) -> set[UUID]:
    """Everybody who stands in the record by an id."""
    ids: set[UUID | None] = {row.person_id for row in rows.evaluators}
    ids |= {row.person_id for given in rows.scores.values() for row in given}
    ids |= {
        id for row in rows.declarations for id in (row.person_id, row.mitigated_by, row.observer_id)
    }
    ids |= {row.decided_by for row in assessment.assignments}
    ids |= {
        UUID(id) for row in assessment.assignments for people in row.whose.values() for id in people
    }
    ids |= {row.explained_by for row in assessment.sole_scorers}
    ids |= {row.person_id for row in assessment.sole_scorers}
    ids |= {row.agreed_by for row in assessment.agreed.values()}
    ids |= {UUID(id) for row in assessment.agreed.values() for id in row.present}
    ids |= {row.recorded_by for row in assessment.draws}
    ids |= {row.reopened_by for row in assessment.reopenings}
    ids |= {id for row in assessment.disregards for id in (row.decided_by, row.ended_by)}
    return {id for id in ids if id is not None}


def _panel(of: RecordOf, rows: _Rows) -> Iterator[Part]:
    assessment = of.assessment
    yield Part(
        "The panel",
        grid=Grid(
            "Who was on the panel",
            ["Evaluator", "Joined", "Left", "Scored", "Approved the record"],
            [
                [
                    of.name(row.person_id),
                    moment(row.appointed_at),
                    moment(row.removed_at) if row.removed_at else "Is on the panel",
                    _part_of(assessment, row),
                    moment(row.approved_at) if row.approved_at else "Not yet",
                ]
                for row in rows.evaluators
            ],
        ),
        after=[
            f"{of.name(row.person_id)} {'left' if row.removed_at else 'joined'} after the first "
            f"score was given: {row.changed_because}"
            for row in rows.evaluators
            if row.changed_because
        ],
    )
    yield Part("Who scored what", words=list(_assignments(of)), is_within=True)
    if assessment.sole_scorers:
        yield Part(
            "Why one person scored alone",
            words=[
                f"{sole_in_words(assessment, row.sole)} {row.reason} ({of.name(row.explained_by)}, "
                f"{moment(row.explained_at)})"
                for row in assessment.sole_scorers
            ],
            is_within=True,
        )


def _part_of(assessment: Assessment, evaluator: Evaluator) -> str:
    if evaluator.removed_at:
        return "What this person scored no longer counts"
    theirs = assessment.panel.of(evaluator.person_id)
    if len(theirs) == len(assessment.criteria):
        return "Everything"
    own = [assessment.called[row.id] for row in assessment.criteria if row.id in theirs]
    return ", ".join(own).capitalize() or "Nothing"


def _assignments(of: RecordOf) -> Iterator[str]:
    if not of.assessment.assignments:
        yield "Nobody said who scores what, so everybody on the panel scored everything."
    for row in of.assessment.assignments:
        chosen = chosen_in(row)
        told = "; ".join(
            f"{called}: {of.named(chosen[id]) if id in chosen else 'everybody'}"
            for id, called in of.assessment.called.items()
        )
        because = f" A bid had been scored before that. Reason: {row.reason}" if row.reason else ""
        yield (
            f"{of.name(row.decided_by)} decided on {moment(row.decided_at)}: "
            f"{told or 'everybody scores everything'}.{because}"
        )


def _interests(of: RecordOf, rows: _Rows) -> Part:
    headings = ["Person", "Declared", "Interest", "What was done about it"]
    return Part(
        "Declarations of interest",
        words=[] if rows.declarations else ["Nobody has declared."],
        grid=Grid(
            "What was declared, and what was done about it",
            headings,
            [
                [
                    of.name(row.person_id),
                    moment(row.declared_at),
                    _interest(of, row),
                    _mitigation(of, row),
                ]
                for row in rows.declarations
            ],
        )
        if rows.declarations
        else None,
        after=[]
        if of.is_for_buyer
        else ["The words of a declaration are read by those who buy; nobody else."],
    )


def _interest(of: RecordOf, row: InterestDeclaration) -> str:
    if row.interest is Interest.NONE:
        return INTEREST_IN_WORDS[row.interest]
    if not of.is_for_buyer:
        return "An interest"
    return f"{INTEREST_IN_WORDS[row.interest]}. {row.about}"


def _mitigation(of: RecordOf, row: InterestDeclaration) -> str:
    if row.mitigation is None:
        return "–" if row.interest is Interest.NONE else "Nothing yet"
    by = f"{of.name(row.mitigated_by)}, {moment(row.mitigated_at)}"
    if not of.is_for_buyer:
        return f"Dealt with ({by})"
    bids = [bid for bid in of.assessment.bids if bid.organisation_id == row.bidder_id]
    whose = f" The bid is that of {of.assessment.name_of(bids[0].id)}." if bids else ""
    observer = f" Observed by {of.name(row.observer_id)}." if row.observer_id else ""
    return f"{MITIGATION_IN_WORDS[row.mitigation]}.{whose}{observer} {row.explained} ({by})"


def _bids(of: RecordOf, rows: _Rows) -> Iterator[Part]:
    assessment = of.assessment
    for bid in assessment.bids:
        if assessment.is_recused(of.reader, bid.id):
            hidden = "You do not score this bid, for an interest: its scores are not shown to you."
            yield Part(f"Scores of {assessment.name_of(bid.id)}", words=[hidden])
            continue
        parties = [party.name for party in assessment.parties[bid.id]]
        words = [f"A consortium of {', '.join(parties)}."] if len(parties) > 1 else []
        words += [
            f"Opened again on {moment(row.reopened_at)} by {of.name(row.reopened_by)}: {row.reason} "
            "What had been scored, agreed and approved before is void; it is kept in the record of "
            "the procurement."
            for row in assessment.reopenings
            if row.bid_id == bid.id
        ]
        if bid not in assessment.assessed:
            words += ["It was set aside for every lot that it prices: see “Disregarded bids”."]
        yield Part(f"Scores of {assessment.name_of(bid.id)}", words=words)
        for criterion in assessment.criteria:
            yield _criterion(of, rows, bid, criterion)


def _criterion(of: RecordOf, rows: _Rows, bid: Bid, criterion: Criterion) -> Part:
    assessment = of.assessment
    scorers = assessment.panel.scorers(bid.id, criterion.id)
    called = assessment.called[criterion.id]
    whole = "quality" if criterion in assessment.questions else "social value"
    agreed = assessment.agreed.get((bid.id, criterion.id))
    given = [
        [
            of.name(row.person_id) + ("" if row.person_id in scorers else " (no longer counts)"),
            str(row.score),
            row.reason,
        ]
        for row in rows.scores.get((bid.id, criterion.id), [])
    ]
    if agreed is not None:
        given.append(["Agreed by the panel", str(agreed.score), agreed.reason])
    return Part(
        f"{called.capitalize()}, {number(criterion.weight)}% of {whole}: {criterion.text}",
        words=[] if given else ["Nobody scored this."],
        grid=Grid(
            f"Scores of {assessment.name_of(bid.id)} for {called}, from 0 to {assessment.tender.scale}",
            ["Who", "Score", "Reason"],
            given,
            numbers=["Score"],
        )
        if given
        else None,
        after=list(_meeting(of, agreed)) if agreed else [],
        is_within=True,
    )


def _meeting(of: RecordOf, agreed: AgreedScore) -> Iterator[str]:
    """What was said when the score was agreed, who was there, and who approved it since."""
    if agreed.discussion:
        yield f"Discussed: {agreed.discussion}"
    if agreed.present:
        yield f"Took part in the meeting: {of.named([UUID(id) for id in agreed.present])}."
    elif not agreed.discussion:
        yield "One person alone scored this, so nobody met."
    else:
        yield "Who took part in the meeting was not asked when this was agreed."
    approved = [row.person_id for row in of.assessment.approvers_of(agreed)]
    yield (
        f"Written down by {of.name(agreed.agreed_by)} on {moment(agreed.agreed_at)}. Approved since "
        f"by {of.named(approved) or 'nobody yet'}."
    )
