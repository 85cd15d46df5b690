"""Where much waits, “Your work” shows the first of a kind and counts the others, up to a number."""

import pytest
from flask import Flask

from marketplace.contracts.actions.set_ups import record_set_up
from marketplace.desk.queries import tasks
from marketplace.desk.queries import work as work_query
from marketplace.engine import clock, shown
from marketplace.tendering.actions import clarifications
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.pages.desk.test_work import work
from tests.paid_rows import paid, sent


def test_of_many_the_first_stand_there_and_the_others_are_counted_and_lead_to_the_list(
    app: Flask, make: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SHOWN", 2)
    amounts = ["50.00", "40.00", "30.00"]
    contract = make.contract(cast.council, cast.bakery, "120.00", milestones=amounts)
    record_set_up(cast.finance, contract.id, since=clock.today())
    assert work(app, cast.baker).count("Send the invoice: Milestone") == 2
    assert "Send the invoice: 1 more For finance" in work(app, cast.baker)
    invoices = [sent(contract)[0] for _ in amounts]
    said = work(app, cast.finance)
    assert "3 things to do" in said
    assert said.count("Approve or dispute invoice: INV-") == 2
    text = client_of(app, cast.finance).get("/my").text
    assert 'href="/invoices">Approve, dispute or pay invoices: 1 more' in text
    for number, invoice in enumerate(invoices):
        paid([invoice], reference=f"BACS {number}")
    said = work(app, cast.baker)
    assert said.count("Say whether a transfer came: BACS") == 2
    assert "Look at transfers that came, or did not: 1 more For finance" in said
    assert "1 more payment to Harbour Bakery" in said


def test_very_many_are_not_counted_to_the_end(
    app: Flask, make: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (tasks, shown, work_query):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    monkeypatch.setattr(tasks, "SHOWN", 1)
    amounts = ["40.00", "30.00", "30.00", "20.00"]
    contract = make.contract(cast.council, cast.bakery, "120.00", milestones=amounts)
    record_set_up(cast.finance, contract.id, since=clock.today())
    for _ in amounts:
        sent(contract)
    said = work(app, cast.finance)
    assert "Approve, dispute or pay invoices: more than 1 more" in said
    assert "At least 3 things to do" in said


def test_a_tender_is_counted_once_however_much_waits_in_it(
    app: Flask, make: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SHOWN", 1)
    for _ in range(3):
        make.tender(cast.council, state=TenderState.DRAFT)
    for _ in range(2):
        tender = make.tender(cast.council)
        for question in ("Who brings the bread?", "When?"):
            clarifications.ask_clarification(
                cast.baker, tender.id, organisation_id=cast.bakery.id, question=question
            )
    said = work(app, cast.buyer)
    assert said.count("Finish and publish the tender: ") == 2
    assert "Finish and publish the tender: 2 more For a buyer" in said
    assert said.count("Answer suppliers’ questions: ") == 2
    assert "Answer suppliers’ questions: 1 more For a buyer" in said
