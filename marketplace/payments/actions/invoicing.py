"""What a member of a consortium says of the invoices that are sent in its name."""

from invoicing.billing.vat import CHOICES, Vat
from marketplace.contracts.models.contracts import ContractShare
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from procurement.ground.refusal import Refusal


@action("invoicing.agree")
def agree_invoicing(act: Act, share: ContractShare, *, vat: Vat | None) -> None:
    """Agree that the lead sends the member's invoices, and say how VAT treats the work.

    Said again, it holds for the invoices sent from then on.
    """
    if db.session.get_one(Organisation, share.organisation_id).vat_number:
        if vat not in CHOICES:
            raise Refusal("Say how VAT treats your work.", field="vat")
        share.vat = vat
    share.invoicing_agreed_at = share.invoicing_agreed_at or act.now
