"""One example of everything that has a page of its own, for the matrix of who may see what.

``example_ids`` names each by the parameter of its route (``bid_id``); where the pages
of one noun need another example, by noun and parameter (``scores.bid_id``), and
where one page does, by its endpoint (``evaluations.ranking.tender_id``).
A new noun adds a function here and its line in ``example_ids``.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from invoicing.economy.local_economy import Source
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import (
    ContractClause,
    ContractShare,
    Milestone,
)
from marketplace.contracts.models.pass_downs import LabourReturn, PassDown
from marketplace.economy.models.fundings import Funding
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.organisations.actions import documents
from marketplace.organisations.models.documents import Visibility
from marketplace.organisations.models.figures import AddedFigure
from marketplace.organisations.models.holidays import AddedHolidays
from marketplace.payments.actions import credit_notes
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Checkout, Repayment
from marketplace.tendering.actions import copies
from marketplace.tendering.actions.saved_searches import add_saved_search
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.saved_searches import Among
from marketplace.tendering.models.tenders import Clarification
from marketplace.tendering.queries.tenders import parts_of
from procurement.contracts.contract import MilestoneState
from procurement.contracts.contract_end import EndGround
from procurement.contracts.pass_down import PassDownState
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.assessment_examples import assessment_ids
from tests.bank_rows import kept_question, kept_set
from tests.bid_rows import made_consortium, membership
from tests.cast import Cast, Make, cookie_of
from tests.development_rows import development_ids
from tests.file_rows import PHOTOS, PNG, attach
from tests.hosting_rows import hosting_ids
from tests.order_rows import order_ids
from tests.organisation_rows import first_of, kept_id, organisation_ids
from tests.package_rows import package_ids
from tests.paid_rows import paid, sent
from tests.paper_rows import signed_paper
from tests.performance_rows import performance_ids
from tests.tender_rows import with_attachments

Ids = dict[str, UUID | str | int]

PEOPLE = [
    "buyer", "finance", "evaluator", "baker", "gardener", "developer", "builder", "broker", "board",
    "operator", "stranger", "nobody",
]  # fmt: skip
"""Who asks for each page; the gardener stands for any other enterprise. The developer and the builder
have every role of a rival of the buyer and of the bakery, and no part in any example."""

WORDS: Ids = {
    "number": 1,
    "name": "contracts",
    "token": "guessed",
    "step": "hour",
    "side": "buyer",
    "slug": "about",
    "asked": "policy",
    "said": "yes",
}


@dataclass(frozen=True)
class Examples:
    """The ids of the examples, and the sign-in of each of PEOPLE."""

    ids: Ids
    cookies: list[str | None]

    @classmethod
    def of(cls, make: Make, cast: Cast) -> "Examples":
        """Made now."""
        cookies = cookies_of(make, cast)
        return cls(example_ids(make, cast), cookies)


def cookies_of(make: Make, cast: Cast) -> list[str | None]:
    """The sign-in of each person."""
    developers = make.organisation(Kind.PRIVATE_DEVELOPER, "Rival Homes Ltd", "B18 4DF")
    builders = make.organisation(Kind.OTHER_SUPPLIER, "Rival Builders Ltd", "B18 4DF")
    people = [
        cast.buyer, cast.finance, cast.evaluators[0], cast.baker, cast.gardener,
        make.member(developers, *Role, name="Di Developer"),
        make.member(builders, *Role, name="Bo Builder"), cast.broker, cast.board_member,
        make.operator("Olu Operator"), cast.stranger,
    ]  # fmt: skip
    return [*(cookie_of(who) for who in people), None]


def example_ids(make: Make, cast: Cast) -> Ids:
    """The example of each parameter. The council buys; the bakery supplies, bids and leads."""
    return (
        WORDS
        | organisation_ids(make, cast)
        | _of_tenders(make, cast)
        | _of_bids(make, cast)
        | assessment_ids(make, cast)
        | _of_contracts(make, cast)
        | development_ids(make, cast)
        | package_ids(cast)
        | order_ids(cast)
        | _of_payments(make, cast)
        | _of_documents(cast)
        | hosting_ids(make, cast)
    )


def _of_tenders(make: Make, cast: Cast) -> Ids:
    tender = make.tender(cast.council)
    draft = make.tender(cast.council, state=TenderState.DRAFT).id
    parts = parts_of(tender.id)
    notice = Notice(
        ocid="ocds-example-1",
        release_id="1",
        released_at=clock.now(),
        stage="tender",
        title="Bread",
        description="Bread for schools.",
        buyer_id=cast.council.id,
        cpv=[],
        lots=[],
        release={},
        source="test",
        imported_at=clock.now(),
    )
    asked = Clarification(
        tender_id=tender.id, organisation_id=cast.bakery.id, question="When?", asked_at=clock.now()
    )
    return {
        "tender_id": tender.id,
        "drafts.tender_id": draft,
        "publication.tender_id": draft,
        "copies.check.tender_id": copies.copy_tender(cast.buyer, tender.id).id,
        "deleted_drafts.delete.tender_id": draft,
        **dict.fromkeys(("bank_questions.tender_id", "clause_sets.tender_id"), draft),
        "bank_questions.keep.question_id": parts_of(draft).questions[0].id,
        "bank_questions.question_id": kept_question(cast.buyer, cast.council).id,
        "clause_sets.set_id": kept_set(cast.buyer, cast.council).id,
        **dict.fromkeys(
            (
                f"{noun}.organisation_id"
                for noun in ("bank_questions", "clause_sets", "tender_defaults")
            ),
            cast.council.id,
        ),
        "lot_id": parts.lots[0].id,
        "question_id": parts.questions[0].id,
        "notice_id": kept_id(notice),
        "search_id": _search(cast),
        "clarification_id": kept_id(asked),
    }


def _search(cast: Cast) -> UUID:
    search = add_saved_search(
        cast.baker,
        cast.baker.person_id,
        among=Among.TENDERS,
        name="Meals near us",
        query={"text": "meals"},
        is_daily=True,
    )
    return search.id


def _of_bids(make: Make, cast: Cast) -> Ids:
    alone, together = make.tender(cast.council), make.tender(cast.council)
    question = with_attachments(alone, PHOTOS)
    bid = make.bid(alone, cast.bakery)
    file = attach(cast.baker, bid, question, "kitchen.png", PNG)
    shares = {cast.bakery: "60", cast.gardens: "40"}
    _, consortium = made_consortium(together, shares, accepted=False)
    return {
        "bid_id": bid.id,
        "bid_parts.question_id": question.id,
        "bid_files.question_id": question.id,
        "kept": file.kept,
        "consortium_id": consortium.id,
        "consortia.organisation_id": cast.gardens.id,
        "member_id": membership(consortium, cast.gardens).id,
    }


def _of_contracts(make: Make, cast: Cast) -> Ids:
    contract = make.contract(
        cast.council, cast.bakery, "300.00", milestones=["100.00"] * 3, accepted=2
    )
    invoice = sent(contract)[0]

    def milestone(state: MilestoneState) -> UUID:
        return first_of(
            Milestone.id, Milestone.contract_id == contract.id, Milestone.state == state
        )

    clause = ContractClause(
        contract_id=contract.id, text="Placements", unit="weeks", promised=4, method="With care"
    )
    asked = {"contract_id": contract.id, "for_buyer": True, "proposed_at": clock.now()}
    asked |= {"payment_days": 7, "proposed_by": cast.buyer.person_id}
    kept_id(PassDown(state=PassDownState.AGREED, **asked))
    hours = LabourReturn(
        contract_id=contract.id, month=clock.today().replace(day=1), number=1, hours=160,
        furthest=20, evidence="Payroll.", returned_at=clock.now(),
        returned_by=cast.baker.person_id,
    )  # fmt: skip
    change = Change(
        contract_id=contract.id, number=1, words="More meals.", value_before=contract.value,
        value_after=contract.value, ends_before=contract.ends_on, ends_after=contract.ends_on,
        work=[], proposed_at=clock.now(), proposed_by=cast.buyer.person_id,
    )  # fmt: skip
    kept_id(
        ContractEnd(
            contract_id=contract.id, ground=EndGround.AGREEMENT, reasons="It is enough.",
            last_day=clock.today(), intended_at=clock.now(), intended_by=cast.buyer.person_id,
        )
    )  # fmt: skip
    return performance_ids(make, cast, contract.id) | {
        "contract_id": contract.id,
        **dict.fromkeys(
            ("contract_papers.check.contract_id", "contract_papers.download.contract_id"),
            signed_paper(make, cast),
        ),
        "change_id": kept_id(change),
        "pass_down_id": kept_id(PassDown(**asked)),
        "return_id": kept_id(hours),
        "share_id": first_of(ContractShare.id, ContractShare.contract_id == contract.id),
        "milestone_id": milestone(MilestoneState.PLANNED),
        "invoicing.milestone_id": milestone(MilestoneState.ACCEPTED),
        "clause_id": kept_id(clause),
        "invoice_id": invoice.id,
    }


def _of_payments(make: Make, cast: Cast) -> Ids:
    rows = sent(make.contract(cast.council, cast.bakery, "200.00"))
    invoice_id = rows[0].id
    payment = paid(rows)[0]
    checkout = Checkout(
        invoice_id=invoice_id,
        account="acct_1",
        amount=Money(200_00),
        begun_by=cast.finance.person_id,
        begun_at=clock.now(),
    )
    grant = Funding(
        organisation_id=cast.bakery.id,
        funder_name="A trust",
        source=Source.GRANT,
        amount=Money(500_00),
        received_on=clock.today(),
        theme="food",
        purpose="An oven",
        entered_by=cast.baker.person_id,
        entered_at=clock.now(),
    )
    return {
        "funding_id": kept_id(grant),
        "payment_id": payment.id,
        "repayment_id": _owed_back(make, cast),
        "checkout_id": kept_id(checkout),
        "entry_id": first_of(LedgerEntry.id, LedgerEntry.organisation_id == cast.bakery.id),
    }


def _owed_back(make: Make, cast: Cast) -> UUID:
    """What the bakery owes back after a credit note."""
    rows = sent(make.contract(cast.council, cast.bakery, "50.00"))
    paid(rows, reference="BACS 2")
    credit_notes.credit_invoice(cast.baker, rows[0].id, reason="Less.", net=Money(10_00))
    return first_of(Repayment.id)


def _of_documents(cast: Cast) -> Ids:
    version = documents.add_document(
        cast.baker,
        cast.bakery.id,
        kind="Rules",
        visibility=Visibility.SHARED,
        file=documents.Upload("rules.pdf", "application/pdf", b"%PDF-1.7 rules"),
    )
    document_id = version.document_id
    db.session.remove()
    jobs.run_due()
    failed = OutboxEntry(
        job="send_email",
        values={},
        created_at=clock.now(),
        due_at=clock.now(),
        attempts=1,
        last_error="The mail server is away.",
    )
    figure = AddedFigure(
        in_table="reference_rates",
        key="reference",
        since=date(2027, 1, 1),
        until=date(2027, 6, 30),
        value=Decimal("3.5"),
        source="Bank of England",
        entered_by=cast.stranger.person_id,
        entered_at=clock.now(),
    )
    year = AddedHolidays(
        part="scotland",
        year=2029,
        days=[date(2029, 1, 1)],
        source="GOV.UK",
        entered_by=cast.stranger.person_id,
        entered_at=clock.now(),
    )
    return {
        "figure_id": kept_id(figure),
        "holidays_id": kept_id(year),
        "document_id": document_id,
        "message_id": first_of(Message.id),
        "kept_replies.message_id": first_of(Message.id, Message.template == "thread_message"),
        "job_id": kept_id(failed),
    }
