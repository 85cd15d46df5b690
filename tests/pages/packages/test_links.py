"""Tenders and contracts stand on a development's page where their buyers say so, and no others."""

import re
from html import unescape

from flask import Flask
from sqlalchemy import select, update

from marketplace.contracts.models.contracts import Milestone
from marketplace.engine import db, jobs
from marketplace.engine.access import SYSTEM, Role
from marketplace.packages.actions import links
from marketplace.packages.models.links import DevelopmentLink
from procurement.contracts.contract import MilestoneState
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_development
from tests.letters import letters, letters_to
from tests.package_rows import Poster
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_package_contracts import PLAN, chosen, contract_of
from tests.paid_rows import paid, sent
from tests.total_rows import disagreeing


def test_a_contract_is_shown_and_its_supplier_told_and_can_take_it_off(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council)
    contract = make.contract(cast.council, cast.bakery, "400.00")
    path = f"/developments/{development.id}"
    browser = client_of(app, cast.buyer)
    assert contract.title in browser.get(path + "/link").text
    added = browser.post(path + "/link", data={"contract_id": contract.id})
    assert added.location == path + "/contracts"
    said = words_of(client_of(app, None).get(path + "/contracts").text)
    assert f"{contract.title} Midborough Council with Harbour Bakery CIC · £400.00" in said
    assert "Take it off" not in said
    assert contract.title not in browser.get(path + "/link").text
    (letter,) = letters_to("beth.baker@example.org")
    assert "was paid under it to social enterprises" in letter.body
    link_id = db.session.scalars(select(DevelopmentLink.id)).one()
    remove = f"{path}/links/{link_id}/remove"
    assert client_of(app, cast.gardener).post(remove).status_code == 403
    assert client_of(app, cast.baker).post(remove).status_code == 302
    assert contract.title not in client_of(app, None).get(path + "/contracts").text


def test_a_thing_belongs_to_one_development(app: Flask, cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.bakery, "400.00")
    browser = client_of(app, cast.buyer)
    for status in (302, 422):
        path = f"/developments/{made_development(cast.council).id}/link"
        answer = browser.post(path, data={"contract_id": contract.id})
        assert answer.status_code == status
    assert "belongs to a development already" in answer.text


def test_a_contract_of_another_buyer_is_not_there(app: Flask, cast: Cast, make: Make) -> None:
    other = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd")
    who = make.member(other, Role.BUYER)
    contract = make.contract(cast.council, cast.bakery, "400.00")
    path = f"/developments/{made_development(other).id}/link"
    assert contract.title not in client_of(app, who).get(path).text
    answer = client_of(app, who).post(path, data={"contract_id": contract.id})
    assert answer.status_code == 404
    both = client_of(app, who).post(
        path, data={"contract_id": contract.id, "tender_id": contract.id}
    )
    assert both.status_code == 404


def test_the_contractors_own_contracts_stand_there_too(app: Flask, cast: Cast, make: Make) -> None:
    builder = make.organisation(Kind.OTHER_SUPPLIER, "Brickfield Ltd")
    who = make.member(builder, Role.BUYER)
    development = made_development(cast.council, contractor_id=builder.id)
    contract = make.contract(builder, cast.gardens, "90.00")
    path = f"/developments/{development.id}"
    theirs = client_of(app, who).post(path + "/link", data={"contract_id": contract.id})
    assert theirs.status_code == 302
    owners = make.contract(cast.council, cast.gardens, "80.00")
    not_theirs = client_of(app, who).post(path + "/link", data={"contract_id": owners.id})
    assert not_theirs.status_code == 404


def test_a_draft_of_a_tender_is_shown_once_it_is_published(
    app: Flask, cast: Cast, make: Make
) -> None:
    path = f"/developments/{made_development(cast.council).id}"
    draft = make.tender(cast.council, state=TenderState.DRAFT, title="Secret kitchen")
    public = make.tender(cast.council, title="Hot meals for the site")
    browser = client_of(app, cast.buyer)
    assert "Secret kitchen" in browser.get(path + "/link?of=tenders").text
    for tender in (draft, public):
        assert browser.post(path + "/link", data={"tender_id": tender.id}).status_code == 302
    said = client_of(app, None).get(path + "/tenders").text
    assert "Hot meals for the site" in said
    assert "Secret kitchen" not in said


