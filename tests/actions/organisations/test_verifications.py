"""The broker's word: who a buyer is, and which enterprise counts on which day."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.bidding.models.bids import Bid, bids_visible_to
from marketplace.desk.actions import merges
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import organisations, verifications
from marketplace.organisations.models.organisations import Organisation, Verification
from marketplace.organisations.queries.directory import identifiers_of, is_counted
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.search_documents import SearchedNotice
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier, Kind
from procurement.organisations.social_enterprise import Criterion, EvidenceKind
from tests.cast import Cast, Make
from tests.letters import letters_to

TODAY = date(2026, 11, 23)


@pytest.fixture
def repairs(make: Make, cast: Cast) -> Organisation:
    """A CIC that nobody has verified."""
    return make.organisation(Kind.CIC, "Ladywood Repairs")


def verify(broker: Actor, organisation: Organisation, **other: Any) -> Verification:
    values: dict[str, Any] = {
        "evidence": EvidenceKind.CIC_REGISTER,
        "reference": "Entry read",
        "identifier": f"GB-COH-{identifiers_of(organisation.id)[0].identifier}",
        "expires_on": date(2027, 5, 1),
    }
    return verifications.verify_enterprise(broker, organisation.id, **values | other)


def test_a_verified_enterprise_counts_from_that_day_to_its_last(
    cast: Cast, repairs: Organisation
) -> None:
    verify(cast.broker, repairs)
    days = [date(2026, 11, 22), TODAY, date(2027, 5, 1), date(2027, 5, 2)]
    assert [is_counted(repairs.id, day) for day in days] == [False, True, True, False]


def test_a_revoked_verification_counts_until_the_day_before(
    cast: Cast, repairs: Organisation
) -> None:
    row = verify(cast.broker, repairs)
    clock.set_to(clock.now() + timedelta(days=3), stopped=True)
    verifications.revoke_verification(cast.broker, row.id, reason="Struck off.")
    assert is_counted(repairs.id, TODAY + timedelta(days=2))
    assert not is_counted(repairs.id, TODAY + timedelta(days=3))


def test_the_owner_reads_why_it_was_revoked(cast: Cast) -> None:
    row = db.session.scalars(
        select(Verification).where(Verification.organisation_id == cast.bakery.id)
    ).one()
    verifications.revoke_verification(cast.broker, row.id, reason="Struck off the register.")
    assert "Struck off the register." in letters_to("beth.baker@example.org")[-1].body


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"evidence": EvidenceKind.SELF_DECLARED}, "evidence"),
        ({"reference": " "}, "reference"),
        ({"expires_on": date(2027, 11, 24)}, "expires_on"),
        ({"identifier": ""}, "identifier"),
        ({"identifier": "GB-COH-99999999"}, "identifier"),
        (
            {
                "evidence": EvidenceKind.GOVERNING_DOCUMENT,
                "criteria": frozenset({Criterion.MISSION}),
            },
            "criteria",
        ),
    ],
)
def test_evidence_that_lacks_what_it_rests_on_is_refused(
    cast: Cast, repairs: Organisation, other: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as no:
        verify(cast.broker, repairs, **other)
    assert no.value.field == field


def test_a_council_is_no_social_enterprise(cast: Cast) -> None:
    with pytest.raises(Refusal, match="of this kind"):
        verify(cast.broker, cast.council)


def test_nobody_but_the_broker_verifies(cast: Cast, repairs: Organisation) -> None:
    for person in (cast.buyer, cast.baker, cast.board_member, cast.stranger):
        with pytest.raises(NotAllowed):
            verify(person, repairs)


def test_a_buyer_is_approved_once(make: Make, cast: Cast) -> None:
    with db.transaction():
        cast.council.approved_at = None
    verifications.approve_buyer(cast.broker, cast.council.id)
    db.session.refresh(cast.council)
    assert cast.council.approved_at == clock.now()
    with pytest.raises(Refusal, match="before"):
        verifications.approve_buyer(cast.broker, cast.council.id)


def test_a_merged_record_hands_over_its_numbers_notices_and_people(make: Make, cast: Cast) -> None:
    double = make.organisation(Kind.COUNCIL, "Midborough City Council")
    theirs = identifiers_of(double.id)[0]
    with db.transaction():
        db.session.add(
            Notice(
                ocid="ocds-1",
                release_id="1",
                released_at=clock.now(),
                stage="tender",
                title="Bread",
                description="",
                buyer_id=double.id,
                cpv=[],
                lots=[],
                release={},
                source="test",
                imported_at=clock.now(),
            )
        )
    kept = identifiers_of(cast.council.id)[0]
    merges.merge_organisation(
        cast.broker, double.id, into=Identifier.of(kept.scheme, kept.identifier)
    )
    assert theirs.identifier in {row.identifier for row in identifiers_of(cast.council.id)}
    assert db.session.scalars(select(Notice.buyer_id)).one() == cast.council.id
    council_id = cast.council.id  # the jobs end the session that it was read in
    jobs.run_due()
    assert db.session.scalars(select(SearchedNotice.buyer_id)).one() == council_id


def test_a_merged_record_brings_its_people_where_nobody_answers_yet(make: Make, cast: Cast) -> None:
    double, known = (make.organisation(Kind.CIC, name) for name in ("Harbor CIC", "Harbour CIC"))
    ada = make.member(double, Role.OWNER)
    (number,) = identifiers_of(known.id)
    merges.merge_organisation(
        cast.broker, double.id, into=Identifier.of(number.scheme, number.identifier)
    )
    assert make.again(ada).roles == {(known.id, Role.OWNER)}


def test_a_merger_lets_nobody_into_the_sealed_bids_of_another(make: Make, cast: Cast) -> None:
    bid = make.bid(make.tender(cast.council), cast.bakery)
    double = make.organisation(Kind.CIC, "Harbor Bakery")
    friend = make.member(double, Role.OWNER, name="Fred Friend")
    (number,) = identifiers_of(cast.bakery.id)
    merges.merge_organisation(
        cast.broker, double.id, into=Identifier.of(number.scheme, number.identifier)
    )
    friend = make.again(friend)
    assert friend.roles == frozenset()
    assert db.session.scalars(bids_visible_to(friend)).all() == []
    assert bid.id in set(db.session.scalars(bids_visible_to(cast.baker).with_only_columns(Bid.id)))
    assert [letter.template for letter in letters_to("fred.friend@example.org")] == [
        "organisation_merged"
    ]


def test_a_record_that_is_part_of_a_consortium_is_not_merged(make: Make, cast: Cast) -> None:
    make.joint_bid(make.tender(cast.council), {cast.bakery: "60", cast.gardens: "40"})
    (number,) = identifiers_of(cast.cleaners.id)
    with pytest.raises(Refusal, match="consortia"):
        merges.merge_organisation(
            cast.broker, cast.gardens.id, into=Identifier.of(number.scheme, number.identifier)
        )


def test_a_record_is_not_merged_into_itself(cast: Cast) -> None:
    own = identifiers_of(cast.council.id)[0]
    with pytest.raises(Refusal, match="the one that stays"):
        merges.merge_organisation(
            cast.broker, cast.council.id, into=Identifier.of(own.scheme, own.identifier)
        )


def test_an_ended_enterprise_no_longer_counts(cast: Cast) -> None:
    verifications.dissolve_organisation(cast.broker, cast.bakery.id, on=date(2026, 11, 1))
    assert is_counted(cast.bakery.id, date(2026, 10, 31))
    assert not is_counted(cast.bakery.id, date(2026, 11, 1))


def test_the_end_is_not_noted_before_its_day(cast: Cast) -> None:
    with pytest.raises(Refusal) as no:
        verifications.dissolve_organisation(cast.broker, cast.bakery.id, on=date(2026, 11, 24))
    assert no.value.field == "on"


def test_a_changed_contact_is_told_to_the_old_one(cast: Cast) -> None:
    old = cast.bakery.contact_email
    organisations.update_organisation(
        cast.baker,
        cast.bakery.id,
        profile=organisations.OrganisationProfile("Harbour Bakery CIC", "fresh@example.org"),
    )
    assert [letter.template for letter in letters_to(old)] == ["contact_changed"]
