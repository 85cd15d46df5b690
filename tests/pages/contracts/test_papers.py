"""What both sides sign is one document: read before, kept after, and any other file is told apart."""

import json
from datetime import date
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select, update

from marketplace.contracts.actions.contracts import change_order_number
from marketplace.contracts.models.contracts import Contract, ContractClause
from marketplace.contracts.models.papers import ContractPaper
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import SYSTEM
from marketplace.engine.retention import ERASED
from marketplace.organisations.actions.kept import erase_kept
from procurement.contracts.change_proposal import ChangeState
from procurement.contracts.precedence import PART_WORDS, Part
from tests.buttons import mark_on, press
from tests.cast import Cast, Make, client_of
from tests.hosting_rows import unsigned
from tests.paper_rows import change_of_words

OWN = {
    "order": "own", "place_particulars": "2", "place_terms": "1", "place_documents": "3",
    "place_promises": "4", "place_bid": "5",
}  # fmt: skip


@pytest.fixture
def contract_id(make: Make, cast: Cast) -> UUID:
    """One of two members that nobody has signed, with a promise."""
    row = unsigned(make, cast, (cast.bakery, "60"), (cast.gardens, "40"))
    with db.transaction():
        said = {"text": "Placements", "unit": "placements", "promised": 8, "method": "In pairs."}
        db.session.add(ContractClause(contract_id=row.id, **said))
    key: UUID = row.id
    db.session.remove()
    return key


def pdf_of(browser: FlaskClient, contract_id: UUID) -> bytes:
    """Asked for, made, and downloaded."""
    page = f"/contracts/{contract_id}"
    jobs.run_due()
    found = browser.get(f"{page}/document")
    assert found.status_code == 200
    assert found.mimetype == "application/pdf"
    return found.data


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def attached_to(pdf: bytes) -> bytes:
    [content] = PdfReader(BytesIO(pdf)).attachments["contract.json"]
    return bytes(content)


def signed(app: Flask, cast: Cast, contract_id: UUID) -> None:
    page = f"/contracts/{contract_id}"
    assert press(client_of(app, cast.buyer), page, "sign/buyer").status_code == 302
    assert press(client_of(app, cast.baker), page, "sign/supplier").status_code == 302


