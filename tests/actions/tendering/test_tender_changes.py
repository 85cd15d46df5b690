"""A published tender: changed for everybody alike, moved to a later deadline, or cancelled."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock, db, jobs
from marketplace.engine.messages import Message
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions import publication, tender_changes, tenders
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tender_versions import differences
from marketplace.tendering.queries.tenders import parts_of, versions_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.owner import Owner
from tests.tender_rows import published_now


def messages(template: str) -> list[Message]:
    jobs.run_due()
    return list(db.session.scalars(select(Message).where(Message.template == template)))


def has_bid(tender: Tender, organisation: Organisation) -> None:
    with db.transaction():
        db.session.add(
            Bid(tender_id=tender.id, organisation_id=organisation.id, created_at=clock.now())
        )


def _closing(tender: Tender) -> datetime:
    assert tender.closes_at is not None
    return tender.closes_at


def test_a_published_tender_is_changed_by_amending_and_not_by_editing(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    with pytest.raises(Refusal, match="is published"):
        tenders.edit_tender(cast.buyer, tender.id, price_weight=Decimal(90))


def test_an_amendment_makes_a_new_version_and_tells_who_has_begun_a_bid(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    has_bid(tender, cast.bakery)
    question = parts_of(tender.id).questions[0]
    tender_changes.amend_tender(
        cast.buyer,
        tender.id,
        why="The kitchen has moved.",
        is_substantial=False,
        description="Two hot meals a day, cooked in Smethwick.",
        parts={question.id: {"guidance": "Name the kitchen."}},
        published=published_now(),
    )
    before, after = versions_of(tender.id)
    assert [change.what for change in differences(before.content, after.content)] == [
        "What is bought",
        "Question 1: guidance",
    ]
    assert after.why == "The kitchen has moved."
    (told,) = messages("tender_amended")
    assert told.person_id == cast.baker.person_id
    assert "The kitchen has moved." in told.body


def test_one_pair_of_limits_in_an_earlier_version_is_that_of_every_lot(
    cast: Cast, make: Make
) -> None:
    """Nothing has changed where a later version keeps the same limits lot by lot."""
    tender = make.tender(cast.council, state=TenderState.PUBLISHED, lots=2)
    (version,) = versions_of(tender.id)
    pair = {"floor_pence": 3_000_000, "ceiling_pence": 5_000_000}
    lots = [
        {key: value for key, value in lot.items() if key not in ("floor", "ceiling")}
        for lot in version.content["lots"]
    ]
    before = {**version.content, "price_parameters": pair, "lots": lots}
    limits = {"floor": 3_000_000, "ceiling": 5_000_000}
    after = {**version.content, "lots": [lot | limits for lot in lots]}
    assert differences(before, after) == []
    after["lots"][1]["ceiling"] = 6_000_000
    assert [
        (change.what, change.before, change.after) for change in differences(before, after)
    ] == [("Lot 2: ceiling price", 5_000_000, 6_000_000)]


def test_a_substantial_change_of_a_large_contract_needs_the_legal_time_anew(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(
        cast.council, estimate=Money(30_000_000), closes_at=NOW + timedelta(days=28, hours=3)
    )
    clock.set_to(NOW + timedelta(days=20), stopped=True)
    change = {"why": "More meals.", "is_substantial": True, "description": "Three meals a day."}
    with pytest.raises(Refusal, match="As the change is substantial, move the deadline") as no:
        tender_changes.amend_tender(cast.buyer, tender.id, **change, published=published_now())
    assert no.value.field == "closes_at"
    tender_changes.amend_tender(
        cast.buyer,
        tender.id,
        closes_at=NOW + timedelta(days=50, hours=3),
        **change,
        published=published_now(),
    )
    assert len(versions_of(tender.id)) == 2


def test_a_deadline_moves_later_with_award_and_start_and_never_earlier(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    closes_at = _closing(tender)
    award_on = tender.award_on
    assert award_on is not None
    with pytest.raises(Refusal, match="must be later than"):
        tender_changes.extend_tender(
            cast.buyer,
            tender.id,
            closes_at=closes_at - timedelta(days=1),
            why="Hurry.",
            published=published_now(),
        )
    later = tender_changes.extend_tender(
        cast.buyer,
        tender.id,
        closes_at=closes_at + timedelta(days=7),
        why="A late answer.",
        published=published_now(),
    )
    assert later.closes_at == closes_at + timedelta(days=7)
    assert later.award_on == award_on + timedelta(days=7)
    assert later.version == 2


def test_after_the_deadline_it_cannot_be_moved(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    clock.set_to(_closing(tender), stopped=True)
    with pytest.raises(Refusal, match="it cannot be moved now"):
        tender_changes.extend_tender(
            cast.buyer,
            tender.id,
            closes_at=_closing(tender) + timedelta(days=7),
            why="Late.",
            published=published_now(),
        )


def test_buyers_are_told_once_when_the_deadline_has_passed(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    publication.publish_tender(cast.buyer, draft.id)
    first = _closing(draft)
    later = first + timedelta(days=7)
    tender_changes.extend_tender(
        cast.buyer, draft.id, closes_at=later, why="A late answer.", published=published_now()
    )
    clock.set_to(first, stopped=True)
    assert messages("tender_closed") == []
    clock.set_to(later, stopped=True)
    (told,) = messages("tender_closed")
    assert told.person_id == cast.buyer.person_id
    jobs.run_due()
    assert len(messages("tender_closed")) == 1


def test_a_cancelled_tender_says_why_and_tells_the_suppliers(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    has_bid(tender, cast.gardens)
    with pytest.raises(Refusal, match="Give the reason"):
        cancel_tender(cast.buyer, tender.id, why=" ")
    closes_at = _closing(
        cancel_tender(cast.buyer, tender.id, why="The ward closes.", published=published_now())
    )
    (told,) = messages("tender_cancelled")
    assert told.person_id == cast.gardener.person_id
    kept = db.session.execute(select(Tender.keep_until, Bid.keep_until).join(Bid)).one()
    assert tuple(kept) == (date(2027, 11, 23), date(2027, 11, 23))
    clock.set_to(closes_at, stopped=True)
    assert messages("tender_closed") == []


def test_the_database_keeps_published_versions_as_they_were(
    cast: Cast, make: Make, owner: Owner
) -> None:
    make.tender(cast.council)
    change = db.text("UPDATE tender_versions SET why = 'other'")
    with pytest.raises(DBAPIError, match="permission denied"), db.transaction():
        db.session.execute(change)
    with pytest.raises(DBAPIError, match="append-only"), owner.engine.begin() as connection:
        connection.execute(change)
