"""What was promised to enterprises of a place by signed contracts? Never money received."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from invoicing.ground.split import split
from marketplace.contracts.models.contracts import Contract, ContractKind, ContractShare
from marketplace.engine import db
from marketplace.organisations.models.directory import address_on, counted_on
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from procurement.contracts.contract import ContractState

SIGNED_ON = db.london_day_of(func.greatest(Contract.buyer_signed_at, Contract.supplier_signed_at))
"""The London day of the second signature."""

_BINDING = (ContractState.SIGNED, ContractState.COMPLETED)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A counted enterprise's share of one signed contract, without VAT, as on the day of signing."""

    contract_id: UUID
    organisation_id: UUID
    pence: int
    signed_on: date
    theme: str
    ward_code: str | None


def commitments() -> list[Commitment]:
    """The shares of all counted enterprises in contracts that bind, in one query.

    A contract's value is split over all its members to the penny before those that
    are not counted are left out. A framework promises nothing: its call-offs do.
    """
    ward = (
        select(TradingAddress.ward_code)
        .where(TradingAddress.organisation_id == Organisation.id, address_on(SIGNED_ON))
        .order_by(TradingAddress.from_on.desc())
        .limit(1)
        .correlate(Organisation, Contract)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Contract.id,
            Contract.value,
            Contract.theme,
            SIGNED_ON.label("signed_on"),
            ContractShare.organisation_id,
            ContractShare.share,
            counted_on(SIGNED_ON).label("is_counted"),
            ward.label("ward_code"),
        )
        .join(ContractShare, ContractShare.contract_id == Contract.id)
        .join(Organisation, Organisation.id == ContractShare.organisation_id)
        .where(
            Contract.state.in_(_BINDING),
            Contract.kind != ContractKind.FRAMEWORK,
            Contract.buyer_signed_at.is_not(None),
            Contract.supplier_signed_at.is_not(None),
        )
        .order_by(Contract.id, ContractShare.position)
    ).all()
    return list(_counted(rows))


def _counted(rows: Sequence[Any]) -> Iterator[Commitment]:
    for _, group in groupby(rows, key=lambda row: row.id):
        members = list(group)
        parts = split(members[0].value, [member.share for member in members])
        for member, part in zip(members, parts, strict=True):
            if member.is_counted:
                yield Commitment(
                    member.id,
                    member.organisation_id,
                    part.pence,
                    member.signed_on,
                    member.theme,
                    member.ward_code,
                )
