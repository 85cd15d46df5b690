"""What does a new organisation do first, and which of it is done?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from marketplace import db
from marketplace.models.bids import Bid
from marketplace.models.documents import Document
from marketplace.models.organisations import BankAccount, Organisation
from marketplace.models.people import Membership
from marketplace.models.tenders import Tender


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step: its words, the page where it is taken, and whether it is; ``note`` says why."""

    words: str
    endpoint: str
    values: dict[str, UUID]
    is_done: bool
    note: str = ""


def first_steps(
    organisations: Sequence[tuple[Organisation, bool]],
) -> dict[UUID, list[FirstStep]]:
    """The steps of each organisation, with whether it is counted; five queries for all of them."""
    ids = [organisation.id for organisation, _ in organisations]
    if not ids:
        return {}
    known = _Known(
        documents=_having(Document.organisation_id, ids, Document.subject == "organisation"),
        paid_into=_having(
            BankAccount.organisation_id,
            ids,
            BankAccount.confirmed_at.is_not(None),
            BankAccount.replaced_at.is_(None),
        ),
        in_company=_in_company(ids),
        bidding=_having(Bid.organisation_id, ids),
        buying=_having(Tender.buyer_id, ids),
    )
    return {
        one.id: _of_buyer(one, known) if one.kind.buys else _of_supplier(one, is_counted, known)
        for one, is_counted in organisations
    }


@dataclass(frozen=True, slots=True)
class _Known:
    """Of which organisations each holds."""

    documents: set[UUID]
    paid_into: set[UUID]
    in_company: set[UUID]
    bidding: set[UUID]
    buying: set[UUID]


def _of_supplier(one: Organisation, is_counted: bool, known: _Known) -> list[FirstStep]:
    here = {"organisation_id": one.id}
    steps = [
        FirstStep(
            "Say where you are paid", "bank_accounts.show", here, one.id in known.paid_into,
            "Buyers pay into this account. A second person confirms it.",
        ),
        FirstStep(
            "Invite a colleague", "memberships.index", here, one.id in known.in_company,
            "Somebody who can answer when you cannot.",
        ),
        FirstStep("Begin a bid", "tenders.index", {}, one.id in known.bidding),
    ]  # fmt: skip
    if one.kind.may_be_social_enterprise:
        steps.insert(
            0,
            FirstStep(
                "Show that you are a social enterprise", "documents.index", here,
                is_counted or one.id in known.documents,
                "The broker has verified you." if is_counted
                else "You can bid now. What you are paid is counted once the broker has read your governing "
                "document or certificate and verified you.",
            ),
        )  # fmt: skip
    return steps


def _of_buyer(one: Organisation, known: _Known) -> list[FirstStep]:
    here = {"organisation_id": one.id}
    return [
        FirstStep(
            "Invite colleagues", "memberships.index", here, one.id in known.in_company,
            "Who buys, who scores bids, and who approves and pays invoices.",
        ),
        FirstStep(
            "Draft a tender", "tenders.mine", {}, one.id in known.buying,
            "From one of your published notices, or afresh.",
        ),
    ]  # fmt: skip


def _having(column: Any, ids: Sequence[UUID], *conditions: Any) -> set[UUID]:
    return set(db.session.scalars(select(column).where(column.in_(ids), *conditions).distinct()))


def _in_company(ids: Sequence[UUID]) -> set[UUID]:
    """Those that more than one person belongs to."""
    rows = db.session.scalars(
        select(Membership.organisation_id)
        .where(Membership.organisation_id.in_(ids), Membership.ended_at.is_(None))
        .group_by(Membership.organisation_id)
        .having(func.count(Membership.person_id.distinct()) > 1)
    )
    return set(rows)
