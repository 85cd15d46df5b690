"""Which things wait for this person, and by when?

A constant number of queries, however many organisations, tenders and invoices.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from invoicing.billing.invoice import InvoiceState
from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.assessment.queries.evaluation_steps import Step, next_step, own_step, standings
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember, MemberState
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.tendering.models.tenders import Clarification, Tender, kept_sealed_from
from procurement.assessment.award import AwardState
from procurement.bidding.bid import BidState
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.standstill import signable_from
from procurement.tendering.clarification import ClarificationState
from procurement.tendering.tender import TenderState

_OWED = (InvoiceState.SENT, InvoiceState.APPROVED)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: whose it is, its words, the verb that does it to which thing, and by when.

    ``until`` is a moment or a day; ``is_late`` says that it has passed; ``note`` is what
    else to know, such as how long a standstill lasts.
    """

    who: Role
    words: str
    title: str
    verb: str
    thing_id: UUID
    until: datetime | date | None = None
    is_late: bool = False
    amount: Money | None = None
    note: str = ""

    @property
    def for_whom(self) -> str:
        """Who of the organisation takes this step."""
        return _FOR_WHOM[self.who]


_FOR_WHOM = {
    Role.OWNER: "For an owner",
    Role.BUYER: "For a buyer",
    Role.EVALUATOR: "For the evaluators",
    Role.FINANCE: "For finance",
    Role.BID_WRITER: "For a bid writer",
}


def tasks_of(actor: Actor, now: datetime) -> Iterator[tuple[UUID, Task]]:
    """What waits in each organisation of the person, with its id."""
    today = london_day(now)
    yield from _tenders(actor.organisations_as(Role.BUYER), now)
    yield from _awards(actor.organisations_as(Role.BUYER))
    yield from _clarifications(actor.organisations_as(Role.BUYER))
    yield from _bids(actor, now)
    yield from _consortia(actor, now)
    yield from _contracts(actor)
    yield from _milestones(actor)
    yield from _invoices_to_pay(actor.organisations_as(Role.FINANCE), today)
    yield from _invoices_owed(actor.organisations_as(Role.FINANCE), today)
    yield from _bank_changes(actor)


def _tenders(buyers: Iterable[UUID], now: datetime) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.scalars(
        select(Tender).where(
            Tender.buyer_id.in_(buyers),
            Tender.state.in_([TenderState.DRAFT, TenderState.PUBLISHED, TenderState.OPENED]),
        )
    ).all()
    standing = standings(row.id for row in rows if row.state is TenderState.OPENED)
    for row in rows:
        until = None
        if row.state is TenderState.DRAFT:
            step = Step("Finish and publish the tender", "tender.publish")
        elif row.state is TenderState.OPENED:
            step = next_step(standing[row.id])
        elif row.closes_at is not None and row.closes_at <= now:
            step, until = Step("Open the bids", "tender.open"), row.closes_at
        else:
            continue
        yield (
            row.buyer_id,
            Task(step.who, step.words, row.title, step.verb, row.id, until, note=step.note),
        )


_AWARD_STEPS = {
    AwardState.DECIDED: Step("Send the assessment summaries", "tender.send_summaries"),
    AwardState.SUMMARIES_SENT: Step("Publish the award", "tender.publish_award"),
    AwardState.STANDSTILL: Step("Prepare the contract", "tender.prepare_contract"),
    AwardState.SUSPENDED: Step(
        "Record how the claim ended",
        "award.resume",
        note="Nobody can sign until the claim has ended",
    ),
}


def _awards(buyers: Iterable[UUID]) -> Iterator[tuple[UUID, Task]]:
    """The next step of each awarded tender with a lot whose contract is not signed yet."""
    rows = db.session.execute(
        select(Tender.id, Tender.buyer_id, Tender.title, Award.state, Award.standstill_ends_on)
        .join(Award, Award.tender_id == Tender.id)
        .outerjoin(Contract, Contract.award_id == Award.id)
        .where(
            Tender.buyer_id.in_(buyers),
            Tender.state == TenderState.AWARDED,
            Award.state.in_(_AWARD_STEPS),
            # A contract that is prepared waits for signatures: a task of its own.
            Contract.id.is_(None) | (Award.state != AwardState.STANDSTILL),
        )
    ).all()
    order = list(_AWARD_STEPS)
    furthest_back = {row.id: row for row in sorted(rows, key=lambda row: -order.index(row.state))}
    for row in furthest_back.values():
        step = _AWARD_STEPS[row.state]
        note = step.note or _standstill(row.standstill_ends_on)
        yield row.buyer_id, Task(step.who, step.words, row.title, step.verb, row.id, note=note)


