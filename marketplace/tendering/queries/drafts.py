"""What is still missing in a draft, and for whom may a person draft?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import organisation_named_by, organisations_as
from marketplace.organisations.queries.law import known_holidays
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.approvals import Approving, approving_draft
from marketplace.tendering.queries.draft_faults import draft_faults
from marketplace.tendering.queries.notices import newer_notice
from marketplace.tendering.queries.regimes import is_central_first, regime_for
from marketplace.tendering.queries.tender_documents import TenderDocument, documents_of_tender
from marketplace.tendering.queries.tender_facts import CIRCUMSTANCES, Made, made_of
from marketplace.tendering.queries.tenders import TenderParts, parts_of, undeclared_buyers
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime
from procurement.tendering.timetable import Timetable, planned_back, planned_forward


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as its tasks stand; ``is_offered`` where a later release of its notice came."""

    buyer: Organisation
    faults: Sequence[Refusal]
    documents: Sequence[TenderDocument]
    is_offered: bool
    is_notified_first: bool
    """Whether its notice goes to the central digital platform before it is published here."""
    approving: Approving | None
    """How far a second person's approval is; None where the buyer wants no two."""
    undeclared: Mapping[UUID, str]
    """Who buys for its buyer and has not declared their interests in it, by name."""


def draft_of(tender: Tender, now: datetime) -> Draft:
    """Eleven queries, whatever the number of parts and documents; more where two people decide."""
    buyer = organisation_named_by(tender.buyer_id)
    return Draft(
        buyer,
        faults_of(tender, now),
        documents_of_tender(tender.id),
        newer_notice(tender) is not None,
        is_central_first(tender, buyer.kind, now),
        approving_draft(tender, now),
        undeclared_buyers(tender),
    )


def faults_of(tender: Tender, now: datetime) -> list[Refusal]:
    """Everything that keeps a draft from being published; four queries."""
    buyer = organisation_named_by(tender.buyer_id)
    return draft_faults(tender, parts_of(tender.id), buyer.kind, now)


def estimated(tender: Tender, parts: TenderParts, now: datetime) -> Made:
    """How the estimate of a draft is made up now; empty while a lot has none."""
    return made_of(tender, parts.lots, london_day(now))


def is_notified_first(tender: Tender, now: datetime) -> bool:
    """Does the notice of this draft go to the central digital platform first?"""
    return is_central_first(tender, organisation_named_by(tender.buyer_id).kind, now)


def is_under_the_act(tender: Tender) -> bool:
    """Whether its buyer is one whom the Procurement Act binds."""
    return organisation_named_by(tender.buyer_id).kind.is_contracting_authority


def is_notice_full(tender: Tender, now: datetime) -> bool:
    """Whether its notice is that of a procurement above the threshold; yes while nobody knows."""
    kind = organisation_named_by(tender.buyer_id).kind
    try:
        return regime_for(tender, kind, london_day(now)) is not Regime.BELOW
    except Refusal:
        return True


def timetable_planned(
    tender: Tender, from_on: date, *, is_from_start: bool, tendering_days: int, today: date
) -> Timetable:
    """The dates of a draft, counted back from the start of the contract or on from publication.

    Refuses where it would have to be published in the past.
    """
    regime = regime_for(tender, organisation_named_by(tender.buyer_id).kind, today)
    make = planned_back if is_from_start else planned_forward
    plan = make(
        from_on,
        regime,
        CIRCUMSTANCES,
        tendering_days=tendering_days,
        holidays=known_holidays(),
    )
    if plan.published_on < today:
        raise Refusal(
            f"The tender would have to be published on {plan.published_on:%-d %B %Y}, which is in "
            "the past. Choose a later date, or fewer days for suppliers to bid.",
            field="from_on",
        )
    return plan


def drafting_for(actor: Actor) -> list[Organisation]:
    """The organisations for which this person may draft, by name."""
    return [row for row in organisations_as(actor, Role.BUYER) if row.kind.buys]
