"""A draft is approved by a colleague before it is published, where the buyer wants two people."""

import re
from uuid import UUID

import pytest
from flask import Flask

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.conflict import Interest
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
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
    author.post(f"{base}/ask")
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
    with db.transaction():
        db.session.get_one(Tender, draft).description = "Four hot meals a day."
    author.post(f"{base}/ask")
    assert "asked on" in second.get(preview).text


def test_a_colleague_sends_it_back_with_what_is_wrong(
    app: Flask, cast: Cast, colleague: Actor, draft: UUID
) -> None:
    author, second = client_of(app, cast.buyer), client_of(app, colleague)
    base = f"/tenders/{draft}/publication-approval"
    author.post(f"{base}/ask")
    assert "Say what is wrong" in second.post(f"{base}/refuse", data={"reason": " "}).text
    second.post(f"{base}/refuse", data={"reason": "The weights do not fit."})
    assert "The weights do not fit." in author.get(f"/tenders/{draft}/preview").text
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
