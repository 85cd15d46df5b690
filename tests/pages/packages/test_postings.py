"""Posting a package: what is refused, what it belongs to, and what is said before."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.contracts.models.contracts import ContractClause
from marketplace.contracts.models.pass_downs import PassDown
from marketplace.engine import clock, db, jobs
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.packages import Package, PackageClause
from procurement.contracts.pass_down import PassDownState
from procurement.packages.development import DevelopmentKind
from procurement.packages.package import PackageState
from procurement.tendering.model_clauses import model_clauses
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_development, made_link
from tests.package_rows import SEALED, TYPED, Poster, accepts, together, written
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_package_contracts import PLAN, chosen, contract_of

SEALED_LATER = SEALED | {"closes_at-month": "3", "closes_at-year": "2027"}


OWN = {
    "clauses-0-text": "Lunches for children", "clauses-0-quantity": "40", "clauses-0-unit": "lunches",
    "clauses-0-due_on-day": "1", "clauses-0-due_on-month": "3", "clauses-0-due_on-year": "2027",
    "clauses-0-proof": "By a list, to us; else we cook.",
}  # fmt: skip
"""A promise in the poster’s own words."""


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"budget": "", "rate": "13.44", "unit": "hour", "quantity": "100"},
         "below the real Living Wage: £13.45 an hour from 22 October 2025 on"),
        ({"budget": "€12,000"}, "“€12,000” is not an amount in pounds"),
        ({"rate": "20", "unit": "hour", "quantity": "3"}, "one of the two"),
        ({"payment_days": "30"}, "Say why you need longer than 7 days"),
        ({"way": "sealed"}, "Say until when sealed offers are taken."),
        ({"audience": "place"}, "Choose the place"),
        ({"ends_on-year": "2026"}, "The work ends before it starts."),
        ({"terms": ""}, "Choose the document that holds your terms"),
        ({"cpv": "1"}, "Enter the eight digits of one kind of work"),
        ({"postcode": "nowhere"}, "not a full UK postcode"),
        ({"retention": "60"}, "A retention is from 0% to 50%."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, make: Make, typed: dict[str, str], sentence: str
) -> None:
    answer = Poster(app, make).tries_to_post(**typed)
    assert answer.status_code == 422
    assert sentence in answer.text.split("govuk-error-summary")[-1]
    assert f'<a href="#{next(iter(typed)).split("-")[0]}' in answer.text or "#" in answer.text
    assert "Forty trees, and their care for a year." in answer.text
    for value in typed.values():
        assert value in answer.text


def test_a_unit_that_is_none_is_refused_at_its_field(app: Flask, cast: Cast, make: Make) -> None:
    answer = Poster(app, make).tries_to_post(budget="", rate="20", unit="parsec", quantity="3")
    assert answer.status_code == 422
    assert '<a href="#unit">Choose one of the answers.</a>' in answer.text


def test_a_rate_by_the_hour_at_the_living_wage_is_posted_with_its_sum(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts(budget="", rate="13.45", unit="hour", quantity="100")
    said = words_of(poster.browser.get(home).text)
    assert "£13.45 for each hour, 100 of them: £1,345.00 in all" in said


def test_a_council_is_led_to_a_tender(app: Flask, cast: Cast) -> None:
    path = f"/organisations/{cast.council.id}/packages/new"
    browser = client_of(app, cast.buyer)
    said = browser.get(path).text
    assert "buys by a tender and not by a package" in said
    assert 'href="/tenders/new"' in said
    answer = browser.post(path, data=TYPED)
    assert answer.status_code == 422
    assert "Draft a tender" in answer.text


def test_a_developer_whom_the_broker_has_not_confirmed_cannot_post(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    with db.transaction():
        db.session.get_one(Organisation, poster.organisation.id).approved_at = None
    answer = poster.tries_to_post()
    assert answer.status_code == 422
    assert "The broker has not confirmed yet" in answer.text


def test_a_contractor_posts_below_the_contract_it_has(app: Flask, cast: Cast, make: Make) -> None:
    contract = make.contract(cast.council, cast.bakery, "9000.00")
    foreign = make.contract(cast.council, cast.gardens, "9000.00").id
    key, title = str(contract.id), contract.title
    browser = client_of(app, cast.baker)
    path = f"/organisations/{cast.bakery.id}/packages/new"
    gardens = str(cast.gardens.id)
    none = browser.post(path, data=TYPED)
    assert "Choose the contract that this work is a part of" in none.text
    wrong = browser.post(path, data=TYPED | {"parent_contract_id": str(foreign)})
    assert wrong.status_code == 422
    posted = browser.post(path, data=TYPED | {"parent_contract_id": key})
    home = str(posted.location).removesuffix("/invite")
    assert title in browser.get(home).text
    browser.post(f"{home}/invite", data={"enterprises": [gardens]})
    said = client_of(app, cast.gardener).get(home).text
    assert title not in said
    assert "under a contract of its own" in said
    elsewhere = browser.post(path, data=TYPED | {"won_elsewhere": "From the water company"})
    assert elsewhere.status_code == 302


def test_the_page_of_what_is_above_leads_to_a_package_for_its_site(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster, builder = Poster(app, make), client_of(app, cast.baker)
    development = made_development(
        poster.organisation, postcode="B66 1AB", contractor_id=cast.bakery.id
    )
    path = f"/developments/{development.id}"
    for browser, who in ((poster.browser, poster.organisation), (builder, cast.bakery)):
        link = f"/organisations/{who.id}/packages/new?development={development.id}"
        assert link in browser.get(path).text
        assert 'value="B66 1AB"' in browser.get(link).text
    for other in (cast.buyer, cast.gardener, None):
        assert "packages/new" not in client_of(app, other).get(path).text
    contract = make.contract(poster.organisation, cast.bakery, "9000.00")
    home = poster.posts(cast.bakery, postcode="b11bb")
    with db.transaction():
        package = db.session.get_one(Package, home.rpartition("/")[2])
        package.state, package.contract_id = PackageState.CONTRACTED, contract.id
    link = f"/organisations/{cast.bakery.id}/packages/new?contract={contract.id}"
    assert link in builder.get(f"/contracts/{contract.id}").text
    assert 'value="B1 1BB"' in builder.get(link).text
    assert "packages/new" not in poster.browser.get(f"/contracts/{contract.id}").text
    foreign = f"/organisations/{cast.gardens.id}/packages/new?contract={contract.id}"
    assert "B1 1BB" not in client_of(app, cast.gardener).get(foreign).text


def test_below_a_contract_shown_on_somebody_elses_development_a_package_can_be_posted(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    contract = make.contract(poster.organisation, cast.bakery, "9000.00")
    made_link(made_development(poster.organisation), contract)
    baker = client_of(app, cast.baker)
    link = f"/organisations/{cast.bakery.id}/packages/new"
    assert baker.get(f"{link}?contract={contract.id}").status_code == 200
    typed = TYPED | {"parent_contract_id": str(contract.id), "payment_days": "7"}
    posted = baker.post(f"{link}?contract={contract.id}", data=typed)
    assert posted.status_code == 302, words_of(posted.text)


def test_a_reason_for_a_longer_term_goes_with_the_longer_term(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    reason = "Our accounts close once a month."
    kept = poster.posts(cast.bakery, payment_days="30", payment_reason=reason)
    assert reason in poster.browser.get(kept).text
    left = poster.posts(cast.bakery, payment_days="7", payment_reason=reason)
    assert reason not in poster.browser.get(left).text


def test_what_is_passed_on_stands_where_a_package_is_posted_below_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "9000.00")
    path = f"/organisations/{cast.bakery.id}/packages/new"
    browser = client_of(app, cast.baker)
    assert "asks you to pass on" not in browser.get(path).text
    with db.transaction():
        db.session.add(
            PassDown(
                contract_id=contract.id, state=PassDownState.AGREED, for_buyer=True,
                payment_days=9, social_share=Decimal(20), proposed_at=clock.now(),
                proposed_by=cast.buyer.person_id,
            )
        )  # fmt: skip
    said = words_of(browser.get(path).text)
    assert f"“{contract.title}” asks you to pass on:" in said
    assert "Everybody below this contract is paid within 9 days." in said
    assert "20% of its value is spent with verified social enterprises." in said


def test_a_promise_of_the_model_set_is_asked_and_stands_in_the_contract_to_be_delivered(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    path = f"/organisations/{poster.organisation.id}/packages/new"
    set_of = "A model set for a housing development"
    assert set_of not in poster.browser.get(path).text
    made_development(poster.organisation, kind=DevelopmentKind.HOUSING)
    assert set_of in poster.browser.get(path).text
    clause, other = model_clauses()[2], model_clauses()[1]
    home = chosen(app, cast, poster, **{"model-apprentices-quantity": "2"} | OWN)
    page = words_of(poster.browser.get(home).text)
    assert f"{clause.text} Shown by: {clause.evidence}" in page.replace("&#39;", "’")
    assert other.text not in page
    for words in ("2 apprentices 29 June 2027", "40 lunches 1 March 2027"):
        assert words in page
        assert words in words_of(client_of(app, cast.baker).get(f"{home}/letter").text)
    assert poster.browser.post(f"{home}/contract", data=PLAN).status_code == 302
    contract = contract_of(home)
    assert contract.terms.startswith(f"{TYPED['terms']}\n\nWhat was wanted: Planting the courtyard")
    assert "\n\nLetter of award" in contract.terms
    rows = db.session.scalars(select(ContractClause).order_by(ContractClause.id)).all()
    assert [(row.promised, row.unit, row.due_on, row.proof) for row in rows] == [
        (Decimal(2), "apprentices", date(2027, 6, 29), clause.proof),
        (Decimal(40), "lunches", date(2027, 3, 1), "By a list, to us; else we cook."),
    ]
    for side, browser in (("buyer", poster.browser), ("supplier", client_of(app, cast.baker))):
        assert press(browser, f"/contracts/{contract.id}", f"sign/{side}").status_code == 302
    delivery = f"/contracts/{contract.id}/promises/{rows[1].id}"
    assert poster.browser.post(delivery, data={"delivered": "12"}).status_code == 302
    page = words_of(client_of(app, cast.baker).get(f"/contracts/{contract.id}").text)
    assert "40 lunches by 1 March 2027 12 lunches" in page


def test_the_words_of_the_model_set_can_be_changed_before_they_are_asked(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    made_development(poster.organisation, kind=DevelopmentKind.HOUSING)
    clause = model_clauses()[2]
    form = poster.browser.get(f"/organisations/{poster.organisation.id}/packages/new").text
    assert 'name="model-apprentices-proof"' in form
    asked = {
        "model-apprentices-quantity": "2",
        "model-apprentices-text": "Apprentices from Ladywood",
        "model-apprentices-proof": clause.proof.replace("\n", "\r\n"),
    }
    home = poster.posts(cast.bakery, **asked)
    page = words_of(poster.browser.get(home).text)
    assert "Apprentices from Ladywood" in page
    assert clause.text not in page
    [row] = db.session.scalars(select(PackageClause)).all()
    assert row.proof == clause.proof
    emptied = poster.tries_to_post(**asked | {"model-apprentices-text": " "})
    assert emptied.status_code == 422
    assert "needs words, and what it is counted in" in words_of(emptied.text)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"clauses-0-quantity": "0"}, "“Lunches for children” needs a quantity above 0."),
        (
            {"clauses-0-quantity": "500", "clauses-0-unit": "% of the value"},
            "ask for 100% of it at most",
        ),
        ({"clauses-0-proof": ""}, "Say how “Lunches for children” is shown"),
        ({"clauses-0-unit": ""}, "and what it is counted in"),
        (
            {"clauses-0-due_on-year": "2026"},
            "“Lunches for children” is due before the work begins.",
        ),
    ],
)
def test_a_promise_that_nobody_could_judge_is_refused_and_nothing_typed_is_lost(
    app: Flask, make: Make, typed: dict[str, str], sentence: str
) -> None:
    answer = Poster(app, make).tries_to_post(**OWN | typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Lunches for children" in answer.text
    assert "Forty trees, and their care for a year." in answer.text


def test_the_terms_are_a_copy_of_the_developers_own_document(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    documents = f"/organisations/{poster.organisation.id}/documents"
    poster.browser.post(documents, data={
        "kind": "Standard terms", "visibility": "shared",
        "file": (io.BytesIO(b"We pay in seven days."), "terms.txt"),
    })  # fmt: skip
    form = poster.browser.get(f"/organisations/{poster.organisation.id}/packages/new").text
    chosen = re.search(r'<option value="([^"]+)">Standard terms', form)
    assert chosen is not None
    waiting = poster.tries_to_post(terms="", terms_document_id=chosen[1])
    assert "still being checked for viruses" in waiting.text
    jobs.run_due()
    home = poster.posts(cast.bakery, terms="", terms_document_id=chosen[1])
    page = client_of(app, cast.baker).get(home).text
    assert "The document “Standard terms” (terms.txt, SHA-256 " in page
    link = re.search(r'href="(/documents/[^"]+)">Terms: Standard terms', page)
    assert link is not None
    assert client_of(app, cast.baker).get(link[1]).data == b"We pay in seven days."
    assert client_of(app, cast.gardener).get(link[1]).status_code == 404


def test_before_it_is_posted_stands_what_is_asked_and_what_enterprises_here_have_managed(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    path = f"/organisations/{poster.organisation.id}/packages/new"
    page = words_of(poster.browser.get(path).text)
    assert "There is no questionnaire." in page
    assert "offer together is not known yet: 0 did, and three are needed" in page
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    for days, kind in ((2, {}), (4, {}), (9, {}), (30, SEALED_LATER)):
        home = poster.posts(cast.bakery, **kind)
        offer = written(lead, home, cast.bakery)
        together(lead, offer, (cast.bakery, "60"), (cast.gardens, "40"))
        clock.set_to(clock.now() + timedelta(days=days), stopped=True)
        assert accepts(member, offer) == 302
        assert press(lead, offer, "make").status_code == 302
    page = words_of(poster.browser.get(path).text)
    assert "together here took 4 days until their offer was made: the median of 3" in page
    assert "Documents to read 0 0 Promises to report on 0 0" in page
    assert "Usual is the median of the 3 packages that were answered here last" in page
    assert "meant to be" not in page
    soon = clock.today() + timedelta(days=3)
    short = {
        "closes_at-day": str(soon.day), "closes_at-month": str(soon.month),
        "closes_at-year": str(soon.year), "closes_at-time": "12:00",
    }  # fmt: skip
    warned = poster.tries_to_post(**short)
    assert warned.status_code == 422
    assert "Offers close in 3 days. Enterprises that offered together here took 4," in warned.text
    assert 'value="Planting the courtyard"' in warned.text
    assert poster.tries_to_post(**short, short_is_meant="y").status_code == 302
    second = {key.replace("0", "1", 1): value for key, value in OWN.items()}
    model = {f"model-{name}-quantity": "1" for name in ("apprentices", "labour-hours")}
    much = poster.tries_to_post(**OWN | second | model)
    assert much.status_code == 422
    assert "Promises to report on: 4, where 0 is usual in packages that were answered" in much.text
    assert "Documents and promises for each £10,000 of value: 3.33, where 0 is usual" in much.text
    assert "Lunches for children" in much.text
    assert "Promises to report on 4 0" in words_of(much.text)
    hourly = {"budget": "", "rate": "9", "unit": "hour", "quantity": "100"}
    together_wrong = poster.tries_to_post(**OWN | second | model | short | hourly)
    for sentence in ("below the real Living Wage", "Promises to report on: 4", "Offers close in 3"):
        assert sentence in together_wrong.text
    assert poster.tries_to_post(**OWN | second).status_code == 302
    meant = poster.tries_to_post(**OWN | second | model, much_is_meant="y")
    assert meant.status_code == 302
    further = f"{str(meant.location).removesuffix('/invite')}/documents"
    assert "Documents to read: 1, where 0 is usual" in poster.browser.get(further).text


def test_the_development_of_the_contract_above_is_chosen_for_whoever_chose_none(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "9000.00")
    other = make.contract(cast.council, cast.bakery, "9000.00")
    development = made_development(cast.council, contractor_id=cast.bakery.id)
    made_link(development, contract)
    browser, key = client_of(app, cast.baker), str(development.id)
    path = f"/organisations/{cast.bakery.id}/packages/new"
    typed = TYPED | {"parent_contract_id": str(contract.id), "development_id": ""}
    asked = browser.post(path, data=typed)
    assert asked.status_code == 422
    assert "belongs to Old Dairy, so Old Dairy is chosen here now" in asked.text
    assert f'<option value="{key}" selected>' in asked.text
    assert f'name="development_asked" type="hidden" value="{contract.id}"' in asked.text
    assert "Forty trees, and their care" in asked.text
    assert db.session.query(Package).count() == 0
    meant = typed | {"development_asked": str(contract.id)}
    for said, development_id in (
        (typed | {"development_id": key}, development.id),
        (meant, None),
        (typed | {"parent_contract_id": str(other.id)}, None),
    ):
        assert browser.post(path, data=said).status_code == 302
        newest = select(Package.development_id).order_by(Package.id.desc()).limit(1)
        assert db.session.scalars(newest).one() == development_id
