"""A breach is recorded by the buyer, answered by the supplier, and published where it is owed."""

import html
import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from marketplace.contracts.actions.official_notices import record_official_notice
from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.notice_said import recorded_for
from marketplace.contracts.queries.notice_stage import notices_about
from marketplace.engine import clock, db, paging
from marketplace.tendering.actions.official_notices import Published
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.breach import BreachKind, notice_due
from procurement.tendering.regime import Regime
from tests.assessment_rows import award_in_standstill
from tests.cast import Cast, Make, client_of
from tests.hosting_rows import unsigned
from tests.letters import letters_to

WORDS = {
    "event": "No meals came.", "obligation": "Clause 4.", "nature": "None was delivered.",
    "impact": "Patients waited.", "duration": "Two days.", "mitigation": "The ward cooked.",
    "warnings": "One, the day after.", "basis": "By settlement.",
}  # fmt: skip


@pytest.fixture
def public(make: Make, cast: Cast) -> tuple[UUID, UUID]:
    """A tender above the threshold, and its contract that both sides have signed."""
    tender_id, award_id = award_in_standstill(make, cast)
    contract_id: UUID = make.contract(cast.council, cast.bakery, "200000.00", regime="public").id
    with db.transaction():
        db.session.execute(
            update(Contract).where(Contract.id == contract_id).values(award_id=award_id)
        )
    db.session.remove()
    return tender_id, contract_id


def told(kind: str, *, days_ago: int = 0) -> dict[str, str]:
    """The form of a breach of today, and what followed so many days ago."""
    said = dict(WORDS) | {"kind": kind, "amount": "500"}
    for name in ("happened_on", "follows_on"):
        day = clock.today() - timedelta(days=days_ago)
        said |= {f"{name}-day": str(day.day), f"{name}-month": str(day.month)}
        said |= {f"{name}-year": str(day.year)}
    return said


def test_a_settled_breach_is_told_answered_and_published_within_thirty_days(
    app: Flask, cast: Cast, public: tuple[UUID, UUID]
) -> None:
    tender_id, contract_id = public
    page = f"/contracts/{contract_id}/breaches"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert "checked" not in buyer.get(f"{page}/record").text
    assert baker.post(f"{page}/record", data=told("settlement")).status_code == 403
    lacking = buyer.post(f"{page}/record", data=told("settlement") | {"basis": "", "impact": ""})
    assert lacking.status_code == 422
    assert "None was delivered." in lacking.text
    assert buyer.post(f"{page}/record", data=told("settlement")).status_code == 302
    due = f"{clock.today() + timedelta(days=29):%-d %B %Y}"
    assert due in buyer.get(page).text
    assert "Publish that the contract was breached" in buyer.get("/my").text
    assert "recorded a breach" in letters_to("beth.baker@example.org")[-1].subject
    assert "Answer the breach that the buyer recorded" in baker.get("/my").text
    [breach_id] = db.session.scalars(select(ContractBreach.id)).all()
    db.session.remove()
    answer = {"answer": "The van broke down."}
    assert buyer.post(f"{page}/{breach_id}/answer", data=answer).status_code == 403
    assert baker.post(f"{page}/{breach_id}/answer", data=answer).status_code == 302
    assert baker.post(f"{page}/{breach_id}/answer", data=answer).status_code == 422
    assert "Answer the breach that the buyer recorded" not in baker.get("/my").text
    assert "The van broke down." in buyer.get(page).text
    about = notices_about(
        db.session.get_one(Tender, tender_id),
        db.session.get_one(Contract, contract_id),
        clock.today(),
    )
    said = recorded_for(about, clock.now())["breach"].sentences
    assert "Amount: £500.00" in said
    assert "Which warnings the supplier was given, and when: One, the day after." in said
    db.session.remove()
    record_official_notice(
        cast.buyer, tender_id, code="UK9", contract_id=contract_id,
        published=Published("090909-2027", clock.now()),
    )  # fmt: skip
    assert "Publish that the contract was breached" not in buyer.get("/my").text
    assert "Published in a contract performance notice" in baker.get(page).text
    assert client_of(app, cast.stranger).get(page).status_code == 404


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 1)])
@pytest.mark.parametrize("regime", [Regime.PUBLIC, Regime.LIGHT, Regime.BELOW])
def test_the_work_of_the_buyer_and_the_law_give_one_day(
    app: Flask, cast: Cast, public: tuple[UUID, UUID], day: date, regime: Regime
) -> None:
    page = f"/contracts/{public[1]}/breaches/record"
    assert client_of(app, cast.buyer).post(page, data=told("settlement")).status_code == 302
    with db.transaction():
        db.session.execute(update(Contract).values(regime=regime))
        db.session.execute(update(ContractBreach).values(follows_on=day))
    work = client_of(app, cast.buyer).get("/my").text
    due = notice_due(regime, BreachKind.SETTLEMENT, day)
    assert ("Publish that the contract was breached" in work) is (due is not None)
    assert due is None or f"{due:%-d %B %Y}" in work


