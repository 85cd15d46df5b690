"""What was submitted, and the proof of it, as those who submitted it see it."""

import json
import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.actions import consortia, members
from marketplace.bidding.actions.consortia import MemberWork
from marketplace.bidding.queries.consortia import led_by
from marketplace.commands import marketplace
from marketplace.engine import clock
from marketplace.tendering.models.tenders import Tender
from procurement.bidding.merkle import verify_inclusion
from tests.bid_rows import DECLARED, membership, writer_of
from tests.cast import Cast, Make, client_of


def test_the_downloads_of_a_receipt_fit_together(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    bid = make.bid(tender, cast.bakery)
    browser = client_of(app, cast.baker)
    receipt = json.loads(browser.get(f"/bids/{bid.id}/versions/1/receipt.json").data)
    submitted = browser.get(f"/bids/{bid.id}/versions/1/submitted.json").data
    assert sha256(submitted).hexdigest() == receipt["sha256"]
    assert json.loads(submitted)["content"]["prices"]


def test_after_the_opening_the_receipt_proves_that_it_was_counted(
    app: Flask, cast: Cast, make: Make, tender: Tender
) -> None:
    make.bid(tender, cast.gardens)
    bid = make.bid(tender, cast.bakery)
    clock.set_to(tender.closes_at, stopped=True)
    open_bids(cast.buyer, tender.id)
    browser = client_of(app, cast.baker)
    held = json.loads(browser.get(f"/bids/{bid.id}/versions/1/receipt.json").data)["counted"]
    assert verify_inclusion(
        held["leaf"].encode(),
        held["index"],
        held["size"],
        [bytes.fromhex(step) for step in held["proof"]],
        bytes.fromhex(tender.merkle_root),
    )
    assert tender.merkle_root in browser.get(f"/bids/{bid.id}/versions/1").text
    assert tender.merkle_root in client_of(app, None).get(f"/tenders/{tender.id}").text


def test_who_joins_later_does_not_read_what_was_submitted_before(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council)
    shares = {cast.bakery: "60", cast.gardens: "40"}
    bid = make.joint_bid(tender, shares, answer="Only two of us know this.")
    consortium = led_by(tender.id, cast.bakery.id)
    page, share_out = f"/bids/{bid.id}/versions/1", f"/consortia/{consortium.id}"
    assert "Only two of us know this." in client_of(app, cast.gardener).get(page).text
    writer = writer_of(cast.bakery)
    consortia.invite_member(writer, consortium.id, organisation_id=cast.cleaners.id)
    parts = {cast.bakery: "50", cast.gardens: "30", cast.cleaners: "20"}
    consortia.agree_member_parts(
        writer,
        consortium.id,
        parts={who.id: MemberWork("Work", Decimal(share)) for who, share in parts.items()},
    )
    late = membership(consortium, cast.cleaners)
    seen = led_by(tender.id, cast.bakery.id).revision
    members.accept_member_part(writer_of(cast.cleaners), late.id, seen=seen, declared=DECLARED)
    newcomer = client_of(app, cast.cleaner)
    assert newcomer.get(page).status_code == 404
    listed = newcomer.get(f"/bids/{bid.id}").text
    assert "has not submitted a version with you in it yet" in listed
    assert page not in listed
    assert "The price, shared out" not in newcomer.get(share_out).text


def test_anybody_can_check_a_receipt_that_somebody_shows_them(
    app: Flask, cast: Cast, make: Make, tender: Tender, tmp_path: Path
) -> None:
    bid = make.bid(tender, cast.bakery)
    file = client_of(app, cast.baker).get(f"/bids/{bid.id}/versions/1/receipt.json").text
    anybody = client_of(app, None)

    def said_of(text: str) -> str:
        return anybody.get("/receipts/check", query_string={"receipt": text}).text

    assert "The receipt was given here" in said_of(file)
    later = file.replace('"received_at":"2026', '"received_at":"2027')
    for altered in (later, file.replace('"version":1', '"version":2'), "{}", "no receipt", "[1]"):
        assert altered != file
        assert "The receipt was given here" not in said_of(altered)
    held = json.loads(file)
    message = json.dumps(
        [held[name] for name in ("tender", "bid", "version", "received_at", "sha256")],
        separators=(",", ":"),
    )
    key = re.search(r'mp-hash">([0-9a-f]{64})<', said_of(""))
    assert key is not None
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key[1])).verify(
        bytes.fromhex(held["signature"]), message.encode()
    )
    path = tmp_path / "receipt.json"
    path.write_text(file)
    asked = ["check-receipt", str(path), "--json", "--key"]
    answer = CliRunner().invoke(marketplace, [*asked, key[1]])
    assert json.loads(answer.output) == {"given": True, "reasons": []}
    answer = CliRunner().invoke(marketplace, [*asked, "00" * 32])
    assert json.loads(answer.output)["given"] is False
    assert answer.exit_code == 0
