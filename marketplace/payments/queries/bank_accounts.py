"""Where is an organisation paid, which change waits for a second person, and which for its day?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from invoicing.billing import billing_document
from invoicing.spend.holder_name import HolderName, holder_name
from marketplace.engine import db
from marketplace.gateways import keys
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import names_of_people
from marketplace.payments.models.bank_accounts import BankAccount
from procurement.ground.calendar import london_day


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


def payable_account(organisation_id: UUID, today: date) -> BankAccount | None:
    """Where an invoice of this organisation says it is paid; None before the account has waited."""
    account = current_account(organisation_id)
    if account and account.payable_from and account.payable_from > today:
        return None
    return account


@dataclass(frozen=True, slots=True)
class BankChange:
    """A proposed account beside the one that stands, as whoever decides it must see them."""

    account: BankAccount
    organisation: Organisation
    holder_now: str | None
    """The name on the account that stands; None where there is none."""
    holder: str
    name: HolderName


def bank_changes(proposed: Sequence[Row[BankAccount, Organisation]]) -> list[BankChange]:
    """Each of these proposals with the names on both accounts: one query."""
    ids = [account.organisation_id for account, _ in proposed]
    standing = {
        row.organisation_id: row
        for row in db.session.scalars(
            select(BankAccount).where(
                BankAccount.organisation_id.in_(ids),
                BankAccount.confirmed_at.is_not(None),
                BankAccount.replaced_at.is_(None),
            )
        )
    }
    return [
        bank_change(account, organisation, standing.get(organisation.id))
        for account, organisation in proposed
    ]


def bank_change(
    account: BankAccount, organisation: Organisation, standing: BankAccount | None
) -> BankChange:
    """One proposal beside the account that stands."""
    holder = _holder(account)
    return BankChange(
        account,
        organisation,
        _holder(standing) if standing else None,
        holder,
        holder_name(holder, organisation.name),
    )


def _holder(account: BankAccount) -> str:
    details = details_of(account)
    return details.name if details else ""


@dataclass(frozen=True, slots=True)
class Wait:
    """A confirmed account that may not be paid into yet, known by the ends of its number."""

    ending: str
    confirmed_on: date
    payable_from: date
    earlier: str | None
    """The end of the account that stood before, where that one could be paid into."""


def waits(organisation_ids: Iterable[UUID], today: date) -> dict[UUID, Wait]:
    """Which of these organisations may not be paid by bank transfer yet: one query."""
    before = aliased(BankAccount)
    rows = db.session.execute(
        select(BankAccount, before)
        .join(
            before,
            (before.organisation_id == BankAccount.organisation_id)
            & (before.replaced_at == BankAccount.confirmed_at)
            & before.confirmed_at.is_not(None),
            isouter=True,
        )
        .where(
            BankAccount.organisation_id.in_(list(organisation_ids)),
            BankAccount.payable_from > today,
            BankAccount.replaced_at.is_(None),
        )
    )
    return {row.organisation_id: _wait(row, earlier) for row, earlier in rows}


def to_hasten(today: date) -> Sequence[Row[BankAccount, Organisation]]:
    """The accounts that wait, and of which their organisations say that they need not."""
    return db.session.execute(
        select(BankAccount, Organisation)
        .join(Organisation, Organisation.id == BankAccount.organisation_id)
        .where(
            BankAccount.payable_from > today,
            BankAccount.replaced_at.is_(None),
            BankAccount.hastened_by.is_not(None),
            BankAccount.hastened_by_broker.is_(None),
        )
        .order_by(BankAccount.confirmed_at)
    ).all()


def _wait(account: BankAccount, before: BankAccount | None) -> Wait:
    assert account.confirmed_at is not None
    assert account.payable_from is not None
    confirmed_on = london_day(account.confirmed_at)
    could_be_paid = before and before.payable_from and before.payable_from <= confirmed_on
    return Wait(
        account.ending,
        confirmed_on,
        account.payable_from,
        before.ending if before and could_be_paid else None,
    )
