"""No form answers for the person who fills it in: nothing is chosen that nobody chose."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from uuid import UUID

from flask import Flask
from wtforms import BooleanField, Field, Form, RadioField, SelectField, SelectMultipleField

import marketplace
from marketplace.tendering.actions import tenders
from marketplace.web.forms import PickField, SearchForm
from tests.cast import Cast, client_of

NOTHING_CHOSEN = {
    ("marketplace.desk.pages.doors", "kind"): "everything",
    ("marketplace.desk.pages.verifications", "identifier"): "none",
    (
        "marketplace.tendering.pages.tender_documents",
        "replaces",
    ): "a new document, in place of none",
    ("marketplace.packages.pages.attachments", "replaces"): "a new document",
    ("marketplace.packages.pages.contacts", "development_id"): "all that we do",
    ("marketplace.packages.pages.groups", "member"): "choose",
    ("marketplace.packages.pages.groups", "organisation_id"): "choose",
    ("marketplace.packages.pages.package_forms", "development_id"): "none",
    ("marketplace.packages.pages.package_forms", "parent_contract_id"): "none",
    ("marketplace.packages.pages.package_forms", "place"): "none",
    ("marketplace.packages.pages.package_forms", "terms_document_id"): "none",
    ("marketplace.packages.pages.pipeline", "phase"): "no particular phase",
}
"""Plain lists of choices that may be sent, and what the first one says where nothing is chosen."""


def forms() -> Iterator[type[Form]]:
    """Every form of every page, those without the search forms of lists, which ask nothing."""
    for module in pkgutil.walk_packages(marketplace.__path__, "marketplace."):
        if ".pages." in module.name:
            for _, member in inspect.getmembers(importlib.import_module(module.name)):
                if (
                    inspect.isclass(member)
                    and issubclass(member, Form)
                    and member.__module__ == module.name
                    and not issubclass(member, SearchForm)
                ):
                    yield member


def test_no_form_of_any_page_comes_with_an_answer(app: Flask) -> None:
    with app.test_request_context():
        answered = {
            (form.__module__, field.name)
            for form in forms()
            for field in form()
            if not is_open(field)
        }
    assert answered == set(NOTHING_CHOSEN)


def is_open(field: Field) -> bool:
    if isinstance(field, RadioField | BooleanField):
        return field.data in (None, False, "", "None")
    if isinstance(field, SelectField) and not isinstance(field, SelectMultipleField):
        return isinstance(field, PickField) and field.data in (None, "", "None")
    return True


def test_a_draft_comes_without_answers_and_keeps_those_that_are_given(
    app: Flask, cast: Cast
) -> None:
    draft = tenders.draft_tender(cast.buyer, cast.council.id, title="Hot meals").id
    browser = client_of(app, cast.buyer)
    assert chosen(browser.get(f"/tenders/{draft}/draft/about").text) == []
    assert chosen(browser.get(f"/tenders/{draft}/draft/criteria").text) == []
    tenders.edit_tender(cast.buyer, draft, theme="food", subject="works")
    assert chosen(browser.get(f"/tenders/{draft}/draft/about").text) == ["food", "works"]


def test_a_part_is_complete_only_when_somebody_has_saved_it(app: Flask, cast: Cast) -> None:
    draft: UUID = tenders.draft_tender(cast.buyer, cast.council.id, title="Hot meals").id
    browser = client_of(app, cast.buyer)
    page = browser.get(f"/tenders/{draft}/draft").text
    assert "0 of 9 tasks are complete" in page
    browser.post(f"/tenders/{draft}/draft/payment", data={"revision": "1", "payment_days": "7"})
    page = browser.get(f"/tenders/{draft}/draft").text
    assert re.search(r'id="state-payment">Complete', page)


def chosen(page: str) -> list[str]:
    """The values of what is chosen on a page: of lists first, then of buttons."""
    lists = re.findall(r'<option value="([^"]+)" selected', page)
    return lists + re.findall(r'type="radio" value="([^"]+)" checked', page)
