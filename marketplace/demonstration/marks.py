"""What somebody of the demonstration has read who acts on it, as the forms of its pages say it."""

from uuid import UUID

from marketplace.engine import db
from marketplace.packages.models.offers import Offer
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.makeable import as_read
from marketplace.packages.queries.offers import last_rounds


def offer_read(offer: UUID) -> str:
    """An offer as it is written, and the package that it answers."""
    row = db.session.get_one(Offer, offer, populate_existing=True)
    return as_read(row, db.session.get_one(Package, row.package_id, populate_existing=True))


def round_read(offer: UUID) -> str:
    """What was said last of an offer."""
    return str(last_rounds([offer])[offer].number)
