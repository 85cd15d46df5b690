"""The account an organisation is paid into: shown whole to its own finance only."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.payments.actions import bank_accounts
from marketplace.payments.models.bank_accounts import BankAccount, bank_accounts_visible_to
from marketplace.payments.queries.bank_accounts import accounts_of, bank_change
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("bank_accounts", __name__)


class BankForm(PageForm):
    name = TextField("Name on the account", [Needed("Enter the name on the account.")])
    sort_code = TextField("Sort code", [Needed("Enter the sort code.")])
    account_number = TextField("Account number", [Needed("Enter the account number.")])


@pages.route("/organisations/<uuid:organisation_id>/bank", methods=["GET", "POST"])
@signed_in
def show(organisation_id: UUID) -> ResponseReturnValue:
    """The account now, the change that waits, and proposing another."""
    organisation = managed_organisation(organisation_id, "bank_account.propose")
    form = BankForm()
    if form.accepts(
        lambda: bank_accounts.propose_bank_account(actor(), organisation.id, **form.values)
    ):
        say("The change is proposed. A second person must now confirm it.")
        return redirect(url_for("bank_accounts.show", organisation_id=organisation.id))
    standing = accounts_of(organisation.id)
    return page(
        "payments/bank_accounts/show.html",
        organisation=organisation,
        form=form,
        current=standing.current,
        on=clock.today(),
        waiting=standing.waiting,
        details=standing.details,
        change=standing.waiting and bank_change(standing.waiting, organisation, standing.current),
        names=standing.names,
        needs_the_broker=standing.waiting is not None
        and bank_accounts.needs_the_broker(organisation.id, standing.waiting.proposed_by),
    )


@pages.post("/bank-accounts/<uuid:account_id>/confirm")
@signed_in
def confirm(account_id: UUID) -> ResponseReturnValue:
    account = _decidable(account_id)
    bank_accounts.confirm_bank_account(actor(), account.id)
    say("The account is confirmed. It may be paid into after one whole working day.")
    return redirect(_after(account))


@pages.post("/bank-accounts/<uuid:account_id>/hasten")
@signed_in
def hasten(account_id: UUID) -> ResponseReturnValue:
    account = _decidable(account_id)
    bank_accounts.hasten_bank_account(actor(), account.id)
    say("Noted. Once both sides have said so, the account may be paid into at once.")
    return redirect(_after(account))


@pages.post("/bank-accounts/<uuid:account_id>/refuse")
@signed_in
def refuse(account_id: UUID) -> ResponseReturnValue:
    account = _decidable(account_id)
    bank_accounts.refuse_bank_account(actor(), account.id)
    say("The change is refused. The account stays as it was.")
    return redirect(_after(account))


def _decidable(account_id: UUID) -> BankAccount:
    return get_or_404(bank_accounts_visible_to(actor()).where(BankAccount.id == account_id))


def _after(account: BankAccount) -> str:
    if account.organisation_id in actor().organisations:
        return url_for("bank_accounts.show", organisation_id=account.organisation_id)
    return url_for("verifications.desk")
