"""The questions that an organisation keeps: added, changed, retired, and put into a draft."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.tenders import bring_parts
from marketplace.tendering.models.banks import BankQuestion
from marketplace.tendering.models.tenders import Tender
from procurement.ground.refusal import Refusal
from procurement.tendering.attachment import AttachmentAsked
from procurement.tendering.award_criteria import QuestionFacts, check_bank_question


class QuestionTerms(TypedDict):
    """What is kept of a question, by the names of its columns."""

    text: str
    guidance: str
    word_limit: int
    weight: Decimal | None
    minimum: int | None
    scale_words: list[str] | None
    attachments: list[dict[str, Any]]


_COPIED = ("text", "guidance", "word_limit", "minimum", "attachments")


@action("bank_question.add")
def add_bank_question(
    act: Act, organisation: Organisation, **terms: Unpack[QuestionTerms]
) -> BankQuestion:
    """Keep a question for the next tenders. Refuses one that is offered already."""
    known = select(BankQuestion.id).where(
        BankQuestion.organisation_id == organisation.id,
        BankQuestion.text == terms["text"],
        BankQuestion.retired_at.is_(None),
    )
    if db.session.scalars(known).first() is not None:
        raise Refusal("This question is in the bank already.", field="text")
    _check(terms)
    row = act.add(BankQuestion(organisation_id=organisation.id, added_at=act.now, **terms))
    act.note(bank_question=row.id)
    return row


@action("bank_question.change")
def change_bank_question(
    act: Act, question: BankQuestion, **terms: Unpack[QuestionTerms]
) -> BankQuestion:
    """Write it anew for the next tenders; one that was retired is offered again."""
    _check(terms)
    for name, value in terms.items():
        setattr(question, name, value)
    question.retired_at = None
    return question


@action("bank_question.retire")
def retire_bank_question(act: Act, question: BankQuestion) -> None:
    """Offer it to no draft any more; tenders that hold it keep it."""
    question.retired_at = question.retired_at or act.now


@action("bank_questions.put")
def put_bank_questions(act: Act, tender: Tender, *, ids: Collection[UUID]) -> Tender:
    """Add these questions to a draft, to be looked at and saved there; with the scale that the
    first is written for, where the draft has none yet."""
    rows = _offered(tender, ids)
    bring_parts(
        act,
        tender,
        "questions",
        [
            {name: getattr(row, name) for name in _COPIED} | {"weight": row.weight or Decimal(0)}
            for row in rows
        ],
    )
    scale = next((row.scale_words for row in rows if row.scale_words), None)
    if scale and tender.scale_words is None:
        tender.scale_words, tender.scale = scale, len(scale) - 1
        tender.brought = sorted({*tender.brought, "scale", "scale_words"})
    return tender


def _offered(tender: Tender, ids: Collection[UUID]) -> Sequence[BankQuestion]:
    rows = db.session.scalars(
        select(BankQuestion)
        .where(
            BankQuestion.id.in_(ids),
            BankQuestion.organisation_id == tender.buyer_id,
            BankQuestion.retired_at.is_(None),
        )
        .order_by(BankQuestion.id)
    ).all()
    if len(rows) < len(set(ids)):
        raise NotThere("BankQuestion")
    return rows


def _check(terms: QuestionTerms) -> None:
    facts = QuestionFacts(
        None,
        terms["text"],
        terms["weight"] or Decimal(0),
        terms["word_limit"],
        terms["minimum"],
        tuple(AttachmentAsked.from_json(kept) for kept in terms["attachments"]),
    )
    check_bank_question(facts, terms["scale_words"])