def test_before_anybody_signs_both_sides_download_it_marked_as_not_signed(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    page = f"/contracts/{contract_id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert buyer.get(f"{page}/document").status_code == 404
    assert "Make the PDF" in baker.get(page).text
    assert baker.post(f"{page}/document").location == page
    pdf = pdf_of(buyer, contract_id)
    assert pdf == baker.get(f"{page}/document").data
    said = text_of(pdf)
    for words in (
        "NOT SIGNED", "Harbour Bakery CIC", "Midborough", "60%", "£100.00",
        "8 placements", "In pairs.", "agreed no order between the parts",
    ):  # fmt: skip
        assert words in said
    assert "Signed by" not in said
    assert mark_on(buyer, page, f"{page}/sign/buyer") == sha256(attached_to(pdf)).hexdigest()
    assert "not signed by both yet" in buyer.get(page).text
    assert buyer.post(f"{page}/document").status_code == 422


def test_nobody_else_reads_it(app: Flask, cast: Cast, contract_id: UUID) -> None:
    page = f"/contracts/{contract_id}"
    client_of(app, cast.buyer).post(f"{page}/document")
    jobs.run_due()
    for person in (cast.cleaner, cast.broker, cast.stranger, cast.evaluators[0]):
        browser = client_of(app, person)
        assert browser.get(f"{page}/document").status_code == 404
        assert browser.post(f"{page}/document").status_code == 404
    assert client_of(app, cast.gardener).get(f"{page}/document").status_code == 200


def test_a_change_of_the_order_or_the_terms_is_read_again_before_it_is_signed(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    page = f"/contracts/{contract_id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    baker.post(f"{page}/document")
    first = pdf_of(baker, contract_id)
    seen = mark_on(baker, page, f"{page}/sign/supplier")
    assert baker.post(f"{page}/precedence", data=OWN).status_code == 403
    assert buyer.post(f"{page}/precedence", data=OWN).location == page
    assert baker.get(f"{page}/document").status_code == 404
    assert baker.post(f"{page}/sign/supplier", data={"seen": seen}).status_code == 422
    second = text_of(pdf_of(baker, contract_id))
    terms, particulars = (second.index(PART_WORDS[Part(name)]) for name in ("terms", "particulars"))
    assert terms < particulars
    assert PART_WORDS[Part.BID] not in second
    assert PART_WORDS[Part.TERMS] not in text_of(first)
    buyer.post(f"{page}/terms", data={"terms": "Paid in 7 days."})
    assert "Paid in 7 days." in text_of(pdf_of(baker, contract_id))


def test_no_order_is_chosen_for_the_buyer_and_what_was_typed_stays(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    page, buyer = f"/contracts/{contract_id}/precedence", client_of(app, cast.buyer)
    assert "checked" not in buyer.get(page).text
    nothing = buyer.post(page, data={})
    assert nothing.status_code == 422
    assert "Say which part comes first" in nothing.text
    twice = buyer.post(page, data={**OWN, "place_bid": "4"})
    assert twice.status_code == 422
    assert "Give each part a place of its own" in twice.text
    assert 'name="place_particulars" type="text" value="2"' in twice.text


def test_the_bytes_are_kept_with_both_signatures_and_never_changed(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    page = f"/contracts/{contract_id}"
    signed(app, cast, contract_id)
    pdf = pdf_of(client_of(app, cast.baker), contract_id)
    said, mark = text_of(pdf), sha256(attached_to(pdf)).hexdigest()
    assert "NOT SIGNED" not in said
    names = (cast.buyer.name, "who buys for it", cast.baker.name, "an owner of it", "London time")
    assert [name for name in names if name not in said] == []
    assert said.replace(" ", "").count(mark) == 3
    db.session.remove()
    kept = db.session.scalars(select(ContractPaper)).one()
    assert (kept.buyer_mark, kept.supplier_mark) == (mark, mark)
    assert kept.sha256 == sha256(pdf).hexdigest()
    assert kept.sha256 in client_of(app, cast.buyer).get(page).text
    db.session.remove()
    change_order_number(cast.buyer, contract_id, order_number="PO-8")
    with db.transaction():
        db.session.execute(update(Contract).values(title="Another title"))
    assert client_of(app, cast.buyer).post(f"{page}/document").status_code == 422
    assert pdf_of(client_of(app, cast.buyer), contract_id) == pdf
    late = client_of(app, cast.buyer).post(f"{page}/precedence", data=OWN)
    assert late.status_code == 422
    assert "they stay as they are" in late.text


def test_the_second_side_signs_what_the_first_has_signed(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    page, buyer = f"/contracts/{contract_id}", client_of(app, cast.buyer)
    assert press(buyer, page, "sign/buyer").status_code == 302
    half = text_of(pdf_of(buyer, contract_id))
    assert "NOT SIGNED BY BOTH SIDES" in half
    assert "Not signed." in half
    db.session.remove()
    change_order_number(cast.buyer, contract_id, order_number="PO-8")
    assert press(client_of(app, cast.baker), page, "sign/supplier").status_code == 302
    content = json.loads(attached_to(pdf_of(buyer, contract_id)))
    assert content["order_number"].startswith("PO-00")


def test_a_file_that_was_altered_is_found(app: Flask, cast: Cast, contract_id: UUID) -> None:
    page = f"/contracts/{contract_id}/document/check"
    baker = client_of(app, cast.baker)
    assert baker.get(page).status_code == 404
    signed(app, cast, contract_id)
    pdf = pdf_of(baker, contract_id)
    other = pdf[:-1] + bytes([pdf[-1] ^ 1])
    for content, words in ((pdf, "Yes: the file is"), (other, "No: the file is not")):
        answer = baker.post(page, data={"file": (BytesIO(content), "contract.pdf")})
        assert answer.status_code == 200
        assert words in answer.text
        assert sha256(content).hexdigest() in answer.text
    assert baker.post(page, data={}).status_code == 422


def test_the_signed_document_says_that_changes_were_agreed_since(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    page, baker = f"/contracts/{contract_id}", client_of(app, cast.baker)
    signed(app, cast, contract_id)
    pdf_of(baker, contract_id)
    paths = (page, f"{page}/document/check")
    for path in paths:
        assert "first signed it" not in baker.get(path).text
    both = {"buyer_signed_at": clock.now(), "supplier_signed_at": clock.now()}
    change_of_words(cast, contract_id, state=ChangeState.AGREED, **both)
    for path in paths:
        shown = baker.get(path).text
        assert "Since then 1 change of it has been agreed" in shown
        assert f'href="{page}/changes"' in shown


def test_after_the_last_day_of_its_records_nothing_of_it_is_left(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    page, baker = f"/contracts/{contract_id}", client_of(app, cast.baker)
    signed(app, cast, contract_id)
    pdf_of(baker, contract_id)
    with db.transaction():
        db.session.execute(update(Contract).values(keep_until=date(2026, 1, 1)))
    erase_kept(SYSTEM, None)
    assert "The contract as one document" not in baker.get(page).text
    assert baker.get(f"{page}/document").status_code == 404
    db.session.remove()
    kept = db.session.scalars(select(ContractPaper)).one()
    assert (kept.content, kept.key) == ({}, ERASED)
