"""Can everybody use every page? WCAG 2.2 AA by axe, narrow screens, large text.

Every address of the application is visited: as the one who acts there, over one example
of everything, and again over the demonstration's story, where the pages are full. An
address that is no page, or is not visited, is named in ``NOT_VISITED`` with its reason.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, Response, Route
from sqlalchemy import select
from werkzeug.routing import Rule

from marketplace import demonstration
from marketplace.engine import clock, db
from marketplace.engine.access import NOBODY, SYSTEM, Role
from marketplace.organisations.actions import memberships, passwords, people
from marketplace.organisations.actions.addresses import request_address_change
from marketplace.organisations.actions.registrations import begin_registration
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import person_with
from marketplace.payments.models.invoices import Invoice
from marketplace.tendering.actions import notices, tenders
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import Tender
from tests.actions.tendering.test_notices import FACTS, published
from tests.assessment_rows import suspended_award
from tests.cast import PASSWORD, Cast, Make, cookie_of
from tests.examples import PEOPLE, Examples, Ids
from tests.journeys.barriers import barriers_on
from tests.journeys.conftest import Open
from tests.letters import letters, link_in
from tests.pages.desk.test_operations import failed_job
from tests.pages.test_access_matrix import (
    address_of,
    browser_with,
    kept_answers,
    nothing_stays,
    routes_of,
    shown,
)

pytestmark = pytest.mark.journey

NOT_VISITED = {
    "static": "style sheet, script, fonts",
    "board.download": "a file (CSV)",
    "records.file": "a file (JSON)",
    "own_data.take_json": "a file (JSON)",
    "own_data.take_page": "a file (HTML)",
    "publications.log": "a file (JSON lines)",
    "board.ledger_file": "a file (CSV)",
    "timetables.calendar": "a file (iCalendar)",
    "feedback_calls.calendar": "a file (iCalendar)",
    "contract_papers.download": "a file (PDF)",
    "contract_register.table": "a file (CSV)",
    "contract_register.calendar": "a file (iCalendar)",
    "compliance_notices.figures": "a file (JSON), once the authority has said its figures",
    "call_offs.index": "opens only for a framework",
    "call_offs.prepare": "opens only for a framework",
    "call_offs.take_back": "opens only for a call-off",
    "work_feeds.atom": "a file (Atom)",
    "work_feeds.calendar": "a file (iCalendar)",
    "saved_searches.show": "leads to the search",
    "saved_searches.stop": "opens by the link in an e-mail",
    "notice_files.file": "a file (JSON)",
    "procurement_files.file": "a file (JSON)",
    "procurement_records.download": "a file (ZIP)",
    "moderation_records.as_pdf": "a file (PDF)",
    "contacts.decline": "opens only to a broker whom somebody has named",
    "evidence_requests.answer": "opens only while a broker waits for evidence",
    "readiness.shown": "opens only once an enterprise has chosen to show it",
    "tips.tell_of_package": "opens only for a package that everyone may answer",
    "funding_lists.example": "a file (CSV)",
    "offer_receipts.file": "a file (JSON)",
    "offer_receipts.submitted": "a file (JSON)",
    "receipts.file": "a file (JSON)",
    "receipts.submitted": "a file (JSON)",
    "bid_files.read": "the file that was attached",
    "bid_attachments.read": "the file that was attached",
    "missing_documents.file": "the file that was handed in",
    "missing_documents.own_file": "the file that was handed in",
    "documents.newest": "the file that was uploaded",
    "documents.version": "the file that was uploaded",
    "invoice_documents.pdf": "a file (PDF)",
    "invoice_documents.xml": "a file (XML)",
    "memberships.accept": "behind the link of an e-mail: see the pages behind a link",
    "accounts.reset": "behind the link of an e-mail: see the pages behind a link",
    "registrations.choose": "behind the link of an e-mail: see the pages behind a link",
    "addresses.prove": "behind the link of an e-mail: see the pages behind a link",
    "addresses.stop": "behind the link of an e-mail: see the pages behind a link",
    "proofs.sign_in": "after the password alone: see the second step",
    "health.healthz": "an answer to a machine (JSON)",
    "health.readyz": "an answer to a machine (JSON)",
    "figures.index": "for an operator: see the pages behind a link",
    "operations.show": "for an operator: see the pages behind a link",
    "doors.show": "for an operator: see the pages behind a link",
    "awards.resume": "needs a claim on record: see the pages behind a link",
    "drafts.offer": "needs a later release of the notice: see the pages behind a link",
}
SECTIONS = [
    "about",
    "lots",
    "conditions",
    "criteria",
    "questions",
    "clauses",
    "timetable",
    "payment",
]

BAKER = PEOPLE.index("baker")
ALIKE = 3
"""How many pages of one address the walk opens for one person."""


_CUT_IN = ("interrupted by another navigation", "net::ERR_ABORTED")


def visited(page: Page, address: str) -> Response:
    """The answer to a visit. A busy browser now and then hands none back: then the page is asked again.

    So it is where the page before, which asks itself again while a payment is awaited, cuts in.
    """
    try:
        answer = page.goto(address)
    except Error as error:
        if not any(said in error.message for said in _CUT_IN):
            raise
        answer = page.goto(address)
    answer = answer or page.reload()
    assert answer is not None
    return answer


def who_acts(rule: Rule, answers: dict[tuple[str, str], list[str]]) -> int | None:
    """The column of the person whose page it is: who may send its form, else who may see it."""
    assert ("GET", shown(rule)) in answers, f"The access matrix does not know {rule.rule} yet."
    gets = answers[("GET", shown(rule))]
    posts = answers.get(("POST", shown(rule)), gets)
    sees = [column for column, said in enumerate(gets) if said == "200"]
    acts = [column for column in sees if posts[column] in {"200", "302", "422"}]
    return (acts or sees or [None])[0]


def addresses(app: Flask, rule: Rule, ids: Ids) -> list[str]:
    """The example's address; of the sections of a draft, one each."""
    if "slug" not in rule.arguments:
        return [address_of(app, rule, ids)]
    return [address_of(app, rule, ids | {"slug": slug}) for slug in SECTIONS]


