"""After the master key was changed all that was made with the one before is read and checked."""

import json

from flask import Flask

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.bidding.actions.bids import submit_bid
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bids import receipts_opened
from marketplace.engine import clock, installation
from marketplace.engine.access import SYSTEM
from marketplace.gateways import files, keys
from marketplace.organisations.actions.master_key import change_master_key
from marketplace.tendering.queries.publications import logged
from marketplace.verification import verified
from procurement.bidding.receipt_check import receipt_faults
from tests.cast import Cast, Make, client_of


def test_a_key_can_be_changed_while_bids_are_sealed(
    app: Flask, cast: Cast, make: Make, restored_key: None
) -> None:
    tender = make.tender(cast.council)
    before = make.bid(tender, cast.bakery)
    draft = make.bid(tender, cast.gardens, submitted=False)
    kept, fingerprint = files.store(b"a plan"), keys.fingerprint("a value")
    tender_id, closes_at = tender.id, tender.closes_at
    before_id, draft_id, text = before.id, draft.id, draft.draft
    address = f"/bids/{before_id}/versions/1/receipt.json"
    receipt = json.loads(client_of(app, cast.baker).get(address).data)

    change_master_key(SYSTEM, None)

    assert installation.has_its_key()
    assert keys.fingerprint("a value") != fingerprint
    assert fingerprint in keys.fingerprints("a value")
    assert files.read(kept) == b"a plan"
    assert sealed.read_draft(draft_id, text).prices
    assert receipt_faults(receipt, sealed.receipts_keys()) == []
    assert receipt_faults(receipt, sealed.receipts_keys()[:1]) != []
    submit_bid(cast.gardener, draft_id)
    assert len(logged(tender_id)) == 1
    clock.set_to(closes_at, stopped=True)
    open_bids(cast.buyer, tender_id)
    assert receipts_opened(tender_id).keys() == {before_id, draft_id}
    assert verified(lambda *_: None).disagreements == []


def test_a_machine_that_was_left_with_the_key_before_is_refused(
    app: Flask, restored_key: None
) -> None:
    installation.bind_to_key()
    path = app.config["SETTINGS"].keys / "master.key"
    old = path.read_text()
    change_master_key(SYSTEM, None)
    path.write_text(old)
    assert not installation.has_its_key()
