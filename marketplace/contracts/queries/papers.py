"""What exactly do the two sides of a contract sign, and what is kept of it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.awards import Award
from marketplace.bidding.models.bids import Bid, BidVersion
from marketplace.contracts.models.contracts import (
    Contract,
    ContractClause,
    ContractKind,
    ContractShare,
    Milestone,
)
from marketplace.contracts.models.papers import ContractPaper
from marketplace.contracts.models.pass_downs import PassDown
from marketplace.contracts.queries.performance import indicators_of
from marketplace.engine.db import session
from marketplace.engine.plain import plain
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.queries.people import names_of_people
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.tendering.queries.tender_versions import fingerprint_of
from procurement.contracts.contract import ContractState
from procurement.contracts.precedence import Part, standing_order
from procurement.ground.exact import in_full

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A contract with the rows that are signed with it."""

    contract: Contract
    shares: Sequence[ContractShare]
    milestones: Sequence[Milestone]
    promises: Sequence[ContractClause]
    proposed: PassDown | None
    """What its buyer proposed to be passed on, before anybody signed."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The document of a contract as it stands: what it says, and the PDF that is kept of it."""

    row: ContractPaper | None
    content: Content
    mark: str
    """SHA-256 of what it says: what a signature binds to."""
    stage: str
    """Which PDF would be the right one now: of what, with which signatures."""

    @property
    def has_pdf(self) -> bool:
        return bool(self.row and self.row.kept and self.row.printed_of == self.stage)

    @property
    def order(self) -> list[str]:
        """Its parts in words, the one that prevails first; empty where no order was agreed."""
        return standing_order(self.content["precedence"], parts_in(self.content))


@dataclass(frozen=True, slots=True)
class Signature:
    """One side of the document; ``name`` and the rest are empty until it has signed."""

    side: str
    organisation: str
    name: str
    role: str
    at: Any
    mark: str


def paper_of(agreed: Agreed) -> Paper:
    """As both sides would sign it now; from the first signature on, as that side signed it."""
    contract = agreed.contract
    row = kept_paper(contract.id)
    content = row.content if row is not None and row.content else _written(agreed, row)
    mark = fingerprint_of(content)
    return Paper(row, content, mark, stage_of(contract, mark))


def paper_shown(agreed: Agreed) -> Paper | None:
    """The same, while it can be signed or where it was: a contract that was signed before such a
    document was kept, by an order, or by nobody, has none."""
    row = kept_paper(agreed.contract.id)
    is_open = agreed.contract.state is ContractState.AWAITING_SIGNATURE
    was_signed = row is not None and row.buyer_mark and row.supplier_mark and row.content
    return paper_of(agreed) if is_open or was_signed else None


def kept_paper(contract_id: UUID) -> ContractPaper | None:
    return session.scalars(
        select(ContractPaper).where(ContractPaper.contract_id == contract_id)
    ).one_or_none()


def stage_of(contract: Contract, mark: str) -> str:
    """Another one where what is signed, or who has signed it, is another."""
    signed = (contract.buyer_signed_at, contract.supplier_signed_at)
    return " ".join([mark, *("unsigned" if at is None else "signed" for at in signed)])


def parts_in(content: Content) -> set[Part]:
    """Which of the parts a contract has."""
    has = {
        Part.DOCUMENTS: content["documents"],
        Part.PROMISES: content["promises"],
        Part.BID: content["bid"],
    }
    return {part for part in Part if has.get(part, True)}


def signatures_of(contract: Contract, paper: Paper) -> list[Signature]:
    """The buyer’s and the supplier’s, with who gave each; one query."""
    names = names_of_people(
        key for key in (contract.buyer_signed_by, contract.supplier_signed_by) if key
    )
    erased = "Somebody whose details were erased"
    row = paper.row
    return [
        Signature(
            "Buyer",
            paper.content["buyer"]["name"],
            names.get(contract.buyer_signed_by, erased) if contract.buyer_signed_by else "",
            "who buys for it",
            contract.buyer_signed_at,
            row.buyer_mark if row else "",
        ),
        Signature(
            "Supplier",
            paper.content["supplier"]["name"],
            names.get(contract.supplier_signed_by, erased) if contract.supplier_signed_by else "",
            "an owner of it",
            contract.supplier_signed_at,
            row.supplier_mark if row else "",
        ),
    ]


