"""What people do with contracts, invoices and money, drawn at random."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.economy.actions import fundings
from marketplace.economy.actions.totals import fold_totals
from marketplace.economy.models.fundings import Funding
from marketplace.engine import clock, db
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import organisations, verifications
from marketplace.organisations.models.organisations import Organisation, Verification
from marketplace.payments.actions import ledger, payment_words, payments
from marketplace.payments.actions.credit_notes import credit_invoice
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.models.payments import Payment
from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.cast import Cast, Make
from tests.paid_rows import paid, sent

POSTCODES = ("B16 8TP", "B66 1AB", "LS1 4AP", "B1 1BB")
"""Inside the first place, in another one, in none that is known, and beside the first."""


class Acts:
    """What people do, drawn at random; what the rules refuse is not done."""

    def __init__(self, cast: Cast, make: Make) -> None:
        self.cast, self.make, self.count = cast, make, 0
        self.owners = {
            cast.bakery.id: cast.baker,
            cast.gardens.id: cast.gardener,
            cast.cleaners.id: cast.cleaner,
        }

    @property
    def ways(self) -> list[Callable[[int], object]]:
        return [
            self.invoice, self.invoice, self.pay, self.pay, self.pay, self.confirm, self.deny,
            self.take_back, self.credit, self.refund, self.pass_on, self.move, self.verify,
            self.revoke, self.employ, self.fund, self.withdraw, self.wait, self.fold, self.end,
            self.dissolve,
        ]  # fmt: skip

    def do(self, way: int, number: int) -> None:
        try:
            self.ways[way % len(self.ways)](number)
        except (Refusal, NotAllowed):
            pass
        finally:
            db.session.remove()

    def _one(self, model: type, number: int, *conditions: object) -> UUID | None:
        ids = db.session.scalars(select(model.id).where(*conditions).order_by(model.id)).all()
        db.session.remove()
        return ids[number % len(ids)] if ids else None

    def _enterprise(self, number: int) -> UUID:
        return list(self.owners)[number % 3]

    def invoice(self, number: int) -> None:
        cast, value = self.cast, f"{100 + number}.0{number % 10}"
        lone = [cast.bakery, cast.gardens, cast.cleaners][number % 3]
        joint = [(cast.cleaners, "33.3"), (cast.bakery, "33.4"), (cast.gardens, "33.3")]
        sent(self.make.contract(cast.council, joint if number % 4 == 0 else lone, value))

    def pay(self, number: int) -> None:
        wanted = select(Invoice).where(Invoice.kind == InvoiceKind.INVOICE).order_by(Invoice.id)
        rows = db.session.scalars(wanted).all()
        if rows:
            self.count += 1
            row, parts = rows[number % len(rows)], ["10.00"] if number % 3 else []
            on = clock.today() - timedelta(days=number % 5)
            paid([row], parts=parts, reference=f"Payment {self.count}", on=on)

    def confirm(self, number: int) -> None:
        self._by_payee(number, payment_words.confirm_payment)

    def deny(self, number: int) -> None:
        self._by_payee(number, payment_words.deny_payment, reason="It did not come.")

    def _by_payee(self, number: int, action: Callable[..., object], **values: object) -> None:
        if key := self._one(Payment, number):
            payee = db.session.get_one(Payment, key).payee_id
            db.session.remove()
            action(self.owners[payee], key, **values)

    def take_back(self, number: int) -> None:
        if key := self._one(Payment, number):
            payment_words.take_back_payment(self.cast.finance, key, reason="A slip.")

    def refund(self, number: int) -> None:
        self.count += 1
        self._by_payee(
            number,
            payments.refund_payment,
            amount=Money(100 + number),
            reference=f"Back {self.count}",
        )

    def credit(self, number: int) -> None:
        if key := self._one(Invoice, number, Invoice.kind == InvoiceKind.INVOICE):
            supplier = db.session.get_one(Invoice, key).supplier_id
            db.session.remove()
            net = None if number % 2 else Money(500)
            credit_invoice(self.owners[supplier], key, reason="Less was done.", net=net)

    def pass_on(self, number: int) -> None:
        if key := self._one(Invoice, number, Invoice.kind == InvoiceKind.INVOICE):
            supplier = db.session.get_one(Invoice, key).supplier_id
            db.session.remove()
            other = self._enterprise(number)
            ledger.declare_subcontract(
                self.owners[supplier], key, organisation_id=other, amount=Money(2000)
            )

    def move(self, number: int) -> None:
        key = self._enterprise(number)
        organisations.move_organisation(
            self.owners[key],
            key,
            street="2 New Street",
            town="Birmingham",
            postcode=POSTCODES[number % len(POSTCODES)],
            from_on=clock.today() - timedelta(days=number % 4),
        )

    def verify(self, number: int) -> None:
        key = self._enterprise(number)
        self.make.verified(db.session.get_one(Organisation, key), self.cast.broker)

    def revoke(self, number: int) -> None:
        if key := self._one(Verification, number):
            verifications.revoke_verification(self.cast.broker, key, reason="It closed.")

    def employ(self, number: int) -> None:
        key = self._enterprise(number)
        profile = organisations.OrganisationProfile(
            "An enterprise", "office@example.org", employees=[None, 10, 60][number % 3]
        )
        organisations.update_organisation(self.owners[key], key, profile=profile)

    def fund(self, number: int) -> None:
        key = self._enterprise(number)
        row = fundings.enter_funding(
            self.owners[key],
            key,
            funder_name=["Midborough Council", "A Lottery", "A Trust"][number % 3],
            source="grant",
            amount=Money(1000 + number),
            received_on=clock.today(),
            theme="tourism",
            purpose="An oven.",
        )
        fundings.confirm_funding(self.cast.broker, row.id)

    def withdraw(self, number: int) -> None:
        if key := self._one(Funding, number):
            fundings.withdraw_funding(self.cast.broker, key, reason="Twice.")

    def wait(self, number: int) -> None:
        clock.set_to(clock.now() + timedelta(days=number % 50), stopped=True)

    def fold(self, _: int) -> None:
        fold_totals(uuid4())

    def end(self, number: int) -> None:
        """No act ends a contract yet: the state that it will have."""
        if number % 5 == 0 and (key := self._one(Invoice, number)):
            with db.transaction():
                contract_id = db.session.get_one(Invoice, key).contract_id
                contract = db.session.get_one(Contract, contract_id)
                contract.state = ContractState.TERMINATED

    def dissolve(self, number: int) -> None:
        if number % 10 == 0:
            verifications.dissolve_organisation(
                self.cast.broker, self._enterprise(number), on=clock.today() - timedelta(days=9)
            )
