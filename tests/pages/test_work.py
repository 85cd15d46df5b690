"""“Your work” names the one next step, and what a new organisation does first."""

import re
from datetime import date, timedelta
from html import unescape

from flask import Flask

from marketplace.access import Role
from marketplace.actions import awards, claims, clarifications, documents
from marketplace.models.awards import awards_of
from marketplace.models.documents import Visibility
from marketplace.models.tenders import parts_of
from procurement.money import Money
from procurement.organisation import Kind
from procurement.tender import TenderState
from tests.assessment_rows import appointed, assessed, opened_bid
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW


def work(app: Flask, actor) -> str:
    """The page’s words without its marks."""
    text = client_of(app, actor).get("/my").text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def steps(app: Flask, actor) -> dict[str, str]:
    """The first steps of the person's one organisation, with how each stands."""
    text = client_of(app, actor).get("/my").text.partition("First steps</h3>")[2]
    found = re.findall(r'task-list__link"[^>]*>([^<]+)<.*?__status">(.*?)</div>', text, re.DOTALL)
    return {words: unescape(re.sub(r"<[^>]+>", "", status)).strip() for words, status in found}


def test_a_new_enterprise_is_told_its_first_steps_and_sees_them_done(
    app: Flask, make: Make, cast: Cast
) -> None:
    new = make.organisation(Kind.CIC, "New Start CIC")
    owner = make.member(new, Role.OWNER)
    assert steps(app, owner) == {
        "Show that you are a social enterprise": "Not yet",
        "Say where you are paid": "Not yet",
        "Invite a colleague": "Not yet",
        "Begin a bid": "Not yet",
    }
    documents.add_document(
        owner,
        new.id,
        kind="Governing document",
        visibility=Visibility.SHARED,
        file_name="rules.txt",
        media_type="text/plain",
        content=b"Our rules.",
    )
    make.member(new, Role.BID_WRITER)
    make.bid(make.tender(cast.council), new, submitted=False)
    assert steps(app, owner) == {
        "Show that you are a social enterprise": "Done",
        "Say where you are paid": "Not yet",
        "Invite a colleague": "Done",
        "Begin a bid": "Done",
    }


def test_first_steps_are_the_owner_s_and_end_when_all_are_taken(
    app: Flask, make: Make, cast: Cast
) -> None:
    buyer = make.organisation(Kind.UNIVERSITY, "New University")
    owner = make.member(buyer, Role.OWNER)
    assert steps(app, owner) == {"Invite colleagues": "Not yet", "Draft a tender": "Not yet"}
    colleague = make.member(buyer, Role.EVALUATOR)
    assert steps(app, colleague) == {}
    make.tender(buyer)
    assert steps(app, owner) == {}


def test_a_claim_that_waits_is_said_instead_of_beginning_anew(
    app: Flask, make: Make, cast: Cast
) -> None:
    known = make.organisation(Kind.UNIVERSITY, "Known University")
    assert "Begin with your organisation" in work(app, cast.stranger)
    claims.claim_organisation(cast.stranger, known.id, grounds="I work in procurement there.")
    found = work(app, cast.stranger)
    assert "Your claim to Known University is with the broker" in found
    assert "Begin with your organisation" not in found
    url = f"/organisations/{known.id}"
    assert "Your claim to this organisation is with" in client_of(app, cast.stranger).get(url).text
    assert "Your claim" not in client_of(app, cast.baker).get(url).text


def test_the_next_step_of_an_award_and_its_standstill_are_named(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(
        cast.council,
        state=TenderState.OPENED,
        closes_at=NOW - timedelta(days=1),
        lots=1,
        estimate=Money(300_000_00),
    )
    bid = opened_bid(tender, cast.bakery, 100_000_00)
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    assessed(tender, cast.buyer, panel, {bid.id: 4})
    [lot] = parts_of(tender.id).lots
    awards.award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bid.id, reason="First.")
    assert f"Send the assessment summaries: {tender.title}" in work(app, cast.buyer)
    awards.send_summaries(cast.buyer, tender.id)
    assert f"Publish the award: {tender.title}" in work(app, cast.buyer)
    awards.publish_award(cast.buyer, tender.id)
    [award] = awards_of(tender.id)
    last, first = award.standstill_ends_on, award.standstill_ends_on + timedelta(days=1)
    standstill = f"Standstill to {last:%-d %B %Y}: it can be signed from {first:%-d %B %Y}"
    assert f"Prepare the contract: {tender.title} {standstill}" in work(app, cast.buyer)
    awards.prepare_contract(
        cast.buyer,
        tender.id,
        award_id=award.id,
        starts_on=first,
        ends_on=first,
        order_number="PO-7",
        milestones=[("All", first, Money(100_000_00))],
    )
    for person in (cast.buyer, cast.baker):
        found = work(app, person)
        assert f"Sign the contract: {tender.title} {standstill}" in found
        assert "Prepare the contract" not in found


def test_questions_are_due_on_the_day_that_the_buyer_published(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council, answers_by=date(2026, 12, 10))
    clarifications.ask_question(
        cast.baker, tender.id, organisation_id=cast.bakery.id, question="Is there parking?"
    )
    assert f"suppliers’ questions: {tender.title} by 10 December 2026" in work(app, cast.buyer)


def test_whoever_signs_in_from_the_head_of_an_invitation_comes_back_to_it(app: Flask) -> None:
    head = client_of(app, None).get("/invitations/abc").text.partition("</header>")[0]
    assert 'href="/register?next=/invitations/abc"' in head
    assert 'href="/sign-in?next=/invitations/abc"' in head
    kept = client_of(app, None).get("/sign-in?next=/tenders/7").text.partition("</header>")[0]
    assert 'href="/register?next=/tenders/7"' in kept
    assert 'href="/sign-in"' in client_of(app, None).get("/").text
