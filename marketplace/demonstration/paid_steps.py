"""Stages done, accepted and invoiced on one day, and due on the seventh."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from invoicing.billing.vat import Vat
from marketplace.contracts.actions import milestones
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.demonstration.delivery_steps import DeliverySteps
from marketplace.demonstration.people import Cast
from marketplace.engine.access import Actor
from marketplace.organisations.queries.law import known_holidays
from marketplace.payments.actions import invoices
from procurement.ground.money import Money


class PaidSteps(DeliverySteps):
    """What suppliers and payers do."""

    cast: Cast

    def invoiced(
        self, deals: Sequence[tuple[UUID, Actor, Actor, Vat | None]]
    ) -> list[tuple[Actor, UUID, Money]]:
        """The first stage of each contract done, accepted and invoiced; then six days go by.

        The last of each is how VAT treats it, where the supplier charges any. Who pays, the invoice,
        and its sum.
        """
        stages = {contract: milestones_of(contract)[0].id for contract, *_ in deals}
        self.stage.after(days=1)
        while not known_holidays().is_working_day(self.today + timedelta(days=6)):
            self.stage.after(days=1)
        for contract, supplier, *_ in deals:
            milestones.claim_milestone(supplier, contract, milestone_id=stages[contract])
        self.stage.after(hours=3)
        sent = []
        for contract, supplier, payer, vat in deals:
            stage = stages[contract]
            milestones.accept_milestone(payer, contract, milestone_id=stage)
            rows = invoices.invoice_milestone(supplier, contract, milestone_id=stage, vat=vat)
            sent += [(payer, row.id, row.gross) for row in rows]
        for payer, invoice, _ in sent:
            invoices.approve_invoice(payer, invoice)
        self.stage.after(days=6)
        return sent
