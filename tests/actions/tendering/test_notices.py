"""Notices: remembered once, updated by what is newer, never at the cost of a draft."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from marketplace.engine import db, jobs
from marketplace.engine.access import SYSTEM, Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.engine.messages import Message
from marketplace.organisations.models.organisations import (
    Organisation,
    OrganisationIdentifier,
    TradingAddress,
)
from marketplace.tendering.actions import notices, tenders
from marketplace.tendering.actions.notices import Outcome
from marketplace.tendering.models.notices import Notice, NoticeRelease
from marketplace.tendering.queries.notices import kept_among, key_of, newer_notice, offers_of
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.open_data.notice import (
    CpvCode,
    NoticeFacts,
    NoticeLotFacts,
    NoticeStage,
    PartyFacts,
)
from procurement.open_data.ocds_read import read_release
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make

COUNCIL = PartyFacts(
    name="Midborough City Council",
    identifiers=(("GB-CFS", "43899"),),
    roles=("buyer",),
    postcode="B1 1BB",
)
CATERER = PartyFacts(
    name="Wheel & Spoon CIC", identifiers=(("GB-COH", "2036103"),), roles=("supplier",)
)
COURT = PartyFacts(name="Midborough Court", roles=("reviewBody",))
FACTS = NoticeFacts(
    ocid="ocds-b5fd17-1",
    release_id="r1",
    released_at=datetime(2026, 11, 1, tzinfo=UTC),
    stage=NoticeStage.TENDER,
    tags=("tender",),
    status="active",
    title="Meals for day centres",
    description="Hot meals at two centres.",
    buyer=COUNCIL,
    other_parties=(CATERER, COURT),
    value_pence=12_000_000,
    gross_value_pence=None,
    currency="GBP",
    category="services",
    procedure="open",
    cpv_codes=(CpvCode("55520000"),),
    lots=(NoticeLotFacts("1", "North", "", 6_000_000, "GBP"),),
    award_criteria=(),
    delivery_places=(),
    delivery_postcodes=("B4 7DJ",),
    delivery_regions=("West Midlands",),
    published_at=None,
    tender_ends_at=None,
    contract_starts_on=None,
    contract_ends_on=None,
    is_suitable_for_vcse=None,
    source_url="https://example.org/notice/1",
    release={"ocid": "ocds-b5fd17-1", "id": "r1"},
)
LATER = replace(
    FACTS,
    release_id="r2",
    released_at=datetime(2026, 11, 9, tzinfo=UTC),
    title="Meals for three day centres",
    value_pence=18_000_000,
    lots=(NoticeLotFacts("1", "North", "", 9_000_000, "GBP"),),
)


def published(facts: NoticeFacts) -> NoticeFacts:
    """The facts as they are read from a release that says the same."""
    parties = [
        {
            "id": f"party {index}",
            "name": party.name,
            "roles": list(party.roles),
            "address": {"postalCode": party.postcode},
            "additionalIdentifiers": [
                {"scheme": scheme, "id": number} for scheme, number in party.identifiers
            ],
        }
        for index, party in enumerate([facts.buyer, *facts.other_parties])
    ]
    value = {"amount": f"{facts.value_pence or 0}e-2", "currency": facts.currency}
    lots = [
        {
            "id": lot.id,
            "title": lot.title,
            "value": {"amount": f"{lot.value_pence or 0}e-2", "currency": lot.currency},
        }
        for lot in facts.lots
    ]
    tender = {
        "title": facts.title,
        "description": facts.description,
        "value": value,
        "lots": lots,
        "documents": [{"id": "1", "url": facts.source_url, "format": "text/html"}],
        "classification": {"scheme": "CPV", "id": "".join(one.code for one in facts.cpv_codes)},
        "items": [
            {
                "id": "1",
                "deliveryAddresses": [
                    *({"postalCode": postcode} for postcode in facts.delivery_postcodes),
                    *({"region": region} for region in facts.delivery_regions),
                ],
            }
        ],
    }
    if facts.tender_ends_at is not None:
        tender["tenderPeriod"] = {"endDate": facts.tender_ends_at.isoformat()}
    release = read_release(
        {
            **facts.release,
            "ocid": facts.ocid,
            "id": facts.release_id,
            "date": facts.released_at.isoformat() if facts.released_at else None,
            "tag": [facts.stage.value],
            "buyer": {"id": "party 0"},
            "parties": parties,
            "tender": tender,
        },
        "here",
    )
    assert isinstance(release, NoticeFacts)
    return release


def take(facts: NoticeFacts) -> Outcome:
    (outcome,) = notices.import_notice_batch(SYSTEM, None, releases=[published(facts)])
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def names() -> list[str]:
    return sorted(db.session.scalars(select(Organisation.name)))


def the_notice() -> Notice:
    db.session.rollback()
    return db.session.scalars(select(Notice)).one()


def claimed(make: Make) -> tuple[UUID, object]:
    """The notice's buyer with somebody who buys for it."""
    take(FACTS)
    buyer = db.session.get_one(Organisation, the_notice().buyer_id)
    return buyer.id, make.member(buyer, Role.BUYER, name="Nora Notice")