def test_every_page_over_an_example_of_everything(
    app: Flask, examples: Examples, live_site: str, opened: Open
) -> None:
    cookies, ids, answers = examples.cookies, examples.ids, kept_answers()
    found = []
    for method, rule in routes_of(app):
        if method != "GET" or rule.endpoint in NOT_VISITED:
            continue
        column = who_acts(rule, answers)
        assert column is not None, f"Nobody sees {rule.rule}: name it in NOT_VISITED."
        page = opened(cookies[column])
        for address in addresses(app, rule, ids):
            answer = visited(page, live_site + address)
            assert "text/html" in answer.headers["content-type"], f"{address} is a file"
            assert answer.status == 200, f"{address} as {PEOPLE[column]}"
            found += [f"{rule.rule} ({PEOPLE[column]}): {said}" for said in barriers_on(page)]
    _none(found)


def test_the_pages_behind_a_link_in_an_e_mail_a_later_release_or_a_claim_and_the_operator_s(
    make: Make, cast: Cast, live_site: str, opened: Open
) -> None:
    passwords.request_password_reset(NOBODY, None, email="beth.baker@example.org")
    memberships.invite_colleague(
        cast.baker, cast.bakery.id, email="sam.stranger@example.org", role=Role.FINANCE
    )
    begun = begin_registration(NOBODY, None, email="new@example.org")
    changing = request_address_change(
        cast.gardener, cast.gardener.person_id, email="other@example.org", password=PASSWORD
    )
    sent = {letter.template: letter for letter in letters()}
    stranger = cookie_of(cast.stranger)
    reset, joining = sent["password_reset"], sent["invitation"]
    buyer, draft_id = _draft_with_an_offer(make)
    operator = _operator_of_failed_jobs(make)
    found = []
    for cookie, path in [
        (None, f"/reset-password/{link_in(reset, 'reset-password')}"),
        (stranger, f"/invitations/{link_in(joining, 'invitations')}"),
        (None, begun),
        (cookie_of(cast.gardener), changing),
        (None, f"/account/address/stop/{link_in(sent['address_changing'], 'stop')}"),
        (buyer, f"/tenders/{draft_id}/offer"),
        (cookie_of(cast.buyer), f"/awards/{suspended_award(make, cast)}/resume"),
        (operator, "/operator"),
        (operator, "/operator/doors"),
        (operator, "/operator/figures"),
    ]:
        page = opened(cookie)
        answer = visited(page, live_site + path)
        assert answer.status == 200, path
        assert page.url.endswith(path)
        found += [f"{path}: {said}" for said in barriers_on(page)]
    _none(found)


def _operator_of_failed_jobs(make: Make) -> str:
    """An operator’s cookie, and a job that failed."""
    failed_job()
    return cookie_of(make.operator())


def _draft_with_an_offer(make: Make) -> tuple[str, UUID]:
    """A buyer’s cookie, and a draft from a notice of which a later release has come."""
    notices.import_notice_batch(SYSTEM, None, releases=[published(FACTS)])
    notice = db.session.scalars(select(Notice)).one()
    buyer = make.member(db.session.get_one(Organisation, notice.buyer_id), Role.BUYER)
    draft = tenders.draft_tender(buyer, notice.buyer_id, notice_id=notice.id).id
    later = replace(
        FACTS,
        release_id="a later one",
        released_at=FACTS.released_at + timedelta(days=1),
        title="Another title",
    )
    notices.import_notice_batch(SYSTEM, None, releases=[published(later)])
    return cookie_of(buyer), draft


def _none(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join([f"{len(found)} barriers", *found]), pytrace=False)


