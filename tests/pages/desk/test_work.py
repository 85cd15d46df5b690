"""“Your work” names the one next step, and what a new organisation does first."""

import re
from datetime import date, timedelta
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from marketplace.assessment.actions import awards, evaluators, rankings
from marketplace.assessment.actions.conflicts import (
    HowDealtWith,
    declare_conflict,
    mitigate_conflict,
)
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.scores import GivenScore, PanelScore, agree_scores, score_bid
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.queries.awards import awards_of
from marketplace.contracts.actions import contracts
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.desk.actions import claims
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.actions import documents, memberships
from marketplace.organisations.models.documents import Visibility
from marketplace.payments.actions import bank_accounts
from marketplace.payments.actions.disputes import dispute_invoice
from marketplace.tendering.actions import clarifications
from marketplace.tendering.queries.tenders import parts_of
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind
from procurement.tendering.conflict import Interest, Mitigation
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, criteria_of, opened_bid, there
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.paid_rows import paid, sent
from tests.tender_rows import published_now


def work(app: Flask, actor) -> str:
    """The page’s words without its marks."""
    text = client_of(app, actor).get("/my").text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def steps(app: Flask, actor) -> dict[str, str]:
    """The first steps of the person's one organisation, with how each stands."""
    text = (
        client_of(app, actor).get("/my").text.partition("Next steps</h3>")[2].partition("</ul>")[0]
    )
    found = re.findall(r'task-list__link"[^>]*>([^<]+)<.*?__status">(.*?)</div>', text, re.DOTALL)
    return {
        words: unescape(re.sub(r"<[^>]+>", "", status)).replace("\xa0", " ").strip(" ✓\n")
        for words, status in found
    }


def queries_of(client: FlaskClient) -> int:
    """How often the page “Your work” asks the database."""
    seen: list[str] = []

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    engine = db.session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get("/my").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


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
        file=documents.Upload("rules.txt", "text/plain", b"Our rules."),
    )
    account = bank_accounts.propose_bank_account(
        owner, new.id, name="New Start", sort_code="200000", account_number="12345678"
    )
    memberships.invite_colleague(owner, new.id, email="col@example.org", role=Role.FINANCE)
    assert steps(app, owner) == {
        "Show that you are a social enterprise": "With the broker",
        "Say where you are paid": "Waits for a second person",
        "Invite a colleague": "Waits for an answer",
        "Begin a bid": "Not yet",
    }
    bank_accounts.confirm_bank_account(make.member(new, Role.FINANCE), account.id)
    make.bid(make.tender(cast.council), new, submitted=False)
    assert steps(app, owner) == {
        "Show that you are a social enterprise": "With the broker",
        "Say where you are paid": "Done",
        "Invite a colleague": "Done",
        "Begin a bid": "Done",
    }
    make.verified(new, cast.broker)
    assert steps(app, owner) == {}


def test_first_steps_are_the_owner_s_and_end_when_all_are_taken(
    app: Flask, make: Make, cast: Cast
) -> None:
    buyer = make.organisation(Kind.UNIVERSITY, "New University")
    owner = make.member(buyer, Role.OWNER)
    assert steps(app, owner) == {
        "Be approved as a buyer": "Done",
        "Invite colleagues": "Not yet",
        "Draft a tender": "Not yet",
    }
    colleague = make.member(buyer, Role.EVALUATOR)
    assert steps(app, colleague) == {}
    make.tender(buyer)
    assert steps(app, owner) == {}


def test_a_registered_buyer_sees_that_the_broker_has_yet_to_approve_it(
    app: Flask, make: Make
) -> None:
    owner = client_of(app, make.person("Una University"))
    owner.post(
        "/organisations/new",
        data={
            "kind": "university", "name": "New University", "scheme": "GB-COH",
            "identifier": "2036103", "street": "2 Canal Side", "town": "Birmingham",
            "postcode": "B16 8TP", "about": "", "website": "",
            "contact_email": "office@example.org", "vat_number": "", "employees": "",
        },
    )  # fmt: skip
    text = owner.get("/my").text.partition("Next steps</h3>")[2]
    assert "With the broker" in text
    assert "Nothing waits" not in owner.get("/my").text
    assert "has not approved this buyer" not in text


def test_somebody_who_has_just_registered_is_told_the_next_steps(app: Flask, cast: Cast) -> None:
    found = work(app, cast.stranger)
    assert "Next steps Create an account ✓ Done Register or claim your organisation" in found
    assert "Cannot start yet" in found


