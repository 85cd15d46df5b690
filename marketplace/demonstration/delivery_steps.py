"""Work claimed, accepted and invoiced."""

from uuid import UUID

from invoicing.billing.vat import Vat
from marketplace.contracts.actions import milestones
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.engine.access import Actor
from marketplace.payments.actions import invoices
from marketplace.payments.models.invoices import Invoice


class DeliverySteps(StageSteps):
    """What the supplier does, and the buyer accepts."""

    def delivered(self, contract: UUID, supplier: Actor, buyer: Actor) -> list[Invoice]:
        """The first milestone claimed and, a day later, accepted and invoiced."""
        milestone: UUID = milestones_of(contract)[0].id
        milestones.claim_milestone(supplier, contract, milestone_id=milestone)
        self.stage.after(days=1)
        milestones.accept_milestone(buyer, contract, milestone_id=milestone)
        return invoices.invoice_milestone(
            supplier, contract, milestone_id=milestone, vat=Vat.STANDARD
        )
