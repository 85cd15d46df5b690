"""The pages on which a draft is deleted and brought back."""

from datetime import date

import pytest
from flask import Flask

from marketplace.engine import db
from marketplace.organisations.actions.documents import Upload
from marketplace.tendering.actions import publication, tender_documents, tenders
from marketplace.tendering.models.tenders import Tender
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of


def test_a_draft_is_deleted_after_a_question_and_brought_back_as_it_was(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT, title="Hot meals").id
    browser = client_of(app, cast.buyer)
    assert f'href="/tenders/{key}/delete"' in browser.get(f"/tenders/{key}/draft").text
    assert "Delete this draft?" in browser.get(f"/tenders/{key}/delete").text
    gone = browser.post(f"/tenders/{key}/delete", data={"revision": "1"})
    assert gone.location == "/tenders/deleted"
    assert all(str(key) not in browser.get(path).text for path in ("/tenders/mine", "/my"))
    deleted = browser.get("/tenders/deleted").text
    assert "Hot meals" in deleted
    assert f'action="/tenders/{key}/restore"' in deleted
    assert "This draft was deleted" in browser.get(f"/tenders/{key}/draft").text
    back = browser.post(f"/tenders/{key}/restore")
    assert back.location == f"/tenders/{key}/draft"
    assert "Hot meals" in browser.get("/tenders/mine").text
    assert "No draft of your organisation is deleted." in browser.get("/tenders/deleted").text


def test_what_somebody_types_while_a_colleague_deletes_is_not_lost(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    tenders.delete_tender(cast.buyer, key)
    typed = {"revision": "2", "payment_days": "7", "payment_reason": "So that it is quick."}
    answer = client_of(app, cast.buyer).post(f"/tenders/{key}/draft/payment", data=typed)
    assert answer.status_code == 422
    assert "This draft was deleted. Bring it back first" in answer.text
    assert "So that it is quick." in answer.text


def test_a_deleted_draft_is_neither_changed_nor_published_nor_deleted_again(
    make: Make, cast: Cast
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    tenders.delete_tender(cast.buyer, key)
    file = Upload("plan.txt", "text/plain", b"A plan")
    for refused in (
        lambda: tenders.edit_tender(cast.buyer, key, ends_on=date(2029, 1, 1)),
        lambda: tenders.delete_tender(cast.buyer, key),
        lambda: publication.publish_tender(cast.buyer, key),
        lambda: tender_documents.attach_document(cast.buyer, key, kind="Plan", file=file),
    ):
        with pytest.raises(Refusal, match="This draft was deleted"):
            refused()
    tenders.restore_tender(cast.buyer, key)
    with pytest.raises(Refusal, match="not deleted"):
        tenders.restore_tender(cast.buyer, key)


def test_what_was_published_is_never_deleted(app: Flask, cast: Cast, make: Make) -> None:
    key = make.tender(cast.council).id
    browser = client_of(app, cast.buyer)
    assert browser.get(f"/tenders/{key}/delete").location == f"/tenders/{key}"
    answer = browser.post(f"/tenders/{key}/delete", data={"revision": "1"})
    assert answer.location == f"/tenders/{key}"
    with pytest.raises(Refusal, match="You can cancel it instead"):
        tenders.delete_tender(cast.buyer, key)
    db.session.rollback()
    assert db.session.get_one(Tender, key).deleted_at is None


def test_a_draft_changed_meanwhile_is_not_deleted_unseen(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    tenders.edit_tender(cast.buyer, key, ends_on=date(2029, 1, 1))
    answer = client_of(app, cast.buyer).post(f"/tenders/{key}/delete", data={"revision": "1"})
    assert answer.status_code == 422
    assert "Somebody else saved a change" in answer.text
