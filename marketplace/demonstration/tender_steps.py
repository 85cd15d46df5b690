"""A notice found, a tender completed, published and led to its deadline."""

from datetime import time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.demonstration.stage_steps import StageSteps, working_day
from marketplace.demonstration.tender_words import (
    CLAUSES,
    CONDITIONS,
    NOTICE_TERMS,
    ORDERING,
    QUESTIONS,
    SUGGESTED_SCALE,
    TIE_RULE,
)
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.tendering.actions import (
    bank_questions,
    clause_sets,
    copies,
    publication,
    tenders,
)
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.drafts import is_notified_first
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money
from procurement.tendering.conflict import Interest


class TenderSteps(StageSteps):
    """What a buyer does until the deadline."""

    def notice_of(self, organisation: UUID, words: str) -> UUID:
        """The notice of an organisation with these words in its title."""
        return db.session.scalars(
            select(Notice.id).where(Notice.title.contains(words), Notice.buyer_id == organisation)
        ).one()

    def published(
        self,
        person: Actor,
        tender: UUID,
        *,
        closes_in: int,
        lots: dict[str, int],
        has_conditions: bool = False,
        **values: Any,
    ) -> UUID:
        """A draft completed and published; it closes ``closes_in`` days from now or soon after.

        ``lots``: the title of each with its estimate without VAT, in pence.
        """
        closes_on = working_day(self.today + timedelta(days=closes_in))
        tenders.edit_tender(
            person,
            tender,
            lots=[
                {
                    "title": title,
                    "description": "",
                    "estimate": Money(pence),
                    "options_estimate": Money(0),
                    "extension_months": 0,
                }
                for title, pence in lots.items()
            ],
            questions=QUESTIONS,
            clauses=CLAUSES,
            conditions=CONDITIONS if has_conditions else [],
            no_lots_reason="" if len(lots) > 1 else "The work is too small to be divided.",
            delivery="Greater Icknield",
            subject="services",
            ordering=ORDERING,
            price_formula="lowest_over_this",
            tie_rule=TIE_RULE,
            scale_words=list(SUGGESTED_SCALE),
            payment_days=7,
            price_weight=Decimal(40),
            quality_weight=Decimal(40),
            social_value_weight=Decimal(20),
            questions_until=london_moment(working_day(self.today + timedelta(days=12)), time(12)),
            answers_by=working_day(self.today + timedelta(days=16)),
            closes_at=london_moment(closes_on, time(12)),
            award_on=closes_on + timedelta(days=8),
            starts_on=closes_on + timedelta(days=35),
            ends_on=closes_on + timedelta(days=35 + 365),
            **values,
        )
        self.stage.after(hours=1)
        if is_notified_first(db.session.get_one(Tender, tender), self.stage.now):
            self._noted_centrally(person, tender)
        declare_conflict(person, tender, interest=Interest.NONE, about="")
        publication.publish_tender(person, tender)
        return tender

    def _noted_centrally(self, person: Actor, tender: UUID) -> None:
        """The notice stands on the central digital platform an hour before the tender stands here."""
        tenders.edit_tender(person, tender, **NOTICE_TERMS)
        tenders.edit_tender(
            person, tender, central_notice="090417-2026", central_notice_at=self.stage.now
        )
        self.stage.after(hours=1)

    def kept_for_the_next(self, person: Actor, organisation: UUID, tender: UUID) -> None:
        """A bank with the questions of a tender, a set of clauses, and a draft copied from it."""
        for row in QUESTIONS:
            bank_questions.add_bank_question(
                person, organisation, scale_words=list(SUGGESTED_SCALE), **row
            )
        clauses = [{"proof": "", **clause} for clause in CLAUSES]
        clause_sets.add_clause_set(
            person, organisation, name="Work and money for the neighbourhood", clauses=clauses
        )
        copies.copy_tender(person, tender)

    def to_the_deadline(self, tender: UUID) -> None:
        """Three hours after the last moment for bids."""
        closes_at = db.session.scalars(select(Tender.closes_at).where(Tender.id == tender)).one()
        assert closes_at is not None
        self.stage.move_to(max(self.stage.now, closes_at + timedelta(hours=3)))
