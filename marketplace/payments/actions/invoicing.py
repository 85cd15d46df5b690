"""What a member of a consortium says of the invoices that are sent in its name."""

from invoicing.billing.vat import CHOICES, Vat
from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of
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


@action("invoicing.withdraw")
def withdraw_invoicing(act: Act, share: ContractShare) -> None:
    """Take the agreement back: the lead sends no more invoices in the member's name, and is told.

    What was sent before stands.
    """
    if share.invoicing_agreed_at is None:
        raise Refusal("There is no agreement to withdraw.")
    contract = db.session.get_one(Contract, share.contract_id)
    if share.organisation_id == contract.supplier_id:
        raise Refusal("The lead sends its own invoices: there is no agreement to withdraw.")
    share.invoicing_agreed_at = None
    member = names_of([share.organisation_id])[share.organisation_id]
    tell_finance(
        act,
        [contract.supplier_id],
        "invoicing_withdrawn",
        contract_id=contract.id,
        title=contract.title,
        member=member,
    )
