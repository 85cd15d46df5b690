"""By what a contract is judged: set before it is signed, rated, answered, and then published."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from marketplace.assessment.models.awards import Award
from marketplace.bidding.models.bids import BidPrice
from marketplace.contracts.actions.official_notices import record_official_notice
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.performance import Indicator, PerformanceAssessment
from marketplace.contracts.queries.notice_said import recorded_for
from marketplace.contracts.queries.notice_stage import notices_about
from marketplace.contracts.queries.performance import owed_for, value_with_vat
from marketplace.engine import clock, db
from marketplace.tendering.actions.official_notices import Published
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.assessment_rows import award_in_standstill
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to

TITLES = ("Meals on time", "Waste", "Complaints answered")


@pytest.fixture
def large(make: Make, cast: Cast) -> UUID:
    """A contract above £5 million with VAT, after an award, that nobody has signed."""
    _, award_id = award_in_standstill(make, cast)
    contract_id: UUID = make.contract(cast.council, cast.bakery, "6000000.00", regime="public").id
    with db.transaction():
        db.session.execute(
            update(Contract)
            .where(Contract.id == contract_id)
            .values(
                award_id=award_id, state=ContractState.AWAITING_SIGNATURE, buyer_signed_at=None,
                supplier_signed_at=None, ends_on=clock.today() + timedelta(days=800),
            )
        )  # fmt: skip
    clock.set_to(clock.now() + timedelta(days=30), stopped=True)
    db.session.remove()
    return contract_id


def set_three(app: Flask, cast: Cast, contract_id: UUID) -> None:
    buyer = client_of(app, cast.buyer)
    for title in TITLES:
        said = {"title": title, "target": "98 of 100", "measured": "From the delivery notes."}
        added = buyer.post(f"/contracts/{contract_id}/performance/indicator", data=said)
        assert added.status_code == 302


def signed(app: Flask, cast: Cast, contract_id: UUID) -> None:
    page = f"/contracts/{contract_id}"
    assert press(client_of(app, cast.buyer), page, "sign/buyer").status_code == 302
    assert press(client_of(app, cast.baker), page, "sign/supplier").status_code == 302


def rated(ends: date, begins: date | None = None, rating: str = "met") -> dict[str, str]:
    """The form of ratings up to a day."""
    begins = begins or clock.today()
    said = {}
    for name, day in (("begins_on", begins), ("ends_on", ends)):
        said |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month)}
        said |= {f"{name}-year": str(day.year)}
    for at in range(3):
        said |= {f"ratings-{at}-rating": rating, f"ratings-{at}-reason": "99 of 100 came."}
    return said


def after_a_year(app: Flask, cast: Cast, contract_id: UUID) -> dict[str, str]:
    """Set, signed, and eleven months later: the form of its first ratings."""
    set_three(app, cast, contract_id)
    signed(app, cast, contract_id)
    begins = clock.today()
    clock.set_to(clock.now() + timedelta(days=340), stopped=True)
    return rated(clock.today(), begins)


def test_a_contract_above_five_million_is_signed_with_three_or_a_reason(
    app: Flask, cast: Cast, large: UUID
) -> None:
    page, buyer = f"/contracts/{large}", client_of(app, cast.buyer)
    work = "Set at least three key performance indicators"
    assert work in buyer.get("/my").text
    refused = press(buyer, page, "sign/buyer")
    assert refused.status_code == 422
    assert "Set at least 3 key performance indicators first" in refused.text
    assert "(s52)" in buyer.get(f"{page}/performance").text
    set_three(app, cast, large)
    assert work not in buyer.get("/my").text
    assert press(buyer, page, "sign/buyer").status_code == 302


def test_why_none_can_be_set_is_said_instead_and_everybody_reads_it(
    app: Flask, cast: Cast, large: UUID
) -> None:
    page, buyer = f"/contracts/{large}", client_of(app, cast.buyer)
    reason = {"reason": "It is one event on one day."}
    assert client_of(app, cast.baker).post(
        f"{page}/performance/no-indicators", data=reason
    ).status_code == 403  # fmt: skip
    assert buyer.post(f"{page}/performance/no-indicators", data=reason).status_code == 302
    assert (
        "It is one event on one day." in client_of(app, cast.baker).get(f"{page}/performance").text
    )
    contract = db.session.get_one(Contract, large)
    tender = db.session.get_one(Tender, db.session.get_one(Award, contract.award_id).tender_id)
    [said] = recorded_for(notices_about(tender, contract, clock.today()), clock.now())[
        "indicators"
    ].sentences
    assert said.endswith("(s52(2)). It is one event on one day.")
    db.session.remove()
    assert press(buyer, page, "sign/buyer").status_code == 302


def test_what_is_set_is_signed_and_stays(app: Flask, cast: Cast, large: UUID) -> None:
    page, buyer = f"/contracts/{large}/performance", client_of(app, cast.buyer)
    set_three(app, cast, large)
    first, second, *_ = db.session.scalars(select(Indicator.id).order_by(Indicator.number)).all()
    db.session.remove()
    assert buyer.post(f"{page}/{first}/remove").status_code == 302
    assert "Meals on time" not in buyer.get(page).text
    assert buyer.post(f"{page}/{first}/remove").status_code == 404
    set_three(app, cast, large)
    assert client_of(app, cast.baker).post(f"{page}/{second}/remove").status_code == 403
    press(buyer, f"/contracts/{large}", "sign/buyer")
    assert buyer.post(f"{page}/{second}/remove").status_code == 422
    late = buyer.post(
        f"{page}/indicator", data={"title": "More", "target": "1", "measured": "Counted."}
    )
    assert late.status_code == 422
    assert "so they stay" in late.text


def test_they_are_rated_answered_and_published_in_that_order(
    app: Flask, cast: Cast, large: UUID
) -> None:
    page = f"/contracts/{large}/performance"
    form = after_a_year(app, cast, large)
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert "Rate how the contract is performed" in buyer.get("/my").text
    assert "checked" not in buyer.get(f"{page}/assess").text
    assert baker.post(f"{page}/assess", data=form).status_code == 403
    unsaid = buyer.post(f"{page}/assess", data=form | {"ratings-1-rating": ""})
    assert unsaid.status_code == 422
    assert "Choose a rating." in unsaid.text
    assert unsaid.text.count("99 of 100 came.") == 3
    assert buyer.post(f"{page}/assess", data=form).status_code == 302
    assert "Rate how the contract is performed" not in buyer.get("/my").text
    assert "Answer the ratings" in baker.get("/my").text
    assert (
        "was rated"
        in letters_to(f"{cast.baker.name.lower().replace(' ', '.')}@example.org")[-1].subject
    )
    contract = db.session.get_one(Contract, large)
    tender_id = db.session.get_one(Award, contract.award_id).tender_id
    db.session.remove()

    def published() -> None:
        record_official_notice(
            cast.buyer, tender_id, code="UK9", contract_id=large,
            published=Published("090909-2027", clock.now()),
        )  # fmt: skip

    with pytest.raises(Refusal, match="may comment before it is published"):
        published()
    db.session.remove()
    [row_id] = db.session.scalars(select(PerformanceAssessment.id)).all()
    db.session.remove()
    answer = f"{page}/{row_id}/comment"
    assert buyer.post(answer, data={"comment": "Ours."}).status_code == 403
    assert baker.post(answer, data={"comment": "One van was late."}).status_code == 302
    assert "Answer the ratings" not in baker.get("/my").text
    assert "Publish the contract performance notice" in buyer.get("/my").text
    assert baker.post(answer, data={"comment": "Twice."}).status_code == 422
    tender, contract = db.session.get_one(Tender, tender_id), db.session.get_one(Contract, large)
    about = notices_about(tender, contract, clock.today())
    said = recorded_for(about, clock.now())["ratings"].sentences
    assert "1. Meals on time: Met: good. 99 of 100 came." in said
    assert said[-1] == "The supplier says: One van was late."
    db.session.remove()
    published()
    db.session.remove()
    assert "Publish the contract performance notice" not in buyer.get("/my").text
    assert "Published in a contract performance notice" in baker.get(page).text


def test_who_does_not_answer_in_a_week_has_had_the_time(
    app: Flask, cast: Cast, large: UUID
) -> None:
    form = after_a_year(app, cast, large)
    buyer = client_of(app, cast.buyer)
    buyer.post(f"/contracts/{large}/performance/assess", data=form)
    clock.set_to(clock.now() + timedelta(days=6), stopped=True)
    assert "Publish the contract performance notice" not in buyer.get("/my").text
    clock.set_to(clock.now() + timedelta(days=1), stopped=True)
    assert "Publish the contract performance notice" in buyer.get("/my").text


def test_after_the_last_rating_nothing_waits(app: Flask, cast: Cast, large: UUID) -> None:
    page = f"/contracts/{large}/performance"
    form = after_a_year(app, cast, large)
    client_of(app, cast.buyer).post(f"{page}/assess", data=form)
    day = clock.today() + timedelta(days=1)
    ends = db.session.scalars(select(Contract.ends_on).where(Contract.id == large)).one()
    db.session.remove()
    clock.set_to(clock.now() + (ends - clock.today()), stopped=True)
    buyer = client_of(app, cast.buyer)
    assert "Rate how the contract is performed" in buyer.get("/my").text
    assert buyer.post(f"{page}/assess", data=rated(ends, day, "below")).status_code == 302
    assert "Rate how the contract is performed" not in buyer.get("/my").text
    shown = buyer.get(page).text
    assert "The last rating is made." in shown
    assert "Below: requires improvement" in shown


def test_after_an_early_end_they_are_rated_up_to_it_and_no_further(
    app: Flask, cast: Cast, large: UUID
) -> None:
    page, task = f"/contracts/{large}/performance", "Rate how the contract is performed"
    set_three(app, cast, large)
    signed(app, cast, large)
    begins = clock.today()
    clock.set_to(clock.now() + timedelta(days=60), stopped=True)
    buyer, last = client_of(app, cast.buyer), clock.today()
    ends = {"ground": "contract_term", "reasons": "No meal came."}
    ends |= {"last_day-day": str(last.day), "last_day-month": str(last.month)}
    ends |= {"last_day-year": str(last.year)}
    assert task not in buyer.get("/my").text
    assert buyer.post(f"/contracts/{large}/end/early", data=ends).status_code == 302
    assert buyer.post(f"/contracts/{large}/end/record").status_code == 302
    assert f"due by <strong>{last:%-d %B %Y}</strong>" in buyer.get(page).text
    assert task in buyer.get("/my").text
    clock.set_to(clock.now() + timedelta(days=5), stopped=True)
    buyer = client_of(app, cast.buyer)
    beyond = buyer.post(f"{page}/assess", data=rated(clock.today(), begins))
    assert "end on that day or before" in beyond.text
    assert buyer.post(f"{page}/assess", data=rated(last, begins)).status_code == 302
    assert "The last rating is made." in buyer.get(page).text
    assert task not in buyer.get("/my").text
    clock.set_to(clock.now() + timedelta(days=900), stopped=True)
    buyer = client_of(app, cast.buyer)
    assert task not in buyer.get("/my").text
    assert "Keep these ratings" not in buyer.get(f"{page}/assess").text


def test_a_smaller_contract_and_a_private_one_have_some_where_the_buyer_wants(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract_id: UUID = make.contract(cast.council, cast.bakery, "100.00", regime="private").id
    db.session.remove()
    page, buyer = f"/contracts/{contract_id}/performance", client_of(app, cast.buyer)
    shown = buyer.get(page).text
    assert "No law asks for them here" in shown
    assert "(s52" not in shown
    assert buyer.post(f"{page}/no-indicators", data={"reason": "None."}).status_code == 422
    by_address = buyer.get(f"{page}/no-indicators").text
    assert "The law asks for no indicators here" in by_address
    assert "s52" not in by_address
    assert "<textarea" not in by_address
    assert "there is nothing to rate" in buyer.get(f"{page}/assess").text
    set_three(app, cast, contract_id)
    begins = clock.today()
    clock.set_to(clock.now() + timedelta(days=340), stopped=True)
    buyer = client_of(app, cast.buyer)
    assert buyer.post(f"{page}/assess", data=rated(clock.today(), begins)).status_code == 302
    shown = client_of(app, cast.baker).get(page).text
    assert "Everybody reads it once" not in shown
    clock.set_to(clock.now() + timedelta(days=10), stopped=True)
    buyer = client_of(app, cast.buyer)
    assert "Publish the contract performance notice" not in buyer.get("/my").text


def test_five_million_is_counted_with_the_vat_that_was_bid(
    app: Flask, cast: Cast, large: UUID
) -> None:
    vat = Money(100_000_00)
    with db.transaction():
        db.session.execute(update(BidPrice).values(vat=vat))
    contract = db.session.get_one(Contract, large)
    assert value_with_vat(contract) == contract.value + vat
    contract.value = Money(500_000_000) - vat
    assert owed_for(contract) == 0
    contract.value = Money(500_000_001) - vat
    assert owed_for(contract) == 3
    db.session.rollback()