def test_a_package_that_everyone_may_answer_stands_there_and_who_watches_is_told(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    development = made_development(poster.organisation)
    path, mine = f"/developments/{development.id}", {"organisation_id": cast.bakery.id}
    of_this = {"development_id": str(development.id)}
    client_of(app, cast.baker).post(path + "/watch", data=mine)
    poster.posts(**of_this, title="For everyone", audience="everyone")
    poster.posts(cast.gardens, **of_this, title="For the invited", audience="invited")
    said = client_of(app, None).get(path + "/packages").text
    assert ("For everyone" in said, "For the invited" in said) == (True, False)
    assert "For the invited" in client_of(app, cast.gardener).get(path + "/packages").text
    assert "Open packages for everyone 1" in words_of(client_of(app, None).get(path).text)
    (letter,) = letters_to("beth.baker@example.org")
    assert letter.subject == "A package is posted on Old Dairy: For everyone"


def test_the_contract_of_a_package_counts_for_its_development_once_both_have_signed(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    development = made_development(poster.organisation)
    of_this = {"development_id": str(development.id), "audience": "everyone"}
    home, path = chosen(app, cast, poster, **of_this), f"/developments/{development.id}"
    baker = client_of(app, cast.baker)
    everybody = client_of(app, None)
    assert "Open packages for everyone 0" in words_of(everybody.get(path).text)
    assert "Planting" not in everybody.get(f"{path}/packages").text
    assert "Planting" in everybody.get(f"{path}/packages?of=ended").text
    assert poster.browser.post(f"{home}/contract", data=PLAN).status_code == 302
    contract = contract_of(home)
    page = f"/contracts/{contract.id}"
    assert press(poster.browser, page, "sign/buyer").status_code == 302
    jobs.run_due()
    assert "Contracts 0" in words_of(everybody.get(path).text)
    assert press(baker, page, "sign/supplier").status_code == 302
    assert "contract_shown" in {letter.template for letter in letters()}
    with db.transaction():
        db.session.execute(update(Milestone).values(state=MilestoneState.ACCEPTED))
    paid(sent(contract))
    said = words_of(everybody.get(path).text)
    assert "Contracts 1" in said
    assert "Received by social enterprises £" in said
    assert "Received by social enterprises £0" not in said
    assert disagreeing() == []
    links.follow_link(SYSTEM, contract.id)
    assert db.session.query(DevelopmentLink).count() == 1
    told = {letter.address for letter in letters() if letter.template == "contract_shown"}
    assert told == {"beth.baker@example.org", "dee.developer@example.org"}


def test_the_contract_of_a_package_for_the_invited_is_shown_only_if_its_buyer_says_so(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, baker, everybody = Poster(app, make), client_of(app, cast.baker), client_of(app, None)
    development = made_development(poster.organisation)
    public = f"/developments/{development.id}/contracts"
    home = chosen(app, cast, poster, development_id=str(development.id))
    assert "If Dairy Homes Ltd says so" in words_of(baker.get(home).text)
    poster.browser.post(f"{home}/contract", data=PLAN)
    contract = contract_of(home)
    page = f"/contracts/{contract.id}"
    assert "Nothing by itself" in baker.get(page).text
    for browser, side in ((poster.browser, "buyer"), (baker, "supplier")):
        assert press(browser, page, f"sign/{side}").status_code == 302
    jobs.run_due()
    assert contract.title not in everybody.get(public).text
    (letter,) = [letter for letter in letters() if letter.template == "contract_to_show"]
    assert letter.address == "dee.developer@example.org"
    assert "Show this contract" not in baker.get(page).text
    assert "Show this contract" in poster.browser.get(page).text
    link = f"/developments/{development.id}/link"
    shown = poster.browser.post(link, data={"contract_id": contract.id})
    assert shown.location == public
    assert contract.title in everybody.get(public).text
    assert "Either side can take it off" in baker.get(page).text


def test_the_supplier_takes_its_contract_off_a_development_that_is_not_published(
    app: Flask, cast: Cast, make: Make
) -> None:
    development = made_development(cast.council, published_at=None)
    contract = make.contract(cast.council, cast.bakery, "400.00")
    path = f"/developments/{development.id}"
    client_of(app, cast.buyer).post(path + "/link", data={"contract_id": contract.id})
    (letter,) = letters_to("beth.baker@example.org")
    home = f"/contracts/{contract.id}"
    assert f"{home}#public" in letter.body
    assert path not in letter.body
    baker = client_of(app, cast.baker)
    assert baker.get(path + "/contracts").status_code == 404
    page = baker.get(home).text
    assert path + "/contracts" not in page
    button = re.search(rf'action="({path}/links/[^"]+)"', page)
    assert button
    remove = unescape(button[1])
    assert client_of(app, cast.gardener).post(remove).status_code == 404
    taken = baker.post(remove)
    assert taken.location == home
    assert db.session.query(DevelopmentLink).count() == 0


def test_the_end_of_the_work_is_told_apart_from_that_of_the_defects(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, everybody = Poster(app, make), client_of(app, None)
    development = made_development(poster.organisation)
    of_this = {"development_id": str(development.id), "audience": "everyone", "retention": "5"}
    home, path = chosen(app, cast, poster, **of_this), f"/developments/{development.id}"
    assert poster.browser.post(f"{home}/contract", data=PLAN).status_code == 302
    days = "4 January 2027 to 28 May 2027; defects are put right until 28 May 2028"
    assert days in words_of(poster.browser.get("/contracts").text)
    for browser, side in ((poster.browser, "buyer"), (client_of(app, cast.baker), "supplier")):
        press(browser, f"/contracts/{contract_of(home).id}", f"sign/{side}")
    jobs.run_due()
    assert days in words_of(everybody.get(f"{path}/contracts").text)
