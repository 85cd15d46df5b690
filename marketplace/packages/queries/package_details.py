"""What stands on the page of a package beside its own row?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.documents import Document, DocumentVersion
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.developments import Development, developments_visible_to
from marketplace.packages.models.offers import AwardLetter, ChoiceTakenBack
from marketplace.packages.models.packages import (
    Package,
    PackageChange,
    PackageClause,
    PackageInvitation,
    PackageQuestion,
)
from marketplace.packages.queries.above import passed_on_by
from marketplace.packages.queries.package_documents import clauses_of, documents_of_package
from marketplace.packages.queries.package_history import changes_of, taken_back_of
from marketplace.packages.queries.package_parties import in_joint_offers, invited_to
from marketplace.packages.queries.packages import hold, questions_of, takes_offers
from procurement.contracts.contract import ContractState
from procurement.contracts.pass_down import PassDownTerms


@dataclass(frozen=True, slots=True)
class PackageDetails:
    """What a package’s page says beside its own row."""

    poster: str
    development: Development | None
    parent_title: str
    """The title of the contract it is a part of, for its poster’s people; empty for others."""
    documents: Sequence[tuple[Document, DocumentVersion]]
    answered: Sequence[PackageQuestion]
    waiting: Sequence[PackageQuestion]
    """Not answered yet: all of them for the poster, else those of the person’s organisations."""
    invited: Sequence[tuple[PackageInvitation, str]]
    """With the name of each: all of them for the poster, else those of the person’s organisations."""
    joint: Mapping[UUID, str]
    """For the poster: whose offer an invited enterprise is a member of, by the enterprise."""
    takes_offers: bool
    is_signed: bool
    """Whether both sides have signed its contract, for its poster’s people; False for others."""
    clauses: Sequence[PackageClause]
    changes: Sequence[PackageChange]
    from_above: PassDownTerms
    taken_back: Sequence[tuple[ChoiceTakenBack, AwardLetter]]
    """Choices of offers that the person may read."""


def details_of(actor: Actor, package: Package, now: datetime) -> PackageDetails:
    """Six queries; one more for its poster, of a development, below a contract and once changed, and
    for its poster another below a contract and with a contract."""
    posts = actor.has(package.poster_id, Role.BUYER)
    questions = questions_of(package.id)
    own = actor.organisations
    parent = ""
    if posts and package.parent_contract_id is not None:
        parent = db.session.get_one(Contract, package.parent_contract_id).title
    hold([package], now)
    return PackageDetails(
        poster=names_of([package.poster_id])[package.poster_id],
        development=_development(actor, package),
        parent_title=parent,
        documents=documents_of_package(package.id),
        answered=[row for row in questions if row.answered_at],
        waiting=[
            row
            for row in questions
            if not row.answered_at and (posts or row.organisation_id in own)
        ],
        invited=invited_to(package.id, None if posts else own),
        joint=in_joint_offers(package.id) if posts else {},
        takes_offers=takes_offers(package, now),
        is_signed=posts and _is_signed(package),
        clauses=clauses_of(package.id),
        changes=changes_of(package.id) if package.version > 1 else (),
        from_above=passed_on_by(package),
        taken_back=taken_back_of(actor, package.id),
    )


def _is_signed(package: Package) -> bool:
    if package.contract_id is None:
        return False
    state = db.session.get_one(Contract, package.contract_id).state
    return state is not ContractState.AWAITING_SIGNATURE


def _development(actor: Actor, package: Package) -> Development | None:
    if package.development_id is None:
        return None
    return db.session.scalars(
        developments_visible_to(actor).where(Development.id == package.development_id)
    ).one_or_none()
