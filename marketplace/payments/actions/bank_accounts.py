"""How does the account an organisation is paid into change? Never by one person alone.

Invoice fraud begins with a changed account: one person proposes, another in
finance confirms, and the contact known before and every owner are told of both.
"""

import re
from uuid import UUID

from sqlalchemy import select

from invoicing.billing import billing_document
from invoicing.payments.bank_change import payable_from
from marketplace.engine import db, second_factor
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action
from marketplace.organisations.actions import messages
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.law import known_holidays
from marketplace.organisations.queries.people import people_as
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.queries.bank_accounts import (
    current_account,
    details_of,
    proposed_account,
    seal,
)
from marketplace.payments.queries.invoice_lists import owing_buyers
from procurement.ground.refusal import Refusal, refuse_if_any


@action("bank_account.propose")
def propose_bank_account(
    act: Act, organisation: Organisation, *, name: str, sort_code: str, account_number: str
) -> BankAccount:
    """Propose where the organisation is paid; nothing changes before a second person confirms.

    A proposal that was waiting is replaced. Refuses the account that stands already.
    """
    details = bank_details(name, sort_code, account_number)
    current = current_account(organisation.id)
    if current is not None and details_of(current) == details:
        raise Refusal("This is your account already.", field="account_number")
    waiting = proposed_account(organisation.id)
    if waiting is not None:
        waiting.replaced_at = act.now
    account_id = db.uuid7()
    account = act.add(
        BankAccount(
            id=account_id,
            organisation_id=organisation.id,
            sealed=seal(account_id, details),
            ending=details.account_number[-3:],
            proposed_by=act.person_id,
            proposed_at=act.now,
        )
    )
    act.note(bank_account_id=account_id)
    _tell(act, organisation, "bank_proposed", account)
    return account


@action("bank_account.confirm")
def confirm_bank_account(act: Act, account: BankAccount) -> None:
    """Confirm a proposed account: the one before is kept as past, and this one waits its day.

    From that day on invoices name it. Whoever owes the organisation money is told too.
    Refuses the person who proposed it. The broker may stand in only where nobody else of
    the organisation could.
    """
    organisation = _waiting(act, account)
    if account.proposed_by == act.person_id:
        raise Refusal("Another person must confirm this: you proposed it.")
    before = current_account(account.organisation_id)
    if before is not None:
        before.replaced_at = act.now
        db.session.flush()
    account.confirmed_by, account.confirmed_at = act.person_id, act.now
    account.payable_from = payable_from(act.today, known_holidays())
    _tell(act, organisation, "bank_confirmed", account)
    _tell_payers(act, organisation, "bank_of_supplier_changed", account)


@action("bank_account.hasten")
def hasten_bank_account(act: Act, account: BankAccount) -> None:
    """Say, with a second factor used just now, that a confirmed account need not wait its day.

    It may be paid into at once when the organisation and the broker have both said so; both
    sides are told then.
    """
    if not second_factor.is_fresh(act.actor):
        raise Refusal("This needs a second factor, used just now.")
    if account.replaced_at is not None or (account.payable_from or act.today) <= act.today:
        raise Refusal("This account does not wait.")
    if act.actor.has(account.organisation_id, Role.FINANCE):
        account.hastened_by = act.person_id
    else:
        account.hastened_by_broker = act.person_id
    if account.hastened_by and account.hastened_by_broker:
        account.payable_from = act.today
        organisation = db.session.get_one(Organisation, account.organisation_id)
        _tell(act, organisation, "bank_hastened", account)
        _tell_payers(act, organisation, "bank_hastened", account)


@action("bank_account.refuse")
def refuse_bank_account(act: Act, account: BankAccount) -> None:
    """Turn a proposed account down; the one before stays."""
    organisation = _waiting(act, account)
    account.replaced_at = act.now
    _tell(act, organisation, "bank_refused", account)


def needs_the_broker(organisation_id: UUID, proposed_by: UUID) -> bool:
    """Whether the organisation has nobody else who could be the second person."""
    return not set(people_as(organisation_id, Role.OWNER, Role.FINANCE)) - {proposed_by}


def bank_details(name: str, sort_code: str, account_number: str) -> billing_document.BankAccount:
    """A UK account as typed, in its one form: six digits and eight. Refuses anything else."""
    code, number = re.sub(r"[\s-]", "", sort_code), re.sub(r"\s", "", account_number)
    faults = []
    if not name.strip():
        faults.append(Refusal("Enter the name on the account.", field="name"))
    if not re.fullmatch(r"[0-9]{6}", code):
        faults.append(Refusal("A sort code is six digits.", field="sort_code"))
    if not re.fullmatch(r"[0-9]{8}", number):
        faults.append(Refusal("An account number is eight digits.", field="account_number"))
    refuse_if_any(faults)
    return billing_document.BankAccount(name.strip(), code, number)


def _waiting(act: Act, account: BankAccount) -> Organisation:
    """The organisation of a proposal that still waits, locked; refuses any other."""
    organisation: Organisation = db.session.execute(
        select(Organisation).where(Organisation.id == account.organisation_id).with_for_update()
    ).scalar_one()
    belongs = act.actor.has(organisation.id, Role.FINANCE)
    if not belongs and not needs_the_broker(organisation.id, account.proposed_by):
        raise NotAllowed(act.verb)
    if account.confirmed_at is not None or account.replaced_at is not None:
        raise Refusal("This change was decided already.")
    return organisation


def _tell(act: Act, organisation: Organisation, template: str, account: BankAccount) -> None:
    said: dict[str, object] = {
        "organisation": organisation.name,
        "organisation_id": organisation.id,
        "ending": account.ending,
        "payable_from": account.payable_from,
    }
    tell_finance(act, [organisation.id], template, **said)
    if organisation.contact_email:
        messages.notify_address(act, organisation.contact_email, template, **said)


def _tell_payers(act: Act, organisation: Organisation, template: str, account: BankAccount) -> None:
    """Tell those who look after the money of everybody with an unpaid invoice."""
    tell_finance(
        act,
        owing_buyers(organisation.id),
        template,
        organisation=organisation.name,
        ending=account.ending,
        payable_from=account.payable_from,
    )
