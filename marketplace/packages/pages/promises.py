"""What the contracts of a development promise, and what was paid under them."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.desk.queries.developments import (
    linked_contract,
    paid_contracts,
    received_under,
    sum_received,
)
from marketplace.packages.queries.developments import development_seen_by
from marketplace.packages.queries.promises import listed_promises
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page

pages = Blueprint("promises", __name__)


@pages.get("/developments/<uuid:development_id>/promises")
@kept
def index(development_id: UUID) -> ResponseReturnValue:
    return _promises(development_id, only_jobs=False)


@pages.get("/developments/<uuid:development_id>/jobs")
@kept
def jobs(development_id: UUID) -> ResponseReturnValue:
    return _promises(development_id, only_jobs=True)


@pages.get("/developments/<uuid:development_id>/money")
@kept
def money(development_id: UUID) -> ResponseReturnValue:
    """What social enterprises received under each contract."""
    development = get_or_404(development_seen_by(actor(), development_id))
    listed = paid_contracts(actor(), development.id, beside())
    return page(
        "packages/promises/money.html",
        development=development,
        listed=listed,
        total=sum_received(development.id),
    )


@pages.get("/developments/<uuid:development_id>/money/<uuid:contract_id>")
@kept
def received(development_id: UUID, contract_id: UUID) -> ResponseReturnValue:
    """Each sum that social enterprises received under one contract."""
    development = get_or_404(development_seen_by(actor(), development_id))
    contract = get_or_404(linked_contract(development.id, contract_id))
    return page(
        "packages/promises/received.html",
        development=development,
        contract=contract,
        listed=received_under(contract.id, beside()),
        total=sum_received(contract.id),
    )


def _promises(development_id: UUID, *, only_jobs: bool) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    return page(
        "packages/promises/index.html",
        development=development,
        listed=listed_promises(development.id, beside(), only_jobs=only_jobs),
        only_jobs=only_jobs,
    )
