"""Which pledges stand on the page of a development, and what has come of each?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, literal, select

from invoicing.economy.pledge import Came, Progress, Stage, progress
from invoicing.economy.pledge import Pledge as PledgeFacts
from marketplace.economy.models.pledges import Pledge, PledgeStage, pledges_visible_to
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.db import london_day_of
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.developments import Development, developments_visible_to
from marketplace.packages.models.links import DevelopmentLink
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.models.payments import Allocation
from procurement.ground.money import Money

DAY_BEFORE_ENTRY = london_day_of(Pledge.entered_at) - 1
"""What was paid until then was no answer to a pledge."""


@dataclass(frozen=True, slots=True)
class PledgeShown:
    """A pledge, whose it is, and what the pledger has paid by the ledger."""

    row: Pledge
    pledger: str
    progress: Progress


def pledges_to(
    actor: Actor, development_id: UUID, today: date, beside: Beside
) -> Stretch[PledgeShown]:
    """One page of the pledges to a development, the newest first: three queries."""
    to = Pledge.development_id == development_id
    return _listed(pledges_visible_to(actor).where(to), today, beside)


def pledges_of(
    actor: Actor, organisation_id: UUID, today: date, beside: Beside
) -> Stretch[PledgeShown]:
    """One page of what an organisation has pledged to developments that this person may read of,
    the newest first: three queries."""
    read = developments_visible_to(actor).with_only_columns(Development.id)
    of = (Pledge.pledger_id == organisation_id, Pledge.development_id.in_(read))
    return _listed(pledges_visible_to(actor).where(*of), today, beside)


def pledge_shown(pledge: Pledge, today: date) -> PledgeShown:
    """One pledge: two queries."""
    return _shown([pledge], today)[0]


def pledge_seen_by(actor: Actor, pledge_id: UUID) -> Select[Pledge]:
    """One pledge, where this person may read it."""
    return pledges_visible_to(actor).where(Pledge.id == pledge_id)


def standing_pledge(development_id: UUID, pledger_id: UUID) -> Pledge | None:
    """What an organisation has pledged to a development and not withdrawn, confirmed or not."""
    return db.session.scalars(
        select(Pledge)
        .where(
            Pledge.pledger_id == pledger_id,
            Pledge.development_id == development_id,
            Pledge.withdrawn_at.is_(None),
        )
        .order_by(Pledge.id)
        .limit(1)
    ).one_or_none()


def development_of(pledge: Pledge) -> Development:
    """To what it was pledged."""
    return db.session.get_one(Development, pledge.development_id)


def _listed(wanted: Select[Pledge], today: date, beside: Beside) -> Stretch[PledgeShown]:
    page = stretch_of(wanted, (Pledge.id,), beside, descending=True)
    return Stretch(_shown([row for (row,) in page.rows], today), page.before, page.after)


def _shown(rows: Sequence[Pledge], today: date) -> list[PledgeShown]:
    names = names_of({row.pledger_id for row in rows})
    stages = _stages_of(rows, today)
    return [
        PledgeShown(row, names[row.pledger_id], _progress(row, stages[row.id], today))
        for row in rows
    ]


def _progress(row: Pledge, stages: Sequence[tuple[Stage, Came]], today: date) -> Progress:
    facts = PledgeFacts(row.made_on, tuple(stage for stage, _ in stages), row.source)
    return progress(facts, [came for _, came in stages], today)


def _stages_of(rows: Sequence[Pledge], today: date) -> Mapping[UUID, list[tuple[Stage, Came]]]:
    """The stages of each, in their order, each with what was paid by its day."""
    found = db.session.execute(
        select(PledgeStage, paid_by_stage(literal(today)), paid_by_stage(DAY_BEFORE_ENTRY))
        .join(Pledge, Pledge.id == PledgeStage.pledge_id)
        .where(Pledge.id.in_([row.id for row in rows]))
        .order_by(PledgeStage.pledge_id, PledgeStage.number)
    )
    stages: dict[UUID, list[tuple[Stage, Came]]] = {row.id: [] for row in rows}
    for stage, received, before in found:
        stages[stage.pledge_id].append((Stage(stage.amount, stage.by), Came(received, before)))
    return stages


def paid_by_stage(until: ColumnElement[date]) -> ScalarSelect[Money]:
    """What the pledger had paid to social enterprises under the development's contracts by the day
    of a stage, and until another day, as part of a query of pledges and their stages."""
    return (
        select(func.coalesce(func.sum(LedgerEntry.amount), 0))
        .join(Allocation, Allocation.id == LedgerEntry.allocation_id)
        .join(Invoice, Invoice.id == Allocation.invoice_id)
        .join(DevelopmentLink, DevelopmentLink.contract_id == Invoice.contract_id)
        .where(
            DevelopmentLink.development_id == Pledge.development_id,
            LedgerEntry.buyer_id == Pledge.pledger_id,
            LedgerEntry.received_on.between(Pledge.made_on, func.least(PledgeStage.by, until)),
        )
        .correlate(Pledge, PledgeStage)
        .scalar_subquery()
    )
