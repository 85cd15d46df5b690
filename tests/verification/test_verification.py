"""What is kept agrees with what it was worked out from; a row that was changed is found."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import select, text

from marketplace.desk.actions.records import publish_record
from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.gateways import files
from marketplace.organisations.actions.products import ProductTerms, add_product
from marketplace.organisations.models.documents import DocumentVersion
from marketplace.payments.actions.credit_notes import credit_invoice
from marketplace.payments.actions.ledger import declare_subcontract
from marketplace.verification import CHECKS, verified
from procurement.ground.compared import Compared
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.owner import Owner
from tests.package_rows import opened
from tests.paid_rows import paid, sent


def quiet(*_: object) -> None:
    """Nobody listens."""


@pytest.fixture
def story(make: Make, cast: Cast, whole_story: None) -> None:
    """Each check has something to compare in it, a sum passed on among it."""
    (invoice,) = sent(make.contract(cast.council, cast.gardens, "90.00"))
    db.session.remove()
    declare_subcontract(
        cast.gardener, invoice.id, organisation_id=cast.bakery.id, amount=Money(30_00)
    )
    db.session.remove()
    paid([invoice], reference="Passed on")
    credit_invoice(cast.gardener, invoice.id, reason="A bit less.", net=Money(5_00))
    loaf = ProductTerms("Loaves", "Bread.", Theme.FOOD, "loaf", Money(3_00), None, None, NOW.date())
    add_product(cast.baker, cast.bakery.id, terms=loaf)
    opened(cast, make)
    publish_record(SYSTEM, None)


def test_a_whole_story_agrees_in_every_figure(story: None) -> None:
    heard: list[str] = []
    found = verified(lambda name, done, total: heard.append(f"{name} {done}/{total}"))
    assert found.disagreements == []
    assert found.checked > 200
    assert len(heard) == len(CHECKS)
    assert [name for name, check in CHECKS.items() if not list(check())] == []


TAMPERED = [
    ("Version 1 of", "UPDATE tender_versions SET content = jsonb_set(content, '{title}', '\"X\"')"),
    ("Versions kept of", "UPDATE tenders SET version = 2 WHERE version = 1"),
    ("Document of tender", "UPDATE searched_tenders SET text = 'Salt'"),
    ("Document of tender", "DELETE FROM searched_tenders"),
    ("Document of organisation", "UPDATE searched_organisations SET text = 'Salt'"),
    ("Document of organisation", "UPDATE searched_organisations SET marks = '{verified}'"),
    ("Document of organisation", "DELETE FROM searched_organisations"),
    ("Root of the receipts", "UPDATE bid_versions SET sha256 = repeat('0', 64)"),
    ("Root of the receipts", "UPDATE bid_versions SET received_at = received_at - interval '1 s'"),
    ("Root of the receipts", "UPDATE tenders SET merkle_root = repeat('0', 64)"),
    ("what was sealed", "UPDATE bid_versions SET sha256 = repeat('0', 64)"),
    ("what was sealed", "UPDATE bid_versions SET sealed = set_byte(sealed, 200, "
                        "get_byte(sealed, 200) # 1)"),
    ("what was sealed", "DELETE FROM bid_versions"),
    (": price", "UPDATE bid_prices SET price = price - 1"),
    (": price", "UPDATE bid_prices SET vat = vat + 1"),
    (": answer", "UPDATE bid_answers SET text = 'We are the best.'"),
    (": promise", "UPDATE bid_commitments SET quantity = quantity + 1"),
    (": parties", "UPDATE consortium_members SET share = (SELECT share FROM "
                 "consortium_members ORDER BY id LIMIT 1)"),
    ("for “Planting”: what was sealed", "UPDATE offer_versions SET sha256 = repeat('0', 64)"),
    ("for “Planting”: what was sealed", "DELETE FROM offer_versions"),
    ("for “Planting”: price", "UPDATE offer_rounds SET price = price - 1"),
    ("for “Planting”: words", "UPDATE offer_rounds SET words = 'With two vans.'"),
    ("for “Planting”: days", "UPDATE offer_rounds SET ends_on = ends_on + 1"),
    ("for “Planting”: made", "UPDATE offer_rounds SET made_at = made_at + interval '1 s'"),
    ("for “Planting”: price", "DELETE FROM offer_rounds"),
    ("for “Planting”: parties", "UPDATE offer_members SET declined_at = now() WHERE position = 2"),
    ("Ranking of", "UPDATE lot_rankings SET result = jsonb_set(result, '{bids,0,total}', "
                   "'\"99.0000\"')"),
    ("Ranking of", "UPDATE lot_rankings SET result = jsonb_set(result, '{ranking}', '[]')"),
    ("Ranking of", "UPDATE lot_rankings SET inputs = jsonb_set(inputs, '{price,weight}', '41')"),
    ("Inputs of the ranking", "UPDATE agreed_scores SET score = score - 1"),
    ("Inputs of the ranking", "UPDATE lot_rankings SET inputs = jsonb_set(inputs, "
                              "'{bids,0,price_pence}', '1')"),
    (", promises: ", "UPDATE lot_rankings SET result = result - 'promises'"),
    ("Award of", "UPDATE awards SET bid_id = (SELECT id FROM bids WHERE id <> bid_id LIMIT 1)"),
    (": milestones", "UPDATE contracts SET value = value + 1"),
    (": milestones", "UPDATE milestones SET amount = amount + 1 WHERE number = 2"),
    (": what was signed for the buyer", "UPDATE contract_papers SET content = jsonb_set(content, "
                                        "'{terms}', '\"Ours.\"')"),
    (": what was signed for the supplier", "UPDATE contract_papers SET supplier_mark = "
                                           "repeat('0', 64)"),
    (": PDF", "UPDATE contract_papers SET sha256 = repeat('0', 64) WHERE kept <> ''"),
    (": shares", "UPDATE contract_shares SET share = share - 1 WHERE position = 1"),
    ("part of", "UPDATE invoices SET net = net + 1 WHERE id = (SELECT min(id::text)::uuid "
                "FROM invoices)"),
    ("part of", "UPDATE invoices SET kind = 'credit_note' WHERE id = (SELECT min(id::text)::uuid "
                "FROM invoices)"),
    (": VAT pence", "UPDATE invoices SET vat = vat + 1"),
    (": gross pence", "UPDATE invoices SET gross = gross - 1"),
    (": number", "UPDATE invoices SET document = jsonb_set(document, '{number}', '\"INV-9\"')"),
    (": document", "UPDATE invoices SET document = document - 'supplier'"),
    ("Series INV", "UPDATE invoice_numbers SET last = last + 1 WHERE kind = 'invoice'"),
    ("Series CN", "UPDATE invoices SET number = 'CN-000005' WHERE kind = 'credit_note'"),
    ("is allocated for", "UPDATE allocations SET amount = amount + 1"),
    ("beyond its worth", "UPDATE allocations SET amount = amount + 1"),
    (": owed back", "UPDATE repayments SET amount = amount - 1"),
    (": repayment", "UPDATE repayments SET state = 'settled'"),
    (": settles", "UPDATE payments SET state = 'denied'"),
    (": state", "UPDATE invoices SET state = 'paid' WHERE state = 'sent'"),
    (": state", "UPDATE invoices SET state = 'approved' WHERE state = 'paid'"),
    (": paid on", "UPDATE invoices SET paid_on = paid_on - 1"),
    ("Ledger of invoice", "UPDATE ledger_entries SET amount = amount + 1"),
    ("Ledger of invoice", "DELETE FROM ledger_entries"),
    ("Ledger of invoice", "UPDATE ledger_entries SET places = array_append(places, 'sandwell')"),
    ("Ledger of invoice", "UPDATE ledger_entries SET theme = 'tourism'"),
    ("Ledger of invoice", "UPDATE payments SET is_counted = false"),
    (": amount", "UPDATE ledger_entries SET amount = amount + 1 WHERE evidence = 'declared'"),
    (": evidence", "UPDATE ledger_entries SET evidence = 'platform_verified' "
                   "WHERE evidence = 'declared'"),
    (": ward", "UPDATE ledger_entries SET ward_code = 'E1' WHERE evidence = 'declared'"),
    ("Ledger of invoice", "DELETE FROM ledger_entries WHERE evidence = 'declared'"),
    ("Ledger of invoice", "UPDATE ledger_entries SET places = '{sandwell}' "
                          "WHERE evidence = 'declared'"),
    ("Ledger of invoice", "UPDATE subcontract_deductions SET amount = amount - 1"),
    ("Ledger of invoice", "UPDATE subcontract_deductions SET amount = amount * 100"),
    ("Ledger of invoice", "UPDATE subcontract_standings SET is_counted = false"),
    ("Ledger of invoice", "UPDATE subcontract_standings SET places = '{sandwell}'"),
    ("Ledger of invoice", "DELETE FROM subcontract_standings"),
    ("Ledger entry", "UPDATE ledger_entries SET allocation_id = gen_random_uuid() "
                     "WHERE allocation_id IS NOT NULL"),
    ("Ledger of funding", "UPDATE ledger_entries SET amount = amount * 2 WHERE source = 'grant'"),
    ("Ledger of funding", "UPDATE fundings SET withdrawn_at = now()"),
    ("Ledger of funding", "UPDATE fundings SET withdrawn_at = NULL, confirmed_at = now()"),
    ("in no known place", "UPDATE allocations SET not_known = not_known + 1"),
    ("Committed by contract", "UPDATE committed_lines SET pence = pence - 1"),
    ("Committed by contract", "DELETE FROM committed_lines"),
    ("Committed by contract", "UPDATE contract_shares SET share = share - 1 WHERE position = 1"),
    ("Buyer’s record", "UPDATE payer_records SET owed = owed + 1"),
    ("Buyer’s record", "DELETE FROM payer_records"),
    (": pence", "UPDATE money_tail SET pence = pence + 1 WHERE id = (SELECT max(id) FROM money_tail)"),
    ("Total committed", "DELETE FROM money_tail WHERE stage = 'committed'"),
    ("Invoices to", "UPDATE payment_days_tail SET invoices = 2"),
    ("Invoices to", "DELETE FROM payment_days_tail"),
    ("received of", "UPDATE development_tail SET amount = amount + 1"),
    ("received of", "DELETE FROM development_tail"),
    ("Owed, buying", "UPDATE owed_tail SET pence = pence + 1"),
    ("Owed, selling", "DELETE FROM owed_tail"),
    ("Document", "UPDATE document_versions SET size = size + 1"),
    ("Document", "UPDATE document_versions SET sha256 = repeat('a', 64)"),
    ("was changed after it was written", "UPDATE audit_records SET verb = 'x' WHERE number = 3"),
    ("Verb tender.dig of the audit", "UPDATE audit_records SET verb = 'tender.dig' "
                                     "WHERE number = 3"),
    ("does not follow", "DELETE FROM audit_records WHERE number = 3"),
]  # fmt: skip
"""What the report must name, and the change behind the application's back."""


