"""What the contracts of a development promise, and what was paid under them."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.desk.queries.developments import paid_contracts
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
    listed = paid_contracts(development.id, beside())
    return page("packages/promises/money.html", development=development, listed=listed)


def _promises(development_id: UUID, *, only_jobs: bool) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    return page(
        "packages/promises/index.html",
        development=development,
        listed=listed_promises(development.id, beside(), only_jobs=only_jobs),
        only_jobs=only_jobs,
    )
