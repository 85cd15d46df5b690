"""Which packages under a contract or a development went to social enterprises of a place?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.engine import db
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.directory import address_on, counted_on
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.developments import Development
from marketplace.packages.models.packages import Package
from procurement.ground.calendar import london_moment
from procurement.organisations.place import Place
from procurement.packages.package import AWARDED


@dataclass(frozen=True, slots=True)
class Opportunities:
    """One page of them, the last posted first, how many there are, and the names of both sides."""

    listed: Stretch[tuple[Package, Contract]]
    count: int
    names: Mapping[UUID, str]
    above: Mapping[UUID, str]
    """Titles and names of the contracts and developments under which they stand."""

    def under(self, package: Package) -> str:
        """Under what it stands."""
        keys = (package.parent_contract_id, package.development_id)
        return "; ".join(self.above[key] for key in keys if key)


def supply_chain_opportunities(place: Place, first: date, last: date) -> int:
    """How many were written into a contract on one of these days, both included, with a verified
    social enterprise that traded in the place on that day, or with several of which one is such
    an enterprise. One query."""
    wanted = _wanted(place, first, last).with_only_columns(func.count())
    return db.session.scalar(wanted) or 0


def opportunities_in(place: Place, first: date, last: date, beside: Beside) -> Opportunities:
    """The same, a page at a time: five queries."""
    listed = stretch_of(_wanted(place, first, last), (Package.id,), beside, descending=True)
    sides = {key for row, below in listed.rows for key in (row.poster_id, below.supplier_id)}
    contracts = [row.parent_contract_id for row, _ in listed.rows]
    developments = [row.development_id for row, _ in listed.rows]
    above = {
        key: name
        for wanted in (
            select(Contract.id, Contract.title).where(Contract.id.in_(filter(None, contracts))),
            select(Development.id, Development.name).where(
                Development.id.in_(filter(None, developments))
            ),
        )
        for key, name in db.session.execute(wanted)
    }
    count = supply_chain_opportunities(place, first, last)
    return Opportunities(listed, count, names_of(sides), above)


def _wanted(place: Place, first: date, last: date) -> Select[Package, Contract]:
    """Awarded packages with their contracts."""
    written_on = db.london_day_of(Contract.prepared_at)
    of_the_place = (
        select(ContractShare.id)
        .join(Organisation, Organisation.id == ContractShare.organisation_id)
        .join(TradingAddress, TradingAddress.organisation_id == Organisation.id)
        .where(
            ContractShare.contract_id == Contract.id,
            TradingAddress.ward_code.in_(place.ward_codes),
            address_on(written_on),
            counted_on(written_on),
        )
        .exists()
    )
    after = last + timedelta(days=1) if last < date.max else last
    return (
        select(Package, Contract)
        .join(Contract, Contract.id == Package.contract_id)
        .where(
            Package.state.in_(AWARDED),
            or_(Package.parent_contract_id.is_not(None), Package.development_id.is_not(None)),
            Contract.prepared_at >= london_moment(first, time()),
            Contract.prepared_at < london_moment(after, time()),
            of_the_place,
        )
    )