def _written(agreed: Agreed, row: ContractPaper | None) -> Content:
    """Everything that is signed, spelled so that it is the same bytes each time."""
    contract, shares = agreed.contract, agreed.shares
    parties = _parties(
        {contract.buyer_id, contract.supplier_id, *(share.organisation_id for share in shares)}
        | ({contract.for_group_id} if contract.for_group_id else set())
    )
    tender_documents, bid = _of_the_award(contract)
    written: Content = plain(
        {
            "contract": contract.id,
            "title": contract.title,
            "buyer": parties[contract.buyer_id],
            "supplier": parties[contract.supplier_id],
            "for_group": parties[contract.for_group_id] if contract.for_group_id else None,
            "value_pence": contract.value,
            "payment_days": contract.payment_days,
            "order_number": contract.order_number,
            "starts_on": contract.starts_on,
            "ends_on": contract.ends_on,
            "beyond": contract.beyond,
            "terms": contract.terms,
            "members": [
                {"name": parties[one.organisation_id]["name"], "share": in_full(one.share),
                 "work": one.work}
                for one in shares
            ],
            "milestones": [
                {"number": one.number, "title": one.title, "due_on": one.due_on,
                 "amount_pence": one.amount, "is_retention": one.is_retention}
                for one in agreed.milestones
            ],
            "promises": [
                {"text": one.text, "promised": in_full(one.promised), "unit": one.unit,
                 "method": one.method, "proof": one.proof, "due_on": one.due_on}
                for one in agreed.promises
            ],
            "indicators": [
                {"number": one.number, "title": one.title, "target": one.target,
                 "measured": one.measured}
                for one in indicators_of(contract.id)
            ],
            "passed_on": agreed.proposed and _passed_on(agreed.proposed),
            "documents": [*tender_documents, *(row.enclosed if row else ())],
            "bid": bid,
            "precedence": row.precedence if row else [],
        }
    )  # fmt: skip
    if contract.kind is ContractKind.FRAMEWORK:
        return {**written, "kind": contract.kind.value}
    return written


def _passed_on(row: PassDown) -> dict[str, Any]:
    shares = (row.social_share, row.labour_share)
    social, labour = (None if share is None else in_full(share) for share in shares)
    return {
        "id": row.id,
        "payment_days": row.payment_days,
        "social_share": social,
        "labour_share": labour,
    }


def _parties(ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    """Each with its name and its numbers in registers: one query."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, OrganisationIdentifier)
        .outerjoin(
            OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id
        )
        .where(Organisation.id.in_(ids))
        .order_by(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier)
    )
    parties: dict[UUID, dict[str, Any]] = {}
    for key, name, number in rows:
        party = parties.setdefault(key, {"name": name, "numbers": []})
        if number is not None:
            party["numbers"].append(f"{number.scheme}-{number.identifier}")
    return parties


def _of_the_award(contract: Contract) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """The documents of the tender with their versions, and the bid that won as it arrived: what it
    answers is bound by its SHA-256, and read where each side reads it already."""
    if contract.award_id is None:
        return [], None
    award = session.get_one(Award, contract.award_id)
    documents = [
        {
            "kind": one.kind,
            "file_name": one.newest.file_name,
            "number": one.newest.number,
            "sha256": one.newest.sha256,
        }
        for one in documents_of_tender(award.tender_id)
    ]
    version = session.scalars(
        select(BidVersion)
        .join(Bid, (Bid.id == BidVersion.bid_id) & (Bid.version == BidVersion.number))
        .where(Bid.id == award.bid_id)
    ).one_or_none()
    if version is None:
        return documents, None
    return documents, {
        "number": version.number,
        "received_at": version.received_at,
        "sha256": version.sha256,
    }