def tampered(owner: Owner, change: str) -> Iterator[Compared]:
    """What disagrees, one whole check after another, after a change that the database's own guards
    did not see; undone once it is asked no further."""
    with owner.meddling():
        db.session.execute(text(change))
        for check in CHECKS.values():
            yield from [compared for compared in check() if not compared.agrees]


def test_every_changed_row_is_found(story: None, owner: Owner) -> None:
    def is_named(named: str, change: str) -> bool:
        with closing(tampered(owner, change)) as disagreeing:
            return any(named in one.what for one in disagreeing)

    missed = [(named, change) for named, change in TAMPERED if not is_named(named, change)]
    assert missed == []
    assert verified(quiet).disagreements == []


def test_a_verb_that_was_renamed_is_known_by_its_former_name(story: None, owner: Owner) -> None:
    found = tampered(owner, "UPDATE audit_records SET verb = 'bids.open' WHERE number = 3")
    assert [one.what for one in found] == ["Audit record 3 was changed after it was written."]


def test_a_changed_and_a_lost_file_are_found(story: None) -> None:
    names = [row.sha256 for row in db.session.scalars(select(DocumentVersion))]
    paths = [files._path(name) for name in names[:2]]
    kept = [path.read_bytes() for path in paths]
    paths[0].write_bytes(kept[0][:-1] + bytes([kept[0][-1] ^ 1]))
    paths[1].unlink()
    try:
        found = [one.what for one in verified(quiet).disagreements]
    finally:
        for path, content in zip(paths, kept, strict=True):
            path.write_bytes(content)
    assert len(found) == 2
    assert all(what.startswith("Document") for what in found)


@pytest.mark.usefixtures("app")
def test_nothing_can_be_written_while_checking(monkeypatch: pytest.MonkeyPatch) -> None:
    def writes() -> object:
        db.session.execute(text("UPDATE tenders SET title = 'X'"))
        return iter(())

    monkeypatch.setattr("marketplace.verification.CHECKS", {"A check that writes": writes})
    with pytest.raises(Exception, match="read-only transaction"):
        verified(quiet)
    db.session.rollback()
