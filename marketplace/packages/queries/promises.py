"""What do the contracts of a development promise, and what of it is delivered?"""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.contracts.models.contracts import Contract, ContractClause
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.links import DevelopmentLink
from procurement.packages.jobs import JOBS


def promises_under(development_id: UUID, *, only_jobs: bool = False) -> Select[ContractClause]:
    """The promises of the contracts that belong to a development."""
    wanted = (
        select(ContractClause)
        .join(DevelopmentLink, DevelopmentLink.contract_id == ContractClause.contract_id)
        .where(DevelopmentLink.development_id == development_id)
    )
    return wanted.where(func.lower(ContractClause.unit).in_(JOBS)) if only_jobs else wanted


def listed_promises(
    development_id: UUID, beside: Beside, *, only_jobs: bool
) -> Stretch[tuple[ContractClause, str, str]]:
    """One page of them, each with its contract's title and supplier; the newest first."""
    wanted: Select[Any] = (
        promises_under(development_id, only_jobs=only_jobs)
        .join(Contract, Contract.id == ContractClause.contract_id)
        .join(Organisation, Organisation.id == Contract.supplier_id)
        .add_columns(Contract.title, Organisation.name)
    )
    return stretch_of(wanted, (ContractClause.id,), beside, descending=True)
