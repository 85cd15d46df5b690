"""A draft is approved by a colleague before it is published, where the buyer wants two people."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.engine import clock, db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.tenders import edit_tender
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.approvals import publication_mark
from procurement.ground.money import Money
from procurement.tendering.conflict import Interest
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.letters import letters


@pytest.fixture
def colleague(cast: Cast, make: Make) -> Actor:
    """A second buyer of the council, which wants two people."""
    who = make.member(cast.council, Role.BUYER)
    with db.transaction():
        db.session.get_one(Organisation, cast.council.id).wants_two = True
    return who


@pytest.fixture
def draft(cast: Cast, make: Make, colleague: Actor) -> UUID:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    declare_conflict(colleague, key, interest=Interest.NONE, about="")
    return key


def state_of(tender_id: UUID) -> TenderState:
    db.session.remove()
    return db.session.get_one(Tender, tender_id).state


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="([0-9]+)"', page)
    assert found
    return found[1]


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_nobody_publishes_before_a_colleague_has_approved_what_stands(
    app: Flask, cast: Cast, colleague: Actor, draft: UUID
) -> None:
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    base, preview = f"/tenders/{draft}/publication-approval", f"/tenders/{draft}/preview"
    alone = author.post(f"/tenders/{draft}/publish", data={"revision": "1"})
    assert alone.status_code == 422
    assert "wants two people for this publication" in alone.text
    assert "Publish the tender" not in author.get(preview).text
    assert "Check and publish" not in author.get(f"/tenders/{draft}/draft").text
    author.post(f"{base}/ask")
    assert "has asked for a colleague to approve this draft" in (
        author.get(f"/tenders/{draft}/draft").text
    )
    assert (
        "a colleague gives it"
        in author.post(f"{base}/give", data={"seen": seen(second.get(preview).text)}).text
    )
    assert "Approve the publication, or send it back" in second.get("/my").text
    assert "Approve the publication" not in author.get("/my").text
    stale = second.post(f"{base}/give", data={"seen": "0" * 64})
    assert "read it again, then approve it" in stale.text
    second.post(f"{base}/give", data={"seen": seen(second.get(preview).text)})
    page = author.get(preview).text
    assert "approved the draft as it stands" in page
    assert "Check and publish" in author.get(f"/tenders/{draft}/draft").text
    author.post(f"/tenders/{draft}/publish", data={"revision": revision(page)})
    assert state_of(draft) is TenderState.PUBLISHED
    assert {"approval_asked", "approval_given"} <= {letter.template for letter in letters()}
    assert "Approve the publication" not in second.get("/my").text


def test_what_changes_after_the_approval_is_approved_anew_but_for_the_notice_elsewhere(
    app: Flask, cast: Cast, colleague: Actor, draft: UUID
) -> None:
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    base, preview = f"/tenders/{draft}/publication-approval", f"/tenders/{draft}/preview"
    author.post(f"{base}/ask")
    second.post(f"{base}/give", data={"seen": seen(second.get(preview).text)})
    with db.transaction():
        db.session.get_one(Tender, draft).central_notice = "012345-2026"
    assert "approved the draft as it stands" in author.get(preview).text
    with db.transaction():
        db.session.get_one(Tender, draft).description = "Three hot meals a day."
    page = author.get(preview).text
    assert "It has changed since it was last approved" in page
    assert "Publish the tender" not in page
    author.post(f"{base}/ask")
    author.post(f"{base}/ask")
    assert "Approve the publication" in second.get("/my").text
    assert "Finish and publish" not in author.get("/my").text
    edit_tender(cast.buyer, draft, description="Four hot meals a day.")
    assert "Approve the publication" not in second.get("/my").text
    assert "Finish and publish" in author.get("/my").text
    edit_tender(cast.buyer, draft, description="Three hot meals a day.")
    author.post(f"{base}/ask")
    edit_tender(cast.buyer, draft, central_notice="012345-2026")
    assert "asked on" in second.get(preview).text
    assert "Approve the publication" in second.get("/my").text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("notice_on", date(2026, 12, 1)),
        ("engaged_until", date(2026, 12, 1)),
        ("engaged_how", "Write to us."),
        ("risks", "The roof may hold asbestos."),
        ("closes_at", NOW + timedelta(days=44)),
        ("payment_reason", "Our run is every two weeks."),
        ("less_vat_because", "Training is exempt."),
    ],
)
def test_whatever_a_notice_holds_or_rests_on_is_approved_as_it_stood(
    cast: Cast, draft: UUID, name: str, value: object
) -> None:
    def mark() -> str:
        return publication_mark(db.session.get_one(Tender, draft), clock.now())

    before = mark()
    with db.transaction():
        setattr(db.session.get_one(Tender, draft), name, value)
    assert mark() != before


def test_the_address_of_the_buyer_is_approved_and_the_number_elsewhere_and_interests_are_not(
    cast: Cast, colleague: Actor, draft: UUID
) -> None:
    def mark() -> str:
        return publication_mark(db.session.get_one(Tender, draft), clock.now())

    before = mark()
    with db.transaction():
        row = db.session.get_one(Tender, draft)
        row.central_notice, row.central_notice_at = "012345-2026", NOW
    declare_conflict(colleague, draft, interest=Interest.PERCEIVED, about="My cousin cooks.")
    assert mark() == before
    with db.transaction():
        db.session.get_one(Organisation, cast.council.id).contact_email = "other@example.org"
    assert mark() != before


def test_only_a_finished_draft_is_approved_but_for_its_notice_elsewhere(
    app: Flask, cast: Cast, draft: UUID
) -> None:
    author, base = client_of(app, cast.buyer), f"/tenders/{draft}/publication-approval"
    preview = f"/tenders/{draft}/preview"
    edit_tender(cast.buyer, draft, ends_on=None)
    assert "Finish it first" in author.get(preview).text
    assert "Ask a colleague" not in author.get(preview).text
    refused = author.post(f"{base}/ask")
    assert refused.status_code == 422
    assert "Say when the contract ends" in refused.text


def test_who_approves_has_declared_their_interests_first(
    app: Flask, cast: Cast, make: Make, colleague: Actor
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    third = make.member(cast.council, Role.OWNER)
    author, second = client_of(app, cast.buyer), client_of(app, third)
    base, preview = f"/tenders/{key}/publication-approval", f"/tenders/{key}/preview"
    author.post(f"{base}/ask")
    assert {letter.person_id for letter in letters() if letter.template == "approval_asked"} == {
        colleague.person_id,
        third.person_id,
    }
    page = second.get(preview).text
    assert f'href="/evaluations/{key}/declare"' in page
    assert "Approve it" not in page
    mark = publication_mark(db.session.get_one(Tender, key), clock.now())
    for verb, data in (("give", {"seen": mark}), ("refuse", {"reason": "The weights."})):
        refused = second.post(f"{base}/{verb}", data=data)
        assert refused.status_code == 422
        assert "Declare your interests" in refused.text
    declare_conflict(third, key, interest=Interest.NONE, about="")
    assert (
        second.post(f"{base}/give", data={"seen": seen(second.get(preview).text)}).status_code
        == 302
    )


def test_an_approval_is_told_while_something_else_is_still_missing(
    app: Flask, cast: Cast, make: Make, colleague: Actor, draft: UUID
) -> None:
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    base, preview = f"/tenders/{draft}/publication-approval", f"/tenders/{draft}/preview"
    author.post(f"{base}/ask")
    second.post(f"{base}/give", data={"seen": seen(second.get(preview).text)})
    undeclared = client_of(app, make.member(cast.council, Role.BUYER)).get(preview).text
    assert "approved the draft as it stands" in undeclared
    assert "Publish the tender" not in undeclared
    with db.transaction():
        row = db.session.get_one(Tender, draft)
        row.central_notice, row.central_notice_at = "012345-2026", None
    page = author.get(preview).text
    assert "Enter when the notice was published" in page
    assert "approved the draft as it stands" in page


def test_a_colleague_sends_it_back_with_what_is_wrong(
    app: Flask, cast: Cast, colleague: Actor, draft: UUID
) -> None:
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    base = f"/tenders/{draft}/publication-approval"
    author.post(f"{base}/ask")
    assert "Say what is wrong" in second.post(f"{base}/refuse", data={"reason": " "}).text
    second.post(f"{base}/refuse", data={"reason": "The weights do not fit."})
    for page in ("preview", "draft"):
        assert "The weights do not fit." in author.get(f"/tenders/{draft}/{page}").text
    assert "approval_sent_back" in {letter.template for letter in letters()}
    assert (
        "Nobody waits for an approval"
        in second.post(f"{base}/refuse", data={"reason": "Again."}).text
    )


def test_where_one_person_is_enough_nothing_of_it_is_shown(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    page = client_of(app, cast.buyer).get(f"/tenders/{key}/preview").text
    assert "colleague" not in page.split("Publish the tender")[1]
    assert "Publish the tender" in page


def test_the_task_of_the_notice_elsewhere_wants_the_approval_first(
    app: Flask, cast: Cast, make: Make, colleague: Actor
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT, estimate=Money(30_000_000)).id
    declare_conflict(colleague, key, interest=Interest.NONE, about="")
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    base, task = f"/tenders/{key}/publication-approval", f"/tenders/{key}/draft/central"
    words = "A colleague approves the draft first"
    before, _, after = author.get(task).text.partition(words)
    assert "Publish the notice on" not in before
    assert f'href="/tenders/{key}/preview"' in after.partition("Publish the notice on")[0]
    author.post(f"{base}/ask")
    assert words in author.get(task).text
    second.post(f"{base}/give", data={"seen": seen(second.get(f"/tenders/{key}/preview").text)})
    assert words not in author.get(task).text


def test_who_has_not_declared_is_named_before_the_task_of_the_notice_elsewhere(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT, estimate=Money(30_000_000)).id
    author = client_of(app, cast.buyer)
    assert "Everybody has declared" in author.get(f"/tenders/{key}/draft").text
    late = make.member(cast.council, Role.BUYER, name="Lena Late")
    before, _, _ = author.get(f"/tenders/{key}/draft").text.partition("/draft/central")
    assert "Not yet: Lena Late." in before
    assert f'href="/evaluations/{key}/conflicts"' in before
    own = client_of(app, late).get(f"/tenders/{key}/draft").text
    assert f'href="/evaluations/{key}/declare"' in own
    declare_conflict(late, key, interest=Interest.NONE, about="")
    assert "Not yet:" not in author.get(f"/tenders/{key}/draft").text