def test_a_claim_that_waits_is_said_instead_of_beginning_anew(
    app: Flask, make: Make, cast: Cast
) -> None:
    known = make.organisation(Kind.UNIVERSITY, "Known University")
    assert "Begin with your organisation" in work(app, cast.stranger)
    claims.claim_organisation(cast.stranger, known.id, grounds="I work in procurement there.")
    found = work(app, cast.stranger)
    assert "Your claim to Known University is with the broker" in found
    assert "Begin with your organisation" not in found
    assert "Register or claim your organisation With the broker" in found
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
    assess(tender, cast.buyer, panel, {bid.id: 4})
    [lot] = parts_of(tender.id).lots
    award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bid.id, reason="First.")
    assert f"Send the assessment summaries: {tender.title} For a buyer" in work(app, cast.buyer)
    send_summaries(cast.buyer, tender.id)
    assert f"Publish the award: {tender.title}" in work(app, cast.buyer)
    awards.publish_award(cast.buyer, tender.id, published=published_now())
    [award] = awards_of(tender.id)
    last, first = award.standstill_ends_on, award.standstill_ends_on + timedelta(days=1)
    standstill = f"Standstill to {last:%-d %B %Y}: it can be signed from {first:%-d %B %Y}"
    assert f"Prepare the contract: {tender.title} For a buyer {standstill}" in work(app, cast.buyer)
    page = client_of(app, cast.buyer).get(f"/tenders/{tender.id}/awards").text
    assert f"Standstill to {last:%-d %B %Y}" in page
    assert f"can be signed from <strong>{first:%-d %B %Y}</strong>" in page
    contracts.prepare_contract(
        cast.buyer,
        tender.id,
        award_id=award.id,
        starts_on=first,
        ends_on=first,
        order_number="PO-7",
        terms="As published.",
        precedence=USUAL_ORDER,
        milestones=[MilestonePlan("All", first, Money(100_000_00))],
    )
    for person, whom in ((cast.buyer, "For a buyer"), (cast.baker, "For an owner")):
        found = work(app, person)
        assert f"Sign the contract: {tender.title} {whom} {standstill}" in found
        assert "Prepare the contract" not in found


def test_nobody_is_sent_to_sign_a_contract_before_its_award_is_published(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )
    bid = opened_bid(tender, cast.bakery, 100_000_00)
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    assess(tender, cast.buyer, panel, {bid.id: 4})
    [lot] = parts_of(tender.id).lots
    award = award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bid.id, reason="First.")
    send_summaries(cast.buyer, tender.id)
    day = NOW.date() + timedelta(days=30)
    contracts.prepare_contract(
        cast.buyer, tender.id, award_id=award.id, starts_on=day, ends_on=day,
        order_number="PO-7", terms="As published.", precedence=USUAL_ORDER,
        milestones=[MilestonePlan("All", day, Money(100_000_00))],
    )  # fmt: skip
    assert f"Publish the award: {tender.title}" in work(app, cast.buyer)
    for person in (cast.buyer, cast.baker):
        assert "Sign the contract" not in work(app, person)
    awards.publish_award(cast.buyer, tender.id, published=published_now())
    for person in (cast.buyer, cast.baker):
        assert "Sign the contract" in work(app, person)


def test_every_moment_of_an_assessment_has_one_next_step_for_one_side(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )
    title, (eve, ed) = tender.title, cast.evaluators

    def waits(words: str, *own: tuple[Actor, str]) -> None:
        """The buyer's one item, and what each of the panel finds; all others find nothing."""
        assert words in work(app, cast.buyer)
        assert work(app, cast.buyer).count(f": {title} For") == 1
        for person in cast.evaluators:
            said = [step for one, step in own if one == person]
            assert work(app, person).count(f": {title} For") == len(said)
            assert all(f"{step}: {title} For the evaluators" in work(app, person) for step in said)

    waits(f"Cancel the lots: {title} For a buyer There is no bid to assess.")
    bid = opened_bid(tender, cast.bakery, 100_000_00)
    waits(f"Choose the evaluators: {title} For a buyer")
    rows = {
        one: evaluators.appoint_evaluator(cast.buyer, tender.id, person_id=one.person_id)
        for one in (eve, ed)
    }
    declare = "Declare conflicts of interest"
    declare_conflict(eve, tender.id, interest=Interest.NONE, about="")
    waits(
        f"{declare}: {title} For the evaluators 1 of 2 on the panel still to do so.",
        (eve, "Score the bids"),
        (ed, f"{declare}, or that you have none"),
    )
    told = declare_conflict(ed, tender.id, interest=Interest.PERSONAL, about="My aunt.")
    waits(f"Record how a declared interest is dealt with: {title} For a buyer",
          (eve, "Score the bids"))  # fmt: skip
    how = HowDealtWith(Mitigation.NO_EFFECT, "Ed scores no price.")
    mitigate_conflict(cast.buyer, tender.id, declaration_id=told.id, how=how)
    waits("Score the bids", (eve, "Score the bids"), (ed, "Score the bids"))
    keys = criteria_of(tender)
    alone = dict.fromkeys(keys, GivenScore(4, "The answer is clear and complete."))
    score_bid(eve, rows[eve].id, bid_id=bid.id, scores=alone)
    waits(f"Score the bids: {title} For the evaluators 1 of 2", (ed, "Score the bids"))
    score_bid(ed, rows[ed].id, bid_id=bid.id, scores=alone)
    waits(f"Agree the panel’s scores: {title} For a buyer")
    agreed = dict.fromkeys(
        keys, PanelScore(4, "The answer is clear and complete.", "Both scored alike.")
    )
    agree_scores(cast.buyer, tender.id, bid_id=bid.id, scores=agreed, present=there(tender))
    approve = "Approve the panel’s record"
    waits(f"{approve}: {title} For the evaluators 2 of 2", (eve, approve), (ed, approve))
    evaluators.approve_scores(eve, tender.id)
    waits(f"{approve}: {title} For the evaluators 1 of 2", (ed, approve))
    evaluators.approve_scores(ed, tender.id)
    waits(f"Work out the ranking: {title} For a buyer")
    rankings.rank_bids(cast.buyer, tender.id)
    waits(f"Award the lots: {title} For a buyer")


