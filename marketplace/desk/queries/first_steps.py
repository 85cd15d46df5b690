"""What does a new organisation do first, and which of it is done?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.organisations.models.documents import Document
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.people import Invitation, Membership
from marketplace.packages.models.packages import Package
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.tendering.models.tenders import Tender
from procurement.organisations.hosting import HostingState

_WITH_BROKER = "With the broker"


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step: its words, the verb that takes it, and whether it is taken; ``note`` says why.

    ``waits`` says for whom it waits, where the organisation has done its own part.
    """

    words: str
    verb: str
    is_done: bool
    note: str = ""
    waits: str = ""


def first_steps(
    organisations: Sequence[tuple[Organisation, bool]], now: datetime
) -> dict[UUID, list[FirstStep]]:
    """The steps of each organisation, with whether it is counted; nine queries for all of them."""
    ids = [organisation.id for organisation, _ in organisations]
    if not ids:
        return {}
    known = _Known(
        documents=_having(Document.organisation_id, ids, Document.subject == "organisation"),
        paid_into=_having(
            BankAccount.organisation_id,
            ids,
            BankAccount.confirmed_at.is_not(None),
            BankAccount.replaced_at.is_(None),
        ),
        proposing=_having(
            BankAccount.organisation_id,
            ids,
            BankAccount.confirmed_at.is_(None),
            BankAccount.replaced_at.is_(None),
        ),
        in_company=_in_company(ids),
        inviting=_having(
            Invitation.organisation_id,
            ids,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > now,
        ),
        hosted=_having(Hosting.group_id, ids, Hosting.state == HostingState.AGREED),
        bidding=_having(Bid.organisation_id, ids),
        buying=_having(Tender.buyer_id, ids),
        posting=_having(Package.poster_id, ids),
    )
    return {
        organisation.id: _of_buyer(organisation, known)
        if organisation.kind.buys
        else _of_supplier(organisation, is_counted, known)
        for organisation, is_counted in organisations
    }


@dataclass(frozen=True, slots=True)
class _Known:
    """Of which organisations each holds."""

    documents: set[UUID]
    paid_into: set[UUID]
    proposing: set[UUID]
    in_company: set[UUID]
    inviting: set[UUID]
    hosted: set[UUID]
    """Groups: their hosts are paid for them."""
    bidding: set[UUID]
    buying: set[UUID]
    posting: set[UUID]


def _of_supplier(organisation: Organisation, is_counted: bool, known: _Known) -> list[FirstStep]:
    steps = [
        FirstStep(
            "Say where you are paid", "bank_account.propose", organisation.id in known.paid_into,
            "Buyers pay into this account. A second person confirms it.",
            "Waits for a second person" if organisation.id in known.proposing else "",
        ),
        FirstStep(
            "Invite a colleague", "colleague.invite", organisation.id in known.in_company,
            "Somebody who can answer when you cannot.", _invited(organisation, known),
        ),
        FirstStep("Begin a bid", "bid.begin", organisation.id in known.bidding),
    ]  # fmt: skip
    if organisation.id in known.hosted:
        steps = steps[1:]
    if organisation.kind.may_be_social_enterprise:
        steps.insert(
            0,
            FirstStep(
                "Show that you are a social enterprise", "document.add", is_counted,
                "You can bid now. What you are paid is counted once the broker has read your "
                "governing document or certificate and verified you.",
                _WITH_BROKER if organisation.id in known.documents else "",
            ),
        )  # fmt: skip
    return steps


def _of_buyer(organisation: Organisation, known: _Known) -> list[FirstStep]:
    is_public = organisation.kind.is_contracting_authority
    meanwhile = "You can draft tenders meanwhile, and publish them afterwards."
    return [
        FirstStep(
            "Be approved as a buyer", "organisation.read", organisation.approved_at is not None,
            f"The broker confirms who you are. {meanwhile if is_public else ''}".strip(),
            _WITH_BROKER,
        ),
        FirstStep(
            "Invite colleagues", "colleague.invite", organisation.id in known.in_company,
            "Who buys, who scores bids, and who approves and pays invoices.",
            _invited(organisation, known),
        ),
        FirstStep(
            "Draft a tender", "tender.draft", organisation.id in known.buying,
            "From one of your published notices, or afresh.",
        )
        if is_public
        else FirstStep(
            "Post a package", "package.post", organisation.id in known.posting,
            "On one page: what is wanted, where, when and at what price. Then you invite "
            "enterprises.",
        ),
    ]  # fmt: skip


def _invited(organisation: Organisation, known: _Known) -> str:
    return "Waits for an answer" if organisation.id in known.inviting else ""


def _having(
    column: InstrumentedAttribute[UUID], ids: Sequence[UUID], *conditions: ColumnElement[bool]
) -> set[UUID]:
    return set(db.session.scalars(select(column).where(column.in_(ids), *conditions).distinct()))


def _in_company(ids: Sequence[UUID]) -> set[UUID]:
    """Those that more than one person belongs to."""
    rows = db.session.scalars(
        select(Membership.organisation_id)
        .where(Membership.organisation_id.in_(ids), Membership.ended_at.is_(None))
        .group_by(Membership.organisation_id)
        .having(func.count(Membership.person_id.distinct()) > 1)
    )
    return set(rows)
