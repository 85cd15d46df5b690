"""One contract from a tender to money on the board, through the same actions a person uses."""

from datetime import date, timedelta

from sqlalchemy import select

from marketplace.assessment.actions import evaluations
from marketplace.bidding.actions import bids
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions import contracts, milestones, signatures
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import milestones_of, what_is_signed
from marketplace.economy.actions import fundings
from marketplace.engine import clock, db, jobs
from marketplace.organisations.actions.documents import Upload
from marketplace.payments.actions import credit_notes
from marketplace.payments.models.invoices import Invoice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.money import Money
from tests.assessment_rows import appointed, assess, awarded
from tests.cast import Cast, Make
from tests.paid_rows import paid, sent

VALUE = 10_000_01


def told(make: Make, cast: Cast) -> Contract:
    """A consortium of three wins, delivers two milestones, is paid; a grant stands beside it."""
    tender, winner = _evaluated(make, cast)
    contract = _signed(cast, tender, winner)
    db.session.expunge_all()
    first, second = sent(contract), sent(contract)
    clock.set_to(clock.now() + timedelta(days=4), stopped=True)
    paid(first[:1], parts=["100.00"], reference="A")
    clock.set_to(clock.now() + timedelta(days=2), stopped=True)
    rest = first[0].gross - Money.parse("100.00")
    paid(first, parts=[str(rest), *(str(row.gross) for row in first[1:])], reference="B")
    credit_notes.credit_invoice(
        _of(cast, second[2]), second[2].id, reason="The number of meals was wrong."
    )
    _granted(cast)
    jobs.run_due()
    db.session.remove()
    return contract


def _evaluated(make: Make, cast: Cast) -> tuple[Tender, object]:
    begun_at = clock.now()
    tender = make.tender(cast.council, lots=1, closes_at=begun_at + timedelta(days=2))
    shares = {cast.cleaners: "50", cast.gardens: "30", cast.bakery: "20"}
    winner = make.joint_bid(tender, shares, prices=VALUE)
    loser = make.bid(tender, cast.bakery, submitted=False, prices=VALUE + 500_00)
    loser_id = _declared(cast, tender, loser)
    clock.set_to(begun_at + timedelta(days=3), stopped=True)
    db.session.expunge_all()
    jobs.run_due()
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    evaluations.open_bids(cast.buyer, tender.id)
    assess(tender, cast.buyer, panel, {winner.id: 4, loser_id: 3})
    return tender, winner.id


def _declared(cast: Cast, tender: Tender, bid: object) -> object:
    """The bakery is in both bids, and says how they are kept apart."""
    seen = db.session.get_one(Bid, bid.id, populate_existing=True).revision
    db.session.expunge_all()
    bids.save_bid(cast.baker, bid.id, part="declaration", value="Two teams.", seen=seen)
    bids.submit_bid(cast.baker, bid.id)
    return bid.id


def _signed(cast: Cast, tender: Tender, winner: object) -> Contract:
    (award_id,) = awarded(tender, cast.buyer, winner)
    contract = contracts.prepare_contract(
        cast.buyer,
        tender.id,
        award_id=award_id,
        starts_on=clock.today(),
        ends_on=date(2027, 12, 31),
        order_number="PO-7",
        terms="As published.",
        precedence=USUAL_ORDER,
        milestones=[
            MilestonePlan("First half", date(2027, 6, 30), Money(5_000_01)),
            MilestonePlan("Second half", date(2027, 12, 31), Money(5_000_00)),
        ],
    )
    clock.set_to(clock.now() + timedelta(days=27), stopped=True)
    signatures.sign_contract(
        cast.buyer, contract.id, for_buyer=True, seen=what_is_signed(contract.id)
    )
    signatures.sign_contract(
        cast.cleaner, contract.id, for_buyer=False, seen=what_is_signed(contract.id)
    )
    for milestone in milestones_of(contract.id):
        milestones.claim_milestone(cast.cleaner, contract.id, milestone_id=milestone.id)
        milestones.accept_milestone(cast.buyer, contract.id, milestone_id=milestone.id)
    assert parts_of(tender.id).lots[0].state == "awarded"
    return contract


def _of(cast: Cast, invoice: Invoice) -> object:
    """Who looks after the money of the invoice's supplier."""
    owners = {cast.bakery.id: cast.baker, cast.gardens.id: cast.gardener,
              cast.cleaners.id: cast.cleaner}  # fmt: skip
    return owners[db.session.scalars(
        select(Invoice.supplier_id).where(Invoice.id == invoice.id)
    ).one()]  # fmt: skip


def _granted(cast: Cast) -> None:
    db.session.remove()
    told = {"funder_name": "Lottery", "source": "grant", "amount": Money.parse("700.00"),
            "received_on": clock.today(), "theme": "food", "purpose": "An oven."}  # fmt: skip
    row = fundings.enter_funding(
        cast.baker,
        cast.bakery.id,
        **told,
        file=Upload("letter.txt", "text/plain", b"We award you 700."),
    )
    db.session.expunge_all()
    jobs.run_due()
    fundings.confirm_funding(cast.broker, row.id)
    taken_back = fundings.enter_funding(
        cast.baker, cast.bakery.id, **{**told, "amount": Money.parse("9.00")}
    )
    fundings.withdraw_funding(cast.baker, taken_back.id, reason="It was ours.")