def test_the_steps_take_the_same_queries_however_many_assessments_and_organisations(
    app: Flask, make: Make, cast: Cast
) -> None:
    def begun() -> None:
        tender = make.tender(
            cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
        )
        opened_bid(tender, cast.bakery, 100_000_00)
        appointed(tender, cast.buyer, *cast.evaluators)

    begun()
    owner = make.member(make.organisation(Kind.CIC), Role.OWNER)
    make.joins(cast.buyer, cast.council, Role.OWNER)
    people = (cast.buyer, cast.evaluators[0], owner)
    few = [queries_of(client_of(app, person)) for person in people]
    for _ in range(3):
        begun()
        make.joins(owner, make.organisation(Kind.CIC), Role.OWNER)
    assert [queries_of(client_of(app, person)) for person in people] == few


def test_questions_are_due_on_the_day_that_the_buyer_published(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council, answers_by=date(2026, 12, 10))
    clarifications.ask_clarification(
        cast.baker, tender.id, organisation_id=cast.bakery.id, question="Is there parking?"
    )
    assert f"suppliers’ questions: {tender.title} For a buyer by 10 December 2026" in work(
        app, cast.buyer
    )


def test_your_work_begins_with_registering_an_organisation(app: Flask, cast: Cast) -> None:
    text = client_of(app, cast.stranger).get("/my").text
    assert "Begin with your organisation." in text


def test_your_work_takes_the_same_number_of_queries_however_much_there_is(
    app: Flask, make: Make, cast: Cast
) -> None:
    client, asked = client_of(app, cast.baker), []
    for _ in range(4):
        other = make.organisation(Kind.CIC)
        make.joins(cast.baker, other, Role.OWNER)
        bank_accounts.propose_bank_account(
            make.member(other, Role.FINANCE),
            other.id,
            name="B",
            sort_code="200000",
            account_number="12345678",
        )
        asked.append(queries_of(client))
    assert asked == [asked[0]] * 4
    assert client.get("/my").text.count("Confirm or refuse the new bank account") == 4


def test_a_task_names_what_is_still_to_be_paid_and_what_is_not_disputed_stays_one(
    app: Flask, make: Make, cast: Cast
) -> None:
    (invoice,) = sent(make.contract(cast.council, cast.bakery, "100.00"))
    paid([invoice], parts=["30.00"])
    assert (
        "Approve or dispute invoice: INV-000001 of Harbour Bakery CIC For finance · £70.00"
        in work(app, cast.finance)
    )
    dispute_invoice(cast.finance, invoice.id, reason="Short.", amount=Money(20_00))
    assert "Pay invoice: INV-000001 of Harbour Bakery CIC For finance · £50.00" in work(
        app, cast.finance
    )
    paid([invoice], parts=["50.00"], reference="BACS 2")
    assert "Pay invoice" not in work(app, cast.finance)
    assert (
        "Answer the dispute on invoice: INV-000001 to Midborough Council For finance · £20.00"
        in work(app, cast.baker)
    )


def test_the_desk_says_that_nothing_waits_only_where_no_help_is_needed(
    app: Flask, cast: Cast, make: Make
) -> None:
    nothing = "Nothing waits for a decision of yours at the desk."
    said = work(app, cast.broker)
    assert "Where help may be needed: 1 organisation without an owner." in said
    assert nothing not in said
    make.member(cast.council, Role.OWNER)
    page = client_of(app, cast.broker).get("/my").text
    assert nothing in page
    assert "0 " not in page.split('id="desk"')[1].split("</section>")[0]
