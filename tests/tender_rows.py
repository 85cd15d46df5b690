"""A tender straight in the database, whole and lawful, for what a test takes as given."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM_ID, Role
from marketplace.gateways import keys
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_as
from marketplace.tendering.actions.official_notices import Published
from marketplace.tendering.actions.publications import make_public
from marketplace.tendering.models.declarations import InterestDeclaration
from marketplace.tendering.models.tenders import (
    OCID_PREFIX,
    Clause,
    Condition,
    Lot,
    Question,
    Tender,
    TenderVersion,
)
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tender_versions import content_of, fingerprint_of
from marketplace.tendering.queries.tenders import parts_of
from procurement.bidding.sealing import tender_public_key
from procurement.ground.calendar import london_day, london_moment
from procurement.ground.money import Money
from procurement.tendering.attachment import AttachmentAsked
from procurement.tendering.condition import ConditionKind
from procurement.tendering.conflict import Interest
from procurement.tendering.decided import DECISIONS
from procurement.tendering.framework import Ordering
from procurement.tendering.notice_terms import Agreements
from procurement.tendering.scoring_scale import SUGGESTED_SCALE
from procurement.tendering.tender import TenderState
from procurement.tendering.tie_rule import TieRule


def made_tender(
    buyer: Organisation,
    state: TenderState,
    closes_at: datetime | None,
    lots: int,
    values: Mapping[str, Any],
) -> Tender:
    """The tender with its parts and, unless it is a draft, its first published version."""
    now, key = clock.now(), db.uuid7()
    closes_at = closes_at or london_moment(london_day(now) + timedelta(days=30), time(12))
    columns = _defaults(closes_at, lots) | dict(values)
    with db.transaction():
        tender = Tender(
            id=key,
            buyer_id=buyer.id,
            ocid=f"{OCID_PREFIX}-{key}",
            created_at=now,
            closes_at=closes_at,
            state=state,
            **columns,
        )
        db.session.add(tender)
        db.session.flush()
        db.session.add_all(_parts_of(tender, lots))
        db.session.add_all(_declarations(tender, now))
        db.session.flush()
        if state is not TenderState.DRAFT:
            _publish(tender, buyer, min(now, closes_at - timedelta(days=30)))
        if state in (TenderState.OPENED, TenderState.AWARDED):
            tender.opened_at = now
    return tender


def with_conditions(tender: Tender, *texts: str) -> list[Condition]:
    """The tender asks for these, about technical ability, as if it had been published so."""
    with db.transaction():
        rows = [
            Condition(
                tender_id=tender.id,
                number=number,
                kind=ConditionKind.TECHNICAL,
                text=text,
                shown_by="A letter of a customer, or equivalent.",
            )
            for number, text in enumerate(texts, 1)
        ]
        db.session.add_all(rows)
    return rows


def with_attachments(tender: Tender, *asked: AttachmentAsked) -> Question:
    """The first question of the tender asks for these documents, as if it had been published so."""
    with db.transaction():
        question = parts_of(tender.id).questions[0]
        question.attachments = [one.as_json() for one in asked]
    return question


_NUMBERS = count(400_000)
"""Far from the numbers that tests type."""


def published_now() -> Published:
    """That a notice stands on the central platform since now, each under a number of its own."""
    return Published(f"{next(_NUMBERS):06}-2026", clock.now())


def _defaults(closes_at: datetime, lots: int) -> dict[str, Any]:
    return {
        "description": "Two hot meals a day, cooked near the wards.",
        "cpv": ["55520000"],
        "theme": "food",
        "ordering": Ordering.AT_ONCE,
        "estimate": Money(18_000_000),
        "decided": sorted({name for names in DECISIONS.values() for name in names}),
        "options_estimate": Money(0),
        "delivery": "Ladywood, Birmingham",
        "no_lots_reason": "" if lots > 1 else "The work cannot be parted.",
        "central_notice": "012345-2026",
        "central_notice_at": min(clock.now(), closes_at - timedelta(days=30)),
        "suits_sme": True,
        "suits_vcse": True,
        "risks": "None known.",
        "after_expiry": "It will be bought again.",
        "engagement": "None: the market is known.",
        "agreements": Agreements.NONE,
        "scale_words": list(SUGGESTED_SCALE),
        "tie_rule": TieRule.QUALITY_FIRST,
        "price_weight": Decimal(40),
        "quality_weight": Decimal(40),
        "social_value_weight": Decimal(20),
        "questions_until": closes_at - timedelta(days=10),
        "answers_by": london_day(closes_at) - timedelta(days=6),
        "award_on": london_day(closes_at) + timedelta(days=28),
        "starts_on": london_day(closes_at) + timedelta(days=60),
        "ends_on": london_day(closes_at) + timedelta(days=425),
    }


def _without_vat(tender: Tender) -> int:
    """What the lots come to of the estimate: a sixth of it is VAT."""
    return (tender.estimate or Money(18_000_000)).pence * 5 // 6


def _parts_of(tender: Tender, lots: int) -> list[Lot | Question | Clause]:
    return [
        *(
            Lot(
                tender_id=tender.id,
                number=number,
                title=f"Ward {number}",
                description=f"Meals for ward {number}.",
                estimate=Money(_without_vat(tender) // lots),
                options_estimate=Money(0),
                extension_months=0,
            )
            for number in range(1, lots + 1)
        ),
        Question(
            tender_id=tender.id,
            number=1,
            text="How will you cook and deliver the meals?",
            guidance="Say who does what.",
            word_limit=300,
            weight=Decimal(60),
            minimum=2,
        ),
        Question(
            tender_id=tender.id,
            number=2,
            text="How will you employ local people?",
            word_limit=200,
            weight=Decimal(40),
        ),
        Clause(
            tender_id=tender.id,
            number=1,
            text="Paid work placements for local residents",
            unit="placements",
            target=Decimal(10),
            minimum=Decimal(2),
            weight=Decimal(60),
        ),
        Clause(
            tender_id=tender.id,
            number=2,
            text="Food bought from local growers",
            unit="£ a year",
            target=Decimal(20_000),
            weight=Decimal(40),
        ),
    ]


def _publish(tender: Tender, buyer: Organisation, at: datetime) -> None:
    tender.published_at = at
    tender.version = 1
    tender.sealing_key = tender_public_key(keys.master(), str(tender.id))
    regime = regime_for(tender, buyer.kind, london_day(at))
    content = content_of(tender, parts_of(tender.id), [], buyer, regime)
    version = TenderVersion(
        tender_id=tender.id,
        number=1,
        published_at=at,
        published_by=SYSTEM_ID,
        why="First published",
        content=content,
        sha256=fingerprint_of(content),
    )
    db.session.add(version)
    make_public(version, tender)


def _declarations(tender: Tender, now: datetime) -> list[InterestDeclaration]:
    """Everybody who buys for the organisation has declared that there is no interest."""
    return [
        InterestDeclaration(
            tender_id=tender.id, person_id=person_id, interest=Interest.NONE, declared_at=now
        )
        for person_id in people_as(tender.buyer_id, Role.OWNER, Role.BUYER)
    ]