@pytest.mark.usefixtures("app")
def test_a_notice_is_remembered_with_unclaimed_organisations_that_take_part() -> None:
    assert take(FACTS) is Outcome.IMPORTED
    assert names() == ["Midborough City Council", "Wheel & Spoon CIC"]
    buyer = db.session.get_one(Organisation, the_notice().buyer_id)
    assert (buyer.kind, buyer.claimed_at, buyer.contact_email) == (Kind.COUNCIL, None, "")
    assert db.session.scalars(select(TradingAddress.ward_name)).all() == ["Ladywood"]
    assert ("GB-COH", "02036103") in db.session.execute(
        select(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier)
    ).all()


@pytest.mark.usefixtures("app")
def test_the_same_release_again_changes_nothing() -> None:
    take(FACTS)
    assert kept_among([published(FACTS)]) == {key_of(published(FACTS))}
    assert take(FACTS) is Outcome.UNCHANGED
    assert take(replace(FACTS, release_id="other", title="Same day")) is Outcome.UNCHANGED
    assert the_notice().title == "Meals for day centres"


@pytest.mark.usefixtures("app")
def test_a_newer_release_updates_its_process_and_an_older_one_does_not() -> None:
    take(FACTS)
    assert take(LATER) is Outcome.UPDATED
    assert take(FACTS) is Outcome.UNCHANGED
    assert the_notice().title == "Meals for three day centres"


@pytest.mark.usefixtures("app")
def test_a_release_of_which_only_a_part_came_later_wipes_nothing_and_is_kept() -> None:
    contract = read_release(
        {
            "ocid": FACTS.ocid,
            "id": "r3",
            "date": "2026-11-20T00:00:00Z",
            "tag": ["contract"],
            "buyer": {"name": COUNCIL.name},
            "contracts": [{"id": "c", "title": "Contract for meals"}],
        },
        "here",
    )
    assert isinstance(contract, NoticeFacts)
    assert notices.import_notice_batch(SYSTEM, None, releases=[contract]) == [Outcome.IMPORTED]
    assert the_notice().title == "Contract for meals"
    assert take(FACTS) is Outcome.UPDATED
    notice = the_notice()
    assert (notice.title, notice.value, notice.cpv, notice.stage) == (
        "Meals for day centres",
        Money(12_000_000),
        ["55520000"],
        "contract",
    )
    assert [lot["title"] for lot in notice.lots] == ["North"]
    kept = select(NoticeRelease.release_id).order_by(NoticeRelease.released_at)
    assert db.session.scalars(kept).all() == ["r1", "r3"]


@pytest.mark.usefixtures("app")
def test_a_sum_without_a_currency_is_not_pounds() -> None:
    take(replace(FACTS, currency="", lots=(NoticeLotFacts("1", "North", "", 6_000_000, ""),)))
    assert (the_notice().value, the_notice().currency) == (None, None)
    assert the_notice().lots[0]["value_pence"] is None


@pytest.mark.usefixtures("app")
def test_an_organisation_with_a_second_account_number_is_not_made_twice() -> None:
    take(FACTS)
    again = replace(COUNCIL, name="MIDBOROUGH CITY COUNCIL ", identifiers=(("GB-CFS", "41105"),))
    take(replace(FACTS, ocid="ocds-b5fd17-2", buyer=again, other_parties=()))
    assert names() == ["Midborough City Council", "Wheel & Spoon CIC"]
    assert db.session.scalar(select(func.count()).select_from(OrganisationIdentifier)) == 3


@pytest.mark.usefixtures("app")
def test_two_companies_of_one_name_but_two_numbers_stay_two() -> None:
    take(FACTS)
    other = replace(CATERER, identifiers=(("GB-COH", "02036104"),))
    take(replace(FACTS, ocid="ocds-b5fd17-2", other_parties=(other,)))
    assert names().count("Wheel & Spoon CIC") == 2


def test_a_supplier_known_here_is_recognised_by_its_number(cast: Cast) -> None:
    number = db.session.scalars(
        select(OrganisationIdentifier.identifier).where(
            OrganisationIdentifier.organisation_id == cast.bakery.id
        )
    ).one()
    renamed = replace(CATERER, name="Harbour Bakery", identifiers=(("GB-COH", number),))
    take(replace(FACTS, other_parties=(renamed,)))
    assert "Harbour Bakery" not in names()


