"""How long is it from an award until its supplier can be paid by the buyer?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy import and_, func, select, true

from invoicing.payments.payer_performance import median_days
from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.set_ups import SetUp
from marketplace.engine import db
from marketplace.packages.models.offers import AwardLetter
from marketplace.packages.models.packages import Package
from marketplace.payments.models.bank_accounts import BankAccount

FEWEST = 3
"""So many contracts must be known before a buyer is judged by them."""

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PayableRecord:
    """``days`` is the median of ``contracts`` of the last twelve months."""

    days: Fraction
    contracts: int


def payable_records(
    buyer_ids: Iterable[UUID], today: date, until: date | None = None
) -> dict[UUID, PayableRecord]:
    """Days from an award, or the letter of award of a package, until its supplier could be paid; of
    buyers with ``FEWEST`` such contracts or more. One query.

    Paid it can be once both sides have signed, a bank account of the supplier can be paid into, and
    the buyer’s own system knows it: contracts of which the buyer has not said since when do not count.
    ``until`` leaves out those that came so far after that day.
    """
    payable_from = (
        select(func.min(BankAccount.payable_from))
        .where(BankAccount.organisation_id == Contract.supplier_id)
        .scalar_subquery()
    )
    letter = (
        select(func.max(AwardLetter.given_at))
        .join(Package, Package.id == AwardLetter.package_id)
        .where(Package.contract_id == Contract.id)
        .scalar_subquery()
    )
    signed_at = func.greatest(Contract.buyer_signed_at, Contract.supplier_signed_at)
    awarded_on = func.coalesce(Award.published_on, db.london_day_of(letter))
    payable_on = func.greatest(db.london_day_of(signed_at), payable_from, SetUp.since)
    days = payable_on - awarded_on
    rows = db.session.execute(
        select(Contract.buyer_id, days, func.count())
        .outerjoin(Award, Award.id == Contract.award_id)
        .join(
            SetUp,
            and_(SetUp.buyer_id == Contract.buyer_id, SetUp.supplier_id == Contract.supplier_id),
        )
        .where(
            Contract.buyer_id.in_(list(buyer_ids)),
            awarded_on > today - _A_YEAR,
            true() if until is None else payable_on <= until,
            Contract.buyer_signed_at.is_not(None),
            Contract.supplier_signed_at.is_not(None),
            payable_from.is_not(None),
        )
        .group_by(Contract.buyer_id, days)
    )
    by_buyer: dict[UUID, dict[int, int]] = defaultdict(dict)
    for buyer_id, taken, count in rows:
        by_buyer[buyer_id][max(taken, 0)] = by_buyer[buyer_id].get(max(taken, 0), 0) + count
    known = {key: (median_days(taken), sum(taken.values())) for key, taken in by_buyer.items()}
    return {
        key: PayableRecord(middle, count)
        for key, (middle, count) in known.items()
        if middle is not None and count >= FEWEST
    }
