"""Which grants and other sums wait or are decided, and what belongs to one of them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.economy.models.fundings import Funding, fundings_visible_to
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.documents import DocumentVersion
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of, organisation_named_by
from marketplace.organisations.queries.documents import newest_version
from marketplace.payments.models.ledger import LedgerEntry

_MOST = 200


@dataclass(frozen=True, slots=True)
class FundingList:
    """The sums that wait for the broker and those decided, with the names of who received them."""

    waiting: Sequence[Funding]
    done: Sequence[Funding]
    names: Mapping[UUID, str]


def fundings_of(actor: Actor, organisation_id: UUID | None = None) -> FundingList:
    """What this person may read, of one enterprise or of all, the newest first: two queries."""
    visible = fundings_visible_to(actor)
    if organisation_id is not None:
        visible = visible.where(Funding.organisation_id == organisation_id)
    rows = session.scalars(
        visible.order_by(Funding.received_on.desc(), Funding.id).limit(_MOST)
    ).all()
    return FundingList(
        [row for row in rows if row.confirmed_at is None and row.withdrawn_at is None],
        [row for row in rows if row.confirmed_at is not None or row.withdrawn_at is not None],
        names_of({row.organisation_id for row in rows}),
    )


def funding_seen_by(actor: Actor, funding_id: UUID) -> Select[Funding]:
    """One sum, where this person may read it."""
    return fundings_visible_to(actor).where(Funding.id == funding_id)


@dataclass(frozen=True, slots=True)
class FundingDetails:
    """Who received a sum, its line in the ledger once it is confirmed, and its evidence."""

    organisation: Organisation
    entry: LedgerEntry | None
    evidence: DocumentVersion | None


def details_of(funding: Funding) -> FundingDetails:
    """Three queries."""
    return FundingDetails(
        organisation_named_by(funding.organisation_id),
        entry_of(funding.id),
        newest_version(funding.document_id),
    )


def entry_of(funding_id: UUID) -> LedgerEntry | None:
    """The ledger's line of a funding, once it is confirmed."""
    return session.scalars(
        select(LedgerEntry).where(LedgerEntry.funding_id == funding_id)
    ).one_or_none()