def test_a_note_owes_nothing_until_something_follows(
    app: Flask, cast: Cast, public: tuple[UUID, UUID]
) -> None:
    _, contract_id = public
    page, buyer = f"/contracts/{contract_id}/breaches", client_of(app, cast.buyer)
    assert buyer.post(f"{page}/record", data=told("note")).status_code == 302
    assert "Publish that the contract was breached" not in buyer.get("/my").text
    row = db.session.scalars(select(ContractBreach)).one()
    assert (row.amount, row.basis, row.follows_on) == (None, "", None)
    follow = f"{page}/{row.id}/follow"
    db.session.remove()
    asked = buyer.get(follow).text
    assert 'value="note"' not in asked
    assert "Leave it empty where nothing followed yet." not in asked
    assert "Leave it empty where nothing followed yet." in buyer.get(f"{page}/record").text
    assert buyer.post(follow, data=told("note")).status_code == 422
    assert buyer.post(follow, data=told("not_improved")).status_code == 302
    assert "Publish that the contract was breached" in buyer.get("/my").text
    assert "a proper opportunity to improve, and did not" in buyer.get(page).text


def published(cast: Cast, public: tuple[UUID, UUID]) -> None:
    record_official_notice(
        cast.buyer, public[0], code="UK9", contract_id=public[1],
        published=Published("090909-2027", clock.now()),
    )  # fmt: skip
    db.session.remove()


def test_until_it_is_published_what_followed_is_corrected_and_after_that_it_stays(
    app: Flask, cast: Cast, public: tuple[UUID, UUID]
) -> None:
    tender_id, contract_id = public
    page, buyer = f"/contracts/{contract_id}/breaches", client_of(app, cast.buyer)
    assert buyer.post(f"{page}/record", data=told("damages")).status_code == 302
    [first] = db.session.scalars(select(ContractBreach.id)).all()
    db.session.remove()
    assert "Correct what followed" in buyer.get(page).text
    asked = buyer.get(f"{page}/{first}/follow").text
    assert "takes the place of what stands here now" in asked
    assert 'value="500.00"' in asked
    corrected = told("damages") | {"amount": "650"}
    assert buyer.post(f"{page}/{first}/follow", data=corrected).status_code == 302
    assert "Amount: £650.00" in buyer.get(page).text
    assert f"/tenders/{tender_id}/contracts/{contract_id}/notices/UK9" in buyer.get(page).text
    published(cast, public)
    baker = client_of(app, cast.baker)
    baker.post(f"{page}/{first}/answer", data={"answer": "Agreed."})
    assert "What came after" in buyer.get(f"{page}/{first}/follow").text
    assert buyer.post(f"{page}/{first}/follow", data=told("terminated")).status_code == 302
    shown = buyer.get(page).text
    assert "Amount: £650.00" in shown
    assert "Published in a contract performance notice" in shown
    assert "Breach 2" in shown
    assert shown.count("No meals came.") == 2
    assert "Publish that the contract was breached" in buyer.get("/my").text
    assert "Answer breach 2" in baker.get(page).text


