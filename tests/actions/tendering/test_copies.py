"""A copy begins with all that may be used again, with nothing else, and with nothing decided."""

from datetime import timedelta

import pytest

from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions.documents import Upload
from marketplace.organisations.models.documents import ScanState
from marketplace.tendering.actions import copies, tender_documents, tenders
from marketplace.tendering.actions.copies import COPIED, NOT_COPIED
from marketplace.tendering.actions.tenders import PARTS
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.copies import last_time_of
from marketplace.tendering.queries.draft_faults import draft_faults
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.tendering.decided import DECISIONS
from procurement.tendering.lot import Beyond
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make


def names_of_a_tender() -> set[str]:
    """Each column of the tables of which a draft is made, and each other table that names one."""
    tables = db.Base.metadata.tables
    made_of = set(COPIED)
    columns = {f"{name}.{column.name}" for name in made_of for column in tables[name].columns}
    naming = {
        table.name
        for table in tables.values()
        for key in table.foreign_keys
        if key.column.table.name in made_of
    }
    return columns | (naming - made_of)


def test_every_column_and_table_of_a_draft_is_copied_or_named_with_its_reason() -> None:
    copied = [f"{table}.{column}" for table, columns in COPIED.items() for column in columns]
    named = copied + [name for names in NOT_COPIED.values() for name in names]
    assert sorted(named) == sorted(names_of_a_tender())
    assert set(COPIED) == {"tenders", *PARTS}


@pytest.mark.parametrize("state", [TenderState.DRAFT, TenderState.PUBLISHED, TenderState.CANCELLED])
def test_a_copy_is_a_draft_with_the_same_words_and_without_days_and_sums(
    make: Make, cast: Cast, state: TenderState
) -> None:
    earlier = make.tender(cast.council, state=state, lots=2, less_vat_because="Care is exempt.")
    with db.transaction():
        for lot in parts_of(earlier.id).lots:
            lot.options, lot.extension_months, lot.extension = "Twice as many meals.", 12, "Once."
    copy = copies.copy_tender(cast.buyer, earlier.id)
    assert copy.state is TenderState.DRAFT
    assert (copy.copied_from_id, copy.buyer_id) == (earlier.id, cast.council.id)
    for name in COPIED["tenders"]:
        assert getattr(copy, name) == getattr(earlier, name), name
    was, now = parts_of(earlier.id), parts_of(copy.id)
    for part in PARTS:
        assert [[getattr(row, name) for name in COPIED[part]] for row in getattr(now, part)] == [
            [getattr(row, name) for name in COPIED[part]] for row in getattr(was, part)
        ]
    never = ("estimate", "options_estimate", "closes_at", "award_on", "starts_on", "ends_on")
    assert [getattr(copy, name) for name in never] == [None] * 6
    sums = ("estimate", "options_estimate", "extension_estimate", "vat_percent", "floor", "ceiling")
    assert [[getattr(lot, name) for name in sums] for lot in now.lots] == [[None] * 6] * 2
    assert [lot.beyond for lot in now.lots] == [Beyond("Twice as many meals.", 12, "Once.")] * 2
    assert (copy.central_notice, copy.less_vat_because) == ("", "")


def test_nothing_of_a_copy_is_decided_until_somebody_keeps_it(make: Make, cast: Cast) -> None:
    earlier = make.tender(cast.council, lots=2)
    copy = copies.copy_tender(cast.buyer, earlier.id)
    assert copy.decided == []
    faults = draft_faults(copy, parts_of(copy.id), cast.council.kind, clock.now())
    assert set(DECISIONS) <= {fault.field for fault in faults}
    kept = tenders.edit_tender(cast.buyer, copy.id, kept=["payment_days", "estimate", "closes_at"])
    assert kept.decided == ["payment_days"]
    assert "payment_days" not in kept.brought
    assert "theme" in kept.brought


def test_what_was_saved_meanwhile_is_brought_no_more(make: Make, cast: Cast) -> None:
    copy = copies.copy_tender(cast.buyer, make.tender(cast.council).id)
    saved = tenders.edit_tender(cast.buyer, copy.id, theme="health", lots=[{"title": "All"}])
    assert {"theme", "lots"} <= set(saved.decided)
    assert not {"theme", "lots"} & set(saved.brought)


def test_documents_come_along_in_their_newest_version_but_for_an_unsafe_one(
    make: Make, cast: Cast
) -> None:
    earlier = make.tender(cast.council, state=TenderState.DRAFT)

    def attach(kind: str, text: bytes) -> None:
        file = Upload("file.txt", "text/plain", text)
        tender_documents.attach_document(cast.buyer, earlier.id, kind=kind, file=file)

    attach("Specification", b"Two hot meals")
    attach("Plan", b"Not safe")
    with db.transaction():
        documents_of_tender(earlier.id)[1].newest.scan = ScanState.INFECTED
    copy = copies.copy_tender(cast.buyer, earlier.id)
    (document,) = documents_of_tender(copy.id)
    (first, _) = documents_of_tender(earlier.id)
    assert (document.kind, document.newest.sha256) == ("Specification", first.newest.sha256)
    assert document.id != first.id


def test_who_does_not_buy_for_the_organisation_copies_nothing(make: Make, cast: Cast) -> None:
    earlier = make.tender(cast.council)
    for other in (cast.baker, make.member(cast.council, Role.EVALUATOR)):
        with pytest.raises(NotAllowed):
            copies.copy_tender(other, earlier.id)


def test_the_dates_of_a_copy_are_proposed_as_long_as_last_time(make: Make, cast: Cast) -> None:
    earlier = make.tender(cast.council)
    assert earlier.published_at is not None
    assert earlier.closes_at is not None
    clock.set_to(earlier.closes_at + timedelta(days=200))
    copy = copies.copy_tender(cast.buyer, earlier.id)
    last = last_time_of(copy, clock.now())
    assert last is not None
    assert last.plan is not None
    assert last.ends_on is not None
    was = london_day(earlier.closes_at) - london_day(earlier.published_at)
    assert (
        timedelta() <= (london_day(last.plan.closes_at) - clock.today()) - was < timedelta(days=5)
    )
    assert earlier.starts_on is not None
    assert earlier.ends_on is not None
    assert last.ends_on - last.plan.starts_on == earlier.ends_on - earlier.starts_on


def test_another_law_by_the_new_estimate_and_what_the_law_changed_is_said(
    make: Make, cast: Cast
) -> None:
    earlier = make.tender(cast.council, estimate=Money(18_000_000))
    copy = copies.copy_tender(cast.buyer, earlier.id)
    last = last_time_of(copy, clock.now())
    assert last is not None
    assert last.other_law is None
    dearer = tenders.edit_tender(
        cast.buyer, copy.id, lots=[{"estimate": Money(75_000_000)} for _ in parts_of(copy.id).lots]
    )
    last = last_time_of(dearer, clock.now())
    assert last is not None
    assert last.other_law is not None
    assert "applies in full" in last.other_law[1]
    assert last.changes == ()


def test_a_draft_that_was_not_copied_has_no_last_time(make: Make, cast: Cast) -> None:
    draft: Tender = make.tender(cast.council, state=TenderState.DRAFT)
    assert last_time_of(draft, clock.now()) is None
