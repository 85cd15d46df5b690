"""A pledge stands on a development's page once its pledger says so, beside what was really paid."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from marketplace.economy.models.pledges import Pledge
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_development, made_link, made_pledge
from tests.letters import letters_to
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import paid, sent

TYPED = {
    "source": "Letter to the board",
    "made_on-day": "23", "made_on-month": "11", "made_on-year": "2026",
    "stages-0-amount": "1,000,000",
    "stages-0-by-day": "31", "stages-0-by-month": "12", "stages-0-by-year": "2026",
    "stages-1-amount": "2,500,000",
    "stages-1-by-day": "30", "stages-1-by-month": "6", "stages-1-by-year": "2027",
}  # fmt: skip


def test_a_pledge_is_read_once_who_pledges_has_confirmed_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    homes = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd")
    who = make.member(homes, Role.BUYER, name="Dora Dairy")
    path = f"/developments/{made_development(cast.council).id}/pledges"
    browser = client_of(app, cast.buyer)
    assert (
        "Dairy Homes Ltd" in browser.get(path + "/new", query_string={"name": "diary homes"}).text
    )
    entered = browser.post(f"{path}/new/{homes.id}", data=TYPED)
    assert entered.status_code == 302, entered.text
    pledge = str(entered.location)
    for nobody in (None, cast.baker):
        assert client_of(app, nobody).get(pledge).status_code == 404
    assert browser.post(pledge + "/confirm").status_code == 403
    (letter,) = letters_to("dora.dairy@example.org")
    assert "has pledged £3,500,000.00 to Old Dairy" in letter.body
    assert pledge in letter.body
    work = words_of(client_of(app, who).get("/my").text)
    assert "Confirm the pledge, or withdraw it: Old Dairy" in work
    assert client_of(app, who).post(pledge + "/confirm").status_code == 302
    said = words_of(client_of(app, None).get(path).text)
    assert "Dairy Homes Ltd: £3,500,000.00" in said
    assert "30 June 2027 £3,500,000.00 £0.00 Open" in said
    assert "Dairy Homes Ltd: £3,500,000.00" in words_of(
        client_of(app, None).get(f"/organisations/{homes.id}/pledges").text
    )


def test_what_answers_to_a_pledge_is_what_the_pledger_paid_there_by_the_ledger(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council)
    linked = make.contract(cast.council, cast.bakery, "300.00")
    elsewhere = make.contract(cast.council, cast.bakery, "500.00")
    made_link(development, linked)
    paid(sent(linked))
    paid(sent(elsewhere), reference="BACS 2")
    pledge = made_pledge(
        development, cast.council,
        [("250", clock.today()), ("250", date(2027, 6, 30))], confirmed_at=clock.now(),
    )  # fmt: skip
    said = words_of(client_of(app, None).get(f"/pledges/{pledge.id}").text)
    assert "Pledged £500.00" in said
    assert "Paid from that day on, by the ledger £300.00" in said
    assert "Still to come £200.00" in said
    assert "23 November 2026 £250.00 £300.00 Kept" in said
    assert "30 June 2027 £500.00 £300.00 Open" in said
    listed = client_of(app, None).get(f"/developments/{development.id}/pledges").text
    assert "confirmed, or by its own word alone" in words_of(listed)


def test_what_is_paid_on_the_last_day_of_a_stage_is_in_it_and_a_day_later_in_the_next(
    app: Flask, cast: Cast, make: Make
) -> None:
    development, today = made_development(cast.council), clock.today()
    contract = make.contract(cast.council, cast.bakery, "300.00", milestones=["100.00"] * 3)
    made_link(development, contract)
    for part in ("1", "10", "100"):
        paid(sent(contract), reference=part, parts=[part])
        clock.set_to(clock.now() + timedelta(days=1))
    pledge = made_pledge(
        development, cast.council,
        [("50", today + timedelta(days=1)), ("60", today + timedelta(days=1)), ("90", clock.today())],
        made_on=today + timedelta(days=1), confirmed_at=clock.now(),
    )  # fmt: skip
    said = words_of(client_of(app, None).get(f"/pledges/{pledge.id}").text)
    assert "24 November 2026 £50.00 £10.00 Missed" in said
    assert "24 November 2026 £110.00 £10.00 Missed" in said
    assert "26 November 2026 £200.00 £110.00 Open" in said
    assert "Still to come £90.00" in said


def test_a_pledge_in_ones_own_name_is_confirmed_as_it_is_entered(app: Flask, cast: Cast) -> None:
    development = made_development(cast.council)
    path = f"/developments/{development.id}"
    mine = f"{path}/pledges/new/{cast.council.id}"
    assert client_of(app, cast.buyer).post(mine, data=TYPED).status_code == 302
    said = words_of(client_of(app, None).get(path).text)
    assert "Pledged £3,500,000" in said
    assert "Received by social enterprises £0" in said


def test_a_withdrawn_pledge_keeps_its_reason_and_is_added_up_no_more(
    app: Flask, cast: Cast
) -> None:
    development = made_development(cast.council)
    pledge = made_pledge(
        development, cast.council, [("250", date(2027, 6, 30))], confirmed_at=clock.now()
    )
    path, page = f"/pledges/{pledge.id}/withdraw", f"/developments/{development.id}"
    browser = client_of(app, cast.buyer)
    assert client_of(app, cast.baker).post(path, data={"reason": "No"}).status_code == 403
    assert browser.post(path, data={"reason": " "}).status_code == 422
    assert browser.post(path, data={"reason": "The site is sold."}).status_code == 302
    said = words_of(client_of(app, None).get(page + "/pledges").text)
    assert "The reason: The site is sold." in said
    shown = words_of(client_of(app, None).get(page).text)
    assert "Pledged £0" in shown
    assert browser.post(path.replace("withdraw", "confirm")).status_code == 422
    own = words_of(client_of(app, None).get(path.removesuffix("/withdraw")).text)
    assert "Pledged £250.00" in own
    assert "Still to come" not in own
    assert "30 June 2027 £250.00 £0.00 Withdrawn" in own


def test_who_has_pledged_to_a_development_is_told_so_before_a_second_pledge(
    app: Flask, cast: Cast
) -> None:
    development = made_development(cast.council)
    path, browser = f"/developments/{development.id}/pledges/new", client_of(app, cast.buyer)
    mine = f"{path}/{cast.council.id}"
    assert "already" not in browser.get(mine).text
    first = str(browser.post(mine, data=TYPED).location)
    assert f'href="{first}"' in browser.get(mine).text
    second = browser.post(mine, data=TYPED | {"source": "Minute of 3 November"})
    assert second.status_code == 422
    assert "has pledged to this development already, on 23 November 2026" in second.text
    assert "Minute of 3 November" in second.text
    assert "Pledged £3,500,000 " in words_of(
        client_of(app, None).get(f"/developments/{development.id}").text
    )
    elsewhere = f"/developments/{made_development(cast.council, name='New Dairy').id}"
    other = browser.post(f"{elsewhere}/pledges/new/{cast.council.id}", data=TYPED)
    assert other.status_code == 302
    assert browser.post(first + "/withdraw", data={"reason": "A new sum."}).status_code == 302
    assert browser.post(mine, data=TYPED).status_code == 302


def test_who_entered_a_pledge_cannot_withdraw_it_once_it_is_confirmed(
    app: Flask, cast: Cast, make: Make
) -> None:
    homes = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd")
    pledge = made_pledge(
        made_development(cast.council), homes, [("250", date(2027, 6, 30))],
        entered_by=cast.buyer.person_id, confirmed_at=clock.now(),
    )  # fmt: skip
    withdrawn = client_of(app, cast.buyer).post(
        f"/pledges/{pledge.id}/withdraw", data={"reason": "x"}
    )
    assert withdrawn.status_code == 403


def test_a_pledge_that_cannot_be_is_refused_and_nothing_is_lost(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council)
    path = f"/developments/{development.id}/pledges/new/{cast.council.id}"
    browser = client_of(app, cast.buyer)
    early = browser.post(path, data=TYPED | {"stages-1-by-year": "2025"})
    assert '<a href="#stages-1-by">This stage ends before the stage above it.</a>' in early.text
    assert "Letter to the board" in early.text
    half = browser.post(path, data=TYPED | {"stages-1-amount": ""})
    assert '<a href="#stages-1-amount">Enter a sum for this stage.</a>' in half.text
    third = {name.replace("-1-", "-4-"): text for name, text in TYPED.items()}
    third |= {f"stages-{row}-amount": "" for row in (1, 2, 3, 5)}
    gap = browser.post(path, data=third | {"stages-4-by-year": "2025"})
    assert '<a href="#stages-4-by">This stage ends before the stage above it.</a>' in gap.text
    over = TYPED | {"made_on-year": "2025", "stages-0-by-year": "2026", "stages-1-by-year": "2026"}
    over |= {"stages-0-by-month": "1", "stages-1-by-month": "2", "stages-1-by-day": "1"}
    assert "All of these days are over." in browser.post(path, data=over).text
    ahead = browser.post(path, data=TYPED | {"made_on-day": "24"})
    assert "This day is still to come." in ahead.text
    alone = make.organisation(Kind.PRIVATE_DEVELOPER, "Nobody Homes Ltd")
    unread = path.replace(str(cast.council.id), str(alone.id))
    assert "nobody could confirm a pledge" in browser.get(unread).text
    assert "Enter the pledge" not in browser.get(unread).text
    assert "nobody could confirm the pledge" in browser.post(unread, data=TYPED).text
    looked = path.rpartition("/")[0] + "?name=Nobody"
    assert "nobody could confirm a pledge" in browser.get(looked).text
    assert unread not in browser.get(looked).text
    hidden = made_development(cast.council, published_at=None)
    other = make.member(alone, Role.BUYER)
    before = browser.post(f"/developments/{hidden.id}/pledges/new/{alone.id}", data=TYPED)
    assert "Publish the development first" in before.text
    assert client_of(app, other).get(path).status_code == 403
    assert db.session.scalars(select(Pledge)).all() == []
