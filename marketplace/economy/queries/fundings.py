"""Which grants and other sums wait or are decided, and what belongs to one of them?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from invoicing.economy.funding import FundingFacts
from marketplace.economy.models.fundings import Funding, fundings_visible_to
from marketplace.engine import db
from marketplace.engine.access import Actor, PlaceRole
from marketplace.engine.db import session
from marketplace.organisations.models.documents import DocumentVersion
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.models.places import Place
from marketplace.organisations.queries.directory import names_of, organisation_named_by
from marketplace.organisations.queries.documents import newest_version
from marketplace.payments.models.ledger import LedgerEntry
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind

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


def brokered_by(actor: Actor) -> set[str]:
    """The slugs of the places whose broker the person is."""
    held = [place for place, role in actor.place_roles if role is PlaceRole.BROKER]
    return set(db.session.scalars(select(Place.slug).where(Place.id.in_(held))))


def not_counted(name: str) -> str:
    return f"{name} is not an enterprise whose funding is counted."


def first_known(organisation_ids: Collection[UUID]) -> Mapping[UUID, date]:
    """Since when it is known where each of these trades from; one query."""
    rows = db.session.execute(
        select(TradingAddress.organisation_id, func.min(TradingAddress.from_on))
        .where(TradingAddress.organisation_id.in_(organisation_ids))
        .group_by(TradingAddress.organisation_id)
    )
    return {row[0]: row[1] for row in rows}


def never_counted(who: Organisation, since: Mapping[UUID, date], on: date | None) -> str:
    """Why money that arrived on a day could never be counted; nothing where it could be."""
    first = since.get(who.id)
    if on is None or (first is not None and first <= on):
        return ""
    known = f"only since {first:%-d %B %Y}" if first else "not at all"
    return (
        f"It is known here {known} where {who.name} trades from. Money that came before cannot be "
        "counted, because nobody can say in which place it arrived."
    )


Key = tuple[str, Money | None, date | None]
"""What makes two fundings of an enterprise the same: from whom, how much, on which day."""


def known_key(facts: FundingFacts) -> Key:
    return tidy(facts.funder).lower(), facts.amount, facts.received_on


def known_keys(organisation_ids: Collection[UUID]) -> Mapping[UUID, set[Key]]:
    """What each organisation has entered that was not withdrawn; one query."""
    by_organisation: dict[UUID, set[Key]] = {key: set() for key in organisation_ids}
    for row in db.session.scalars(
        select(Funding).where(
            Funding.organisation_id.in_(organisation_ids), Funding.withdrawn_at.is_(None)
        )
    ):
        key = (row.funder_name.lower(), row.amount, row.received_on)
        by_organisation[row.organisation_id].add(key)
    return by_organisation


def known_funders(names: Collection[str]) -> Mapping[str, UUID]:
    """The funder's or buyer's own record by its name in small letters, where exactly one has it."""
    by_name: dict[str, list[UUID]] = {}
    for key, name in db.session.execute(
        select(Organisation.id, func.lower(Organisation.name)).where(
            func.lower(Organisation.name).in_([tidy(name).lower() for name in names]),
            Organisation.merged_into_id.is_(None),
            Organisation.kind.in_([kind for kind in Kind if kind.buys or kind is Kind.FUNDER]),
        )
    ):
        by_name.setdefault(name, []).append(key)
    return {name: ids[0] for name, ids in by_name.items() if len(ids) == 1}


def tidy(name: str) -> str:
    """A name without spaces too many."""
    return " ".join(name.split())
