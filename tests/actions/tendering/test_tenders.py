"""Tenders: drafted, completed and published once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.engine import clock, db
from marketplace.engine.act import NotAllowed
from marketplace.engine.action import unchanged_since
from marketplace.engine.audit import AuditRecord
from marketplace.engine.outbox import OutboxEntry
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions import publication, tender_changes, tenders
from marketplace.tendering.models.tenders import Lot, Question, Tender, TenderVersion
from marketplace.tendering.queries.draft_faults import draft_faults
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tender_versions import fingerprint_of
from marketplace.tendering.queries.tenders import parts_of, versions_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.tendering.conflict import Interest
from procurement.tendering.framework import Ordering
from procurement.tendering.regime import Regime
from procurement.tendering.tender import TenderState
from procurement.tendering.tie_rule import TieRule
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.tender_rows import published_now


@pytest.mark.parametrize("pounds", [180_000, 300_000])
def test_a_notice_that_is_owed_stands_on_the_central_platform_before_the_tender_stands_here(
    cast: Cast, make: Make, pounds: int
) -> None:
    draft = make.tender(
        cast.council,
        state=TenderState.DRAFT,
        estimate=Money(pounds * 100),
        central_notice="",
        central_notice_at=None,
    )
    with pytest.raises(Refusal, match="on the central digital platform"):
        publication.publish_tender(cast.buyer, draft.id)
    tenders.edit_tender(
        cast.buyer, draft.id, central_notice="012345-2026", central_notice_at=clock.now()
    )
    publication.publish_tender(cast.buyer, draft.id)
    content = versions_of(draft.id)[0].content
    assert content["central_notice"] == "012345-2026"


def test_a_tender_keeps_the_law_of_the_day_of_its_central_notice(cast: Cast, make: Make) -> None:
    tender = make.tender(
        cast.council,
        estimate=Money(21_000_000),
        central_notice_at=datetime(2025, 12, 31, 12, tzinfo=UTC),
    )
    assert regime_for(tender, cast.council.kind, clock.today()) is Regime.BELOW


def test_a_private_buyer_owes_no_central_notice(cast: Cast, make: Make) -> None:
    draft = make.tender(
        make.organisation(Kind.PRIVATE_DEVELOPER, "Icknield Homes"),
        state=TenderState.DRAFT,
        central_notice="",
        central_notice_at=None,
    )
    assert draft_faults(draft, parts_of(draft.id), Kind.PRIVATE_DEVELOPER, clock.now()) == []


def test_lots_options_and_extensions_make_up_the_estimate_that_decides_the_law(
    cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, lots=1)
    lot = {"title": "All", "estimate": Money(8_000_000), "options_estimate": Money(0)}
    kept = tenders.edit_tender(cast.buyer, draft.id, lots=[lot], no_lots_reason="One kitchen.")
    assert (kept.estimate, kept.options_estimate) == (Money(9_600_000), Money(0))
    assert regime_for(kept, cast.council.kind, clock.today()) is Regime.BELOW
    longer = {"extension_months": 24, "extension_estimate": Money(9_310_000)}
    kept = tenders.edit_tender(cast.buyer, draft.id, lots=[lot | longer])
    assert kept.whole_estimate == Money(20_772_000)
    with pytest.raises(Refusal, match="Say how lot “All” can be extended"):
        publication.publish_tender(cast.buyer, draft.id)
    told = {"extension": "Twice by 12 months, as the buyer chooses."}
    tenders.edit_tender(cast.buyer, draft.id, lots=[lot | longer | told])
    publication.publish_tender(cast.buyer, draft.id)
    content = versions_of(draft.id)[0].content
    assert content["regime"] == Regime.PUBLIC
    assert content["lots"][0]["extension_months"] == 24


def test_less_vat_on_a_lot_needs_a_reason(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, lots=2)
    rows = [{"title": "Meals"}, {"title": "Training", "vat_percent": Decimal(0)}]
    kept = tenders.edit_tender(cast.buyer, draft.id, lots=rows)
    assert kept.estimate == Money(9_000_000 + 7_500_000)
    with pytest.raises(Refusal, match="Say why less VAT is due than 20%"):
        publication.publish_tender(cast.buyer, draft.id)
    tenders.edit_tender(cast.buyer, draft.id, less_vat_because="Training is exempt.")
    publication.publish_tender(cast.buyer, draft.id)


def test_a_lot_may_begin_on_a_day_of_its_own_and_moves_with_the_deadline(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, lots=2)
    assert tender.starts_on is not None
    assert tender.closes_at is not None
    assert tender.ends_on is not None
    first, last = tender.starts_on, tender.ends_on
    own = first + timedelta(days=20)
    with db.transaction():
        lot = parts_of(tender.id).lots[1]
        lot.starts_on, lot.ends_on = own, own + timedelta(days=6)
    tender_changes.extend_tender(
        cast.buyer,
        tender.id,
        closes_at=tender.closes_at + timedelta(days=70),
        why="Asked for.",
        published=published_now(),
    )
    lots = parts_of(tender.id).lots
    assert tender.starts_on > first
    assert lots[0].days(tender)[0] == tender.starts_on
    by = tender.starts_on - first
    assert tender.ends_on == last + by
    assert lots[1].days(tender) == (own + by, own + by + timedelta(days=6))


def test_a_buyer_drafts_completes_and_publishes_a_tender(cast: Cast) -> None:
    draft = tenders.draft_tender(cast.buyer, cast.council.id, title="Hot meals")
    tenders.edit_tender(
        cast.buyer,
        draft.id,
        description="Two meals a day.",
        theme=Theme.FOOD,
        subject="services",
        ordering=Ordering.AT_ONCE,
        no_lots_reason="One kitchen serves all.",
        price_formula="lowest_over_this",
        tie_rule=TieRule.DRAW,
        payment_days=7,
        scale_words=["Nothing.", "A part.", "All."],
        clauses=[],
        conditions=[],
        price_weight=Decimal(60),
        quality_weight=Decimal(40),
        social_value_weight=Decimal(0),
        questions_until=NOW + timedelta(days=20),
        answers_by=(NOW + timedelta(days=22)).date(),
        closes_at=NOW + timedelta(days=30),
        award_on=(NOW + timedelta(days=60)).date(),
        starts_on=(NOW + timedelta(days=90)).date(),
        ends_on=(NOW + timedelta(days=455)).date(),
        suits_sme=True,
        suits_vcse=True,
        central_notice="012345-2026",
        central_notice_at=NOW,
    )
    lot = {"title": "All wards", "estimate": Money(8_000_000), "options_estimate": Money(0)}
    tenders.edit_tender(cast.buyer, draft.id, lots=[lot | {"extension_months": 0}])
    tenders.edit_tender(cast.buyer, draft.id, questions=[{"text": "How?", "weight": Decimal(100)}])
    declare_conflict(cast.buyer, draft.id, interest=Interest.NONE, about="")
    published = publication.publish_tender(cast.buyer, draft.id)
    assert published.state is TenderState.PUBLISHED
    assert published.published_at == NOW
    assert len(published.sealing_key or b"") == 32
    (version,) = versions_of(draft.id)
    assert version.content["lots"][0]["title"] == "All wards"
    assert version.sha256 == fingerprint_of(version.content)


def test_what_is_missing_is_said_all_at_once(cast: Cast) -> None:
    draft = tenders.draft_tender(cast.buyer, cast.council.id, title="Hot meals")
    with pytest.raises(Refusals) as no:
        publication.publish_tender(cast.buyer, draft.id)
    assert {fault.field for fault in no.value.faults} >= {
        "description",
        "timetable",
        "lots",
        "questions",
        "clauses",
        "conditions",
    }


def test_a_buyer_not_yet_confirmed_may_draft_but_not_publish(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    with db.transaction():
        db.session.get_one(Organisation, cast.council.id).approved_at = None
    with pytest.raises(Refusal, match="has not yet confirmed that Midborough Council"):
        publication.publish_tender(cast.buyer, draft.id)


def test_an_enterprise_cannot_draft_a_tender(cast: Cast) -> None:
    with pytest.raises(Refusal, match="contracting authority or a private developer"):
        tenders.draft_tender(cast.baker, cast.bakery.id, title="Flour")


def test_nobody_else_may_touch_a_buyers_tender(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    for actor in (cast.baker, cast.broker, cast.finance, cast.stranger):
        with pytest.raises(NotAllowed):
            tenders.edit_tender(actor, draft.id, title="Mine")
        with pytest.raises(NotAllowed):
            publication.publish_tender(actor, draft.id)


def test_two_people_editing_one_tender_do_not_overwrite_each_other(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    seen = draft.revision
    with unchanged_since(seen):
        tenders.edit_tender(cast.buyer, draft.id, lots=[{"title": "First"}])
    with (
        unchanged_since(seen),
        pytest.raises(Refusal, match="Somebody else saved a change"),
    ):
        tenders.edit_tender(cast.buyer, draft.id, title="Second")
    assert parts_of(draft.id).lots[0].title == "First"


def test_only_the_action_that_was_asked_is_told_of_the_revision(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    with unchanged_since(draft.revision):
        tenders.edit_tender(cast.buyer, draft.id, title="First")
        tenders.edit_tender(cast.buyer, draft.id, title="What the first one sets off")
    assert draft.title == "What the first one sets off"


def test_parts_that_stay_keep_their_ids_and_the_rest_go(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, lots=3)
    first = parts_of(draft.id).lots[0].id
    tenders.edit_tender(cast.buyer, draft.id, lots=[{"title": "Only"}])
    assert [(lot.id, lot.number, lot.title) for lot in parts_of(draft.id).lots] == [
        (first, 1, "Only")
    ]


def test_eight_buyers_press_publish_at_the_same_moment_and_it_is_published_once(
    cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    db.session.remove()
    together = Barrier(8)

    def press(_: int) -> str:
        together.wait()
        try:
            publication.publish_tender(cast.buyer, draft.id)
        except Refusal as no:
            return str(no)
        finally:
            db.session.remove()
        return "published"

    with ThreadPoolExecutor(8) as pool:
        said = sorted(pool.map(press, range(8)))
    assert said == ["This tender is published, so it cannot be published now."] * 7 + ["published"]
    counts = [
        db.session.scalar(select(func.count()).select_from(TenderVersion)),
        db.session.scalar(
            select(func.count())
            .select_from(AuditRecord)
            .where(AuditRecord.verb == "tender.publish")
        ),
        db.session.scalar(
            select(func.count()).select_from(OutboxEntry).where(OutboxEntry.job == "tender_closed")
        ),
    ]
    assert counts == [1, 1, 1]


def test_a_lone_lot_needs_a_reason(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, lots=1, no_lots_reason="")
    with pytest.raises(Refusal, match="not divided into lots") as no:
        publication.publish_tender(cast.buyer, draft.id)
    assert no.value.field == "undivided_reason"
    assert db.session.scalar(select(func.count()).select_from(Lot)) == 1
    assert db.session.scalar(select(func.count()).select_from(Question)) == 2


def test_a_theme_that_is_not_in_the_list_is_never_kept(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    with pytest.raises(StatementError, match="music"):
        tenders.edit_tender(cast.buyer, draft.id, theme="music")
    with pytest.raises(StatementError, match="music"):
        make.contract(cast.council, cast.bakery, "10.00", theme="music")
    tenders.edit_tender(cast.buyer, draft.id, theme="tourism")
    db.session.remove()
    assert db.session.get_one(Tender, draft.id).theme is Theme.TOURISM