@pytest.mark.usefixtures("app")
def test_another_currency_is_named_but_not_taken_for_pounds() -> None:
    take(replace(FACTS, currency="EUR"))
    assert (the_notice().value, the_notice().currency) == (None, "EUR")


@pytest.mark.usefixtures("app")
def test_characters_a_database_cannot_hold_are_left_out() -> None:
    take(replace(FACTS, title="Me\x00als", release={"text": "\ud800\x00!"}))
    assert the_notice().title == "Meals"
    assert the_notice().release["text"] == "?!"


def test_only_the_system_takes_in_notices(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        notices.import_notice_batch(cast.buyer, None, releases=[FACTS])


def test_a_buyer_drafts_from_its_own_notice(make: Make) -> None:
    buyer_id, buyer = claimed(make)
    draft = tenders.draft_tender(buyer, buyer_id, notice_id=the_notice().id)
    assert (draft.title, draft.estimate, draft.cpv) == (
        "Meals for day centres",
        Money(7_200_000),
        ["55520000"],
    )
    assert [(lot.title, lot.estimate) for lot in parts_of(draft.id).lots] == [
        ("North", Money(6_000_000))
    ]


def test_nobody_drafts_from_the_notice_of_another_body(cast: Cast) -> None:
    take(FACTS)
    with pytest.raises(Refusal, match="This notice is of Midborough City Council"):
        tenders.draft_tender(cast.buyer, cast.council.id, notice_id=the_notice().id)


def test_a_later_release_never_overwrites_a_draft_but_is_offered(make: Make) -> None:
    buyer_id, buyer = claimed(make)
    draft = tenders.draft_tender(buyer, buyer_id, notice_id=the_notice().id)
    tenders.edit_tender(buyer, draft.id, title="Meals, in my words")
    assert newer_notice(draft) is None
    take(LATER)
    db.session.expire_all()
    assert draft.title == "Meals, in my words"
    notice = newer_notice(draft)
    assert notice is not None
    assert [(one.field, one.theirs) for one in offers_of(draft, notice)] == [
        ("title", "Meals for three day centres"),
        ("lots", [{"title": "North", "description": "", "estimate": Money(9_000_000)}]),
    ]
    (lot,) = parts_of(draft.id).lots
    later = [{"title": "North", "estimate": lot.estimate, "extension_months": 12}]
    tenders.edit_tender(buyer, draft.id, lots=later)
    tenders.take_offer(buyer, draft.id, release_id="r2", fields=["lots"])
    assert (draft.title, draft.estimate) == ("Meals, in my words", Money(10_800_000))
    (lot,) = parts_of(draft.id).lots
    assert lot.extension_months == 12
    assert newer_notice(draft) is None
    jobs.run_due()
    assert db.session.scalars(
        select(Message.subject).where(Message.template == "notice_changed")
    ).all() == ["The notice has changed: Meals, in my words"]


def test_an_offer_that_changed_meanwhile_is_looked_at_anew(make: Make) -> None:
    buyer_id, buyer = claimed(make)
    draft = tenders.draft_tender(buyer, buyer_id, notice_id=the_notice().id)
    take(LATER)
    take(
        replace(
            LATER, release_id="r3", released_at=datetime(2026, 11, 9, tzinfo=UTC) + timedelta(1)
        )
    )
    with pytest.raises(Refusal, match="has changed again"):
        tenders.take_offer(buyer, draft.id, release_id="r2", fields=["title"])


@pytest.mark.usefixtures("app")
def test_a_batch_is_one_record_that_holds_every_release() -> None:
    another = published(replace(FACTS, ocid="ocds-b5fd17-2"))
    untitled = published(replace(FACTS, ocid="ocds-b5fd17-3"))
    untitled = replace(untitled, release={**untitled.release, "tender": {}})
    first, later = published(FACTS), published(LATER)
    taken = notices.import_notice_batch(
        SYSTEM, None, releases=[first, later, untitled, another, first]
    )
    assert [str(outcome) for outcome in taken] == [
        "imported",
        "updated",
        "It has no title.",
        "imported",
        "unchanged",
    ]
    record = db.session.scalars(
        select(AuditRecord).where(AuditRecord.verb == "notice_batch.import")
    ).one()
    kept = db.session.scalars(select(NoticeRelease)).all()
    assert set(record.rows["notice_releases"]) == {str(row.id) for row in kept}
    assert len(kept) == 3
    assert record.rows["notice_releases"][str(kept[0].id)]["ocid"] == kept[0].ocid
    assert (record.after["imported"], record.after["updated"], record.after["unchanged"]) == (
        2,
        1,
        1,
    )
    assert notices.import_notice_batch(SYSTEM, None, releases=[later]) == [Outcome.UNCHANGED]
    titles = select(Notice.title).order_by(Notice.ocid)
    assert db.session.scalars(titles).all() == [LATER.title, FACTS.title]