def test_from_the_breach_its_end_is_reached_and_the_notice_of_that_gives_the_account(
    app: Flask, cast: Cast, public: tuple[UUID, UUID]
) -> None:
    tender_id, contract_id = public
    page, buyer = f"/contracts/{contract_id}", client_of(app, cast.buyer)
    assert buyer.post(f"{page}/breaches/record", data=told("terminated")).status_code == 302
    goes_on = buyer.get(f"{page}/breaches").text
    assert "Here the contract still goes on." in goes_on
    assert f'href="{page}/end"' in goes_on
    ends = told("terminated") | {"ground": "breach", "reasons": "No meals came."}
    ends |= {name.replace("follows_on", "last_day"): said for name, said in ends.items()}
    assert buyer.post(f"{page}/end/early", data=ends).status_code == 302
    assert buyer.post(f"{page}/end/record").status_code == 302
    assert "It gives an account of the breach" not in buyer.get(f"{page}/end").text
    assert "Here the contract still goes on." not in buyer.get(f"{page}/breaches").text
    notice = f"/tenders/{tender_id}/contracts/{contract_id}/notices/UK11"
    said = buyer.get(notice).text
    assert "Which obligation of the contract it concerns: Clause 4." in said
    assert "Amount: £500.00" in said
    damages = told("damages") | {"amount": "900"}
    assert buyer.post(f"{page}/breaches/record", data=damages).status_code == 302
    assert "Amount: £900.00" in buyer.get(f"{page}/breaches").text
    published(cast, public)
    assert "Publish that the contract was breached" not in buyer.get("/my").text


def test_after_an_end_for_breach_its_notice_waits_for_the_account(
    app: Flask, cast: Cast, public: tuple[UUID, UUID]
) -> None:
    tender_id, contract_id = public
    page, buyer = f"/contracts/{contract_id}", client_of(app, cast.buyer)
    ends = told("terminated") | {"ground": "breach", "reasons": "No meals came."}
    ends |= {name.replace("follows_on", "last_day"): said for name, said in ends.items()}
    assert buyer.post(f"{page}/end/early", data=ends).status_code == 302
    assert buyer.post(f"{page}/end/record").status_code == 302
    assert "It gives an account of the breach" in buyer.get(f"{page}/end").text
    notice = f"/tenders/{tender_id}/contracts/{contract_id}/notices/UK11"
    assert "Record the breach, and that the contract was terminated" in buyer.get(notice).text
    assert buyer.post(f"{page}/breaches/record", data=told("terminated")).status_code == 302
    assert "Record the breach, and that" not in buyer.get(notice).text


def test_of_a_private_contract_it_stays_between_the_two_sides(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract_id: UUID = make.contract(cast.council, cast.bakery, "100.00", regime="private").id
    db.session.remove()
    page, buyer = f"/contracts/{contract_id}/breaches", client_of(app, cast.buyer)
    assert buyer.post(f"{page}/record", data=told("damages")).status_code == 302
    shown = client_of(app, cast.baker).get(page).text
    assert "no notice is owed" in shown
    assert "s71" not in shown
    assert "members of a consortium among them" in shown
    assert "nobody else" not in shown
    assert "is due by" not in shown
    assert "Publish that the contract was breached" not in buyer.get("/my").text


def test_many_are_read_page_by_page(
    app: Flask, cast: Cast, public: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, buyer = f"/contracts/{public[1]}/breaches", client_of(app, cast.buyer)
    for event in ("The first.", "The second."):
        buyer.post(f"{page}/record", data=told("note") | {"event": event})
    monkeypatch.setitem(paging.stretch_of.__kwdefaults__, "size", 1)
    first = buyer.get(page).text
    assert "The second." in first
    assert "The first." not in first
    [following] = re.findall(r'href="([^"]*after=[^"]*)"', first)
    second = buyer.get(html.unescape(following)).text
    assert "The first." in second
    assert "The second." not in second


def test_what_nobody_has_signed_is_not_breached(app: Flask, cast: Cast, make: Make) -> None:
    contract_id: UUID = unsigned(make, cast).id
    db.session.remove()
    page, buyer = f"/contracts/{contract_id}/breaches", client_of(app, cast.buyer)
    assert "<textarea" not in buyer.get(f"{page}/record").text
    refused = buyer.post(f"{page}/record", data=told("note"))
    assert refused.status_code == 422
    assert "Both sides must have signed" in refused.text
