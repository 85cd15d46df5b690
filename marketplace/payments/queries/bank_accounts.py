"""Where is an organisation paid, and which change waits for a second person?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from invoicing.billing import billing_document
from marketplace.engine import db
from marketplace.gateways import keys
from marketplace.organisations.queries.people import names_of_people
from marketplace.payments.models.bank_accounts import BankAccount


def seal(account_id: UUID, details: billing_document.BankAccount) -> bytes:
    """The details, encrypted for this one row."""
    text = json.dumps(
        {
            "name": details.name,
            "sort_code": details.sort_code,
            "account_number": details.account_number,
        }
    )
    return keys.encrypt(f"bank:{account_id}", text.encode())


def details_of(account: BankAccount) -> billing_document.BankAccount | None:
    """The account's name, sort code and number; None where the key does not open them."""
    plain = keys.decrypt(f"bank:{account.id}", account.sealed)
    return None if plain is None else billing_document.BankAccount(**json.loads(plain))


@dataclass(frozen=True, slots=True)
class OrganisationAccounts:
    """The account that stands and the change that waits, readable, with who proposed and confirmed."""

    current: BankAccount | None
    waiting: BankAccount | None
    details: Mapping[UUID, billing_document.BankAccount | None]
    names: Mapping[UUID, str]


def accounts_of(organisation_id: UUID) -> OrganisationAccounts:
    """Three queries."""
    current, waiting = current_account(organisation_id), proposed_account(organisation_id)
    rows = [row for row in (current, waiting) if row]
    ids = [row.proposed_by for row in rows] + [row.confirmed_by for row in rows if row.confirmed_by]
    return OrganisationAccounts(
        current, waiting, {row.id: details_of(row) for row in rows}, names_of_people(ids)
    )


def current_account(organisation_id: UUID) -> BankAccount | None:
    """The confirmed account that stands now."""
    return db.session.scalars(
        select(BankAccount).where(
            BankAccount.organisation_id == organisation_id,
            BankAccount.confirmed_at.is_not(None),
            BankAccount.replaced_at.is_(None),
        )
    ).one_or_none()


def proposed_account(organisation_id: UUID) -> BankAccount | None:
    """The change that waits for a second person, where there is one."""
    return db.session.scalars(
        select(BankAccount).where(
            BankAccount.organisation_id == organisation_id,
            BankAccount.confirmed_at.is_(None),
            BankAccount.replaced_at.is_(None),
        )
    ).one_or_none()


def confirmed_account(organisation_id: UUID) -> billing_document.BankAccount | None:
    """Where an invoice of this organisation says it is paid; None before two people said so."""
    account = current_account(organisation_id)
    return None if account is None else details_of(account)