def _standstill(last: date | None) -> str:
    """Until when nobody signs, and from when; nothing where there is no standstill."""
    if last is None:
        return ""
    first = signable_from(last)
    return f"Standstill to {last:%-d %B %Y}: it can be signed from {first:%-d %B %Y}"


def _clarifications(buyers: Iterable[UUID]) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.execute(
        select(Tender.id, Tender.buyer_id, Tender.title, Tender.answers_by, Tender.closes_at)
        .join(Clarification, Clarification.tender_id == Tender.id)
        .where(
            Tender.buyer_id.in_(buyers),
            Tender.state == TenderState.PUBLISHED,
            Clarification.state == ClarificationState.ASKED,
        )
        .distinct()
    )
    for row in rows:
        yield (
            row.buyer_id,
            Task(
                Role.BUYER,
                "Answer suppliers’ questions",
                row.title,
                "tender.answer",
                row.id,
                row.answers_by or row.closes_at,
            ),
        )


def _bids_wanted(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a tender that still takes bids, and for which the person may write one."""
    return (
        Tender.state == TenderState.PUBLISHED,
        Tender.closes_at > now,
        Tender.id.not_in(kept_sealed_from(actor)),
    )


def _bids(actor: Actor, now: datetime) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.execute(
        select(Bid.id, Bid.organisation_id, Tender.title, Tender.closes_at)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(
            Bid.organisation_id.in_(actor.organisations_as(Role.BID_WRITER)),
            Bid.state == BidState.DRAFT,
            *_bids_wanted(actor, now),
        )
    )
    for row in rows:
        yield (
            row.organisation_id,
            Task(
                Role.BID_WRITER,
                "Finish and submit the bid",
                row.title,
                "bid.submit",
                row.id,
                row.closes_at,
            ),
        )


def _consortia(actor: Actor, now: datetime) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.execute(
        select(Consortium.id, Consortium.name, ConsortiumMember.organisation_id, Tender.closes_at)
        .join(ConsortiumMember, ConsortiumMember.consortium_id == Consortium.id)
        .join(Tender, Tender.id == Consortium.tender_id)
        .where(
            ConsortiumMember.organisation_id.in_(actor.organisations_as(Role.BID_WRITER)),
            ConsortiumMember.state == MemberState.INVITED,
            *_bids_wanted(actor, now),
        )
    )
    for row in rows:
        yield (
            row.organisation_id,
            Task(
                Role.BID_WRITER,
                "Answer the invitation to the consortium",
                row.name,
                "member.accept",
                row.id,
                row.closes_at,
            ),
        )


def _contracts(actor: Actor) -> Iterator[tuple[UUID, Task]]:
    buyers, suppliers = actor.organisations_as(Role.BUYER), actor.organisations_as(Role.OWNER)
    rows = db.session.execute(
        select(Contract, Award.standstill_ends_on)
        .outerjoin(Award, Award.id == Contract.award_id)
        .where(
            Contract.state == ContractState.AWAITING_SIGNATURE,
            Contract.buyer_id.in_(buyers) | Contract.supplier_id.in_(suppliers),
            # Before the award is published nobody can sign: its publication is the next step;
            # nor while a claim suspends it.
            Award.id.is_(None)
            | Award.published_on.is_not(None) & (Award.state != AwardState.SUSPENDED),
        )
    )
    for row, last in rows:
        for side, who, mine, signed_at in (
            (row.buyer_id, Role.BUYER, buyers, row.buyer_signed_at),
            (row.supplier_id, Role.OWNER, suppliers, row.supplier_signed_at),
        ):
            if side in mine and signed_at is None:
                words, note = "Sign the contract", _standstill(last)
                yield side, Task(who, words, row.title, "contract.sign", row.id, note=note)


def _milestones(actor: Actor) -> Iterator[tuple[UUID, Task]]:
    """To accept, for the buyer; to invoice, for whoever sends the invoices of the contract."""
    buyers, suppliers = actor.organisations_as(Role.BUYER), actor.organisations_as(Role.FINANCE)
    rows = db.session.execute(
        select(Milestone, Contract)
        .join(Contract, Contract.id == Milestone.contract_id)
        .where(
            (Milestone.state == MilestoneState.CLAIMED) & Contract.buyer_id.in_(buyers)
            | (Milestone.state == MilestoneState.ACCEPTED) & Contract.supplier_id.in_(suppliers)
        )
    )
    for row in rows:
        title = f"{row.Milestone.title} – {row.Contract.title}"
        if row.Milestone.state is MilestoneState.CLAIMED:
            yield (
                row.Contract.buyer_id,
                Task(
                    Role.BUYER,
                    "Accept or return the finished work",
                    title,
                    "contract.accept_milestone",
                    row.Contract.id,
                ),
            )
        else:
            yield (
                row.Contract.supplier_id,
                Task(
                    Role.FINANCE,
                    "Send the invoice",
                    title,
                    "contract.invoice_milestone",
                    row.Contract.id,
                    amount=row.Milestone.amount,
                ),
            )


def _invoices_to_pay(payers: Iterable[UUID], today: date) -> Iterator[tuple[UUID, Task]]:
    for row in _invoices(Invoice.buyer_id.in_(payers), Invoice.state.in_(_OWED)):
        if row.state is InvoiceState.SENT:
            words, verb = "Approve or dispute", "invoice.approve"
        else:
            words, verb = "Pay", "invoice.record_payment"
        yield row.buyer_id, _invoice(words, verb, row, today)


def _invoices_owed(payees: Iterable[UUID], today: date) -> Iterator[tuple[UUID, Task]]:
    late = (Invoice.state.in_(_OWED)) & (Invoice.due_on < today)
    for row in _invoices(
        Invoice.supplier_id.in_(payees), late | (Invoice.state == InvoiceState.DISPUTED)
    ):
        if row.state is InvoiceState.DISPUTED:
            words, verb = "Answer the dispute on", "invoice.answer_dispute"
        else:
            words, verb = "Ask about late", "invoice.read"
        yield row.supplier_id, _invoice(words, verb, row, today)


def _invoices(*conditions: ColumnElement[bool]) -> Iterable[Invoice]:
    return db.session.scalars(
        select(Invoice).where(Invoice.kind == InvoiceKind.INVOICE, *conditions)
    )


def _invoice(words: str, verb: str, row: Invoice, today: date) -> Task:
    return Task(
        Role.FINANCE,
        f"{words} invoice",
        row.number,
        verb,
        row.id,
        row.due_on,
        row.due_on < today,
        row.gross,
    )


def _bank_changes(actor: Actor) -> Iterator[tuple[UUID, Task]]:
    rows = db.session.scalars(
        select(BankAccount).where(
            BankAccount.organisation_id.in_(actor.organisations_as(Role.FINANCE)),
            BankAccount.confirmed_at.is_(None),
            BankAccount.replaced_at.is_(None),
            BankAccount.proposed_by != actor.person_id,
        )
    )
    for row in rows:
        yield (
            row.organisation_id,
            Task(
                Role.FINANCE,
                "Confirm or refuse the new bank account",
                f"ending {row.ending}",
                "bank_account.confirm",
                row.organisation_id,
            ),
        )


_DECLARE = Step(
    "Declare conflicts of interest, or that you have none", "evaluator.declare", Role.EVALUATOR
)


def panels_of(actor: Actor) -> Iterator[Task]:
    """What a person has to do on evaluation panels, which are of no one organisation."""
    rows = db.session.execute(
        select(Tender, Evaluator)
        .join(Evaluator, Evaluator.tender_id == Tender.id)
        .where(
            Evaluator.person_id == actor.person_id,
            Evaluator.removed_at.is_(None),
            Tender.state.in_([TenderState.PUBLISHED, TenderState.OPENED]),
        )
    ).all()
    standing = standings(row.id for row, _ in rows if row.state is TenderState.OPENED)
    for tender, me in rows:
        step = None
        if me.declared_at is None:
            step = _DECLARE
        elif tender.state is TenderState.OPENED:
            step = own_step(standing[tender.id], me)
        if step is not None:
            yield Task(step.who, step.words, tender.title, step.verb, tender.id)


def urgency(task: Task) -> tuple[bool, bool, date, str]:
    """Late first, then by deadline, then what has none."""
    until = london_day(task.until) if isinstance(task.until, datetime) else task.until
    return not task.is_late, until is None, until or date.max, task.words