def test_every_form_that_is_sent_back_with_its_mistakes(
    app: Flask, examples: Examples, live_site: str, opened: Open
) -> None:
    cookies, ids, answers = examples.cookies, examples.ids, kept_answers()
    sent_back = {}
    for method, rule in routes_of(app):
        said = answers.get((method, shown(rule)), [])
        if method == "POST" and "422" in said and ("GET", shown(rule)) in answers:
            column = BAKER if said[BAKER] == "422" else said.index("422")
            for address in addresses(app, rule, ids):
                with nothing_stays():
                    answer = browser_with(app, cookies[column]).post(address)
                if answer.status_code == 422:
                    sent_back[address] = (cookies[column], answer.text)
    found = []
    for address, (cookie, text) in sent_back.items():
        page = opened(cookie)
        _open_as_answered(page, live_site + address, text)
        found += [f"{address}: {said}" for said in [*barriers_on(page), *_says_it_is_wrong(page)]]
    assert len(sent_back) > 40
    _none(found)


def _open_as_answered(page: Page, address: str, text: str) -> None:
    """Open this text in the browser as what the site answered to the form."""

    def answer(route: Route) -> None:
        route.fulfill(status=422, content_type="text/html; charset=utf-8", body=text)

    page.route(address, answer)
    page.goto(address)
    page.unroute(address)


def _says_it_is_wrong(page: Page) -> list[str]:
    """What is missing in how the mistakes are said, where the page shows the form again."""
    found = []
    if page.locator("main form .govuk-form-group").count() == 0:
        return found
    if page.locator(".govuk-error-summary li").count() == 0:
        found.append("no summary of the mistakes")
    for link in page.locator(".govuk-error-summary a[href^='#']").all():
        target = link.get_attribute("href") or ""
        if page.locator(f"[id='{target[1:]}']").count() != 1:
            found.append(f"the mistake leads nowhere: {target}")
    return found


def test_every_page_of_the_story_where_it_is_fullest_and_nothing_in_it_is_still_to_come(
    app: Flask, story_site: str, opened: Open
) -> None:
    present = clock.now()
    assert db.session.scalars(select(Tender.title).where(Tender.published_at > present)).all() == []
    assert db.session.scalars(select(Invoice.id).where(Invoice.received_at > present)).all() == []
    db.session.remove()
    fullest: dict[str, tuple[int, str, str]] = {}
    for email, _ in demonstration.TOLD:
        cookie = people.sign_in_as_person(NOBODY, person_with(email), device="a test")
        for address, text in _walk(app, cookie):
            endpoint = _endpoint_of(app, address)
            fullest[endpoint] = max(
                fullest.get(endpoint, (0, "", "")), (len(text), address, cookie)
            )
    found = []
    for _, address, cookie in fullest.values():
        page = opened(cookie)
        page.goto(story_site + address)
        found += [f"{address}: {said}" for said in barriers_on(page)]
    assert len(fullest) > 60
    _none(found)


def _walk(app: Flask, cookie: str) -> Iterator[tuple[str, str]]:
    """Every page that can be reached by links from one's work; of pages alike, some."""
    client, waiting, seen = browser_with(app, cookie), {"/my": ""}, Counter[str]()
    met = set(waiting)
    while waiting:
        address = next(iter(waiting))
        origin = waiting.pop(address)
        endpoint = _endpoint_of(app, address)
        seen[endpoint] += 1
        if seen[endpoint] > ALIKE or endpoint in NOT_VISITED:
            continue
        answer = client.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, answer.text
            links = re.findall(r'<a [^>]*href="(/[^"#?]*)', answer.text)
            waiting |= {link: address for link in links if link not in met}
            met.update(links)
        else:
            dead = f"{address}, linked from {origin}, answers {answer.status_code}"
            assert answer.status_code == 302, dead


def _endpoint_of(app: Flask, address: str) -> str:
    endpoint, _ = app.url_map.bind("localhost").match(address)
    return str(endpoint)


def test_the_checks_find_what_is_planted(opened: Open, live_site: str) -> None:
    page = opened(None)
    page.goto(live_site + "/about")
    assert barriers_on(page) == []
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend", `
        <h1>Again</h1><h4>Deep</h4><img src="x"><input name="bare"><p>{{ left.over }}</p>
        <a href="/one">Same</a><a href="/two">Same</a><div id="wide">wide</div>
        <p id="long">${"long".repeat(200)}</p>`)"""
    )
    page.evaluate("document.getElementById('wide').style.width = '700px'")
    page.evaluate("document.getElementById('long').style.overflowWrap = 'normal'")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p>In no landmark</p>')")
    found = "; ".join(barriers_on(page))
    for word in ("image-alt", "region", "2 headings", "rank left out", "no label: bare", "two targets",
                 "320 px overflows: div", "320 px overflows: p", "template"):  # fmt: skip
        assert word in found, f"{word} was not found in: {found}"
