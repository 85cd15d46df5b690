"""What does a new organisation do first, and which of it is done?"""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.bidding.models.bids import Bid
from marketplace.desk.queries.tasks import NOW, READER, TODAY, Values
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.organisations.models.directory import counted_on
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


def first_steps(values: Values) -> dict[UUID, list[FirstStep]]:
    """The steps of each organisation that the person owns: one query for all of them."""
    return {
        row.Organisation.id: _of_buyer(row) if row.Organisation.kind.buys else _of_supplier(row)
        for row in db.session.execute(_known(), values)
    }


@cache
def _known() -> Select[*tuple[Any, ...]]:
    """What there is of each."""
    stands = BankAccount.replaced_at.is_(None)
    people = select(func.count(Membership.person_id.distinct())).where(
        Membership.organisation_id == Organisation.id, Membership.ended_at.is_(None)
    )
    known = {
        "counted": counted_on(TODAY),
        "documents": _of(Document.organisation_id, Document.subject == "organisation"),
        "paid_into": _of(
            BankAccount.organisation_id, BankAccount.confirmed_at.is_not(None), stands
        ),
        "proposing": _of(BankAccount.organisation_id, BankAccount.confirmed_at.is_(None), stands),
        "in_company": people.scalar_subquery() > 1,
        "inviting": _of(
            Invitation.organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at > NOW,
        ),
        # groups: their hosts are paid for them
        "hosted": _of(Hosting.group_id, Hosting.state == HostingState.AGREED),
        "bidding": _of(Bid.organisation_id),
        "buying": _of(Tender.buyer_id),
        "posting": _of(Package.poster_id),
    }
    return select(Organisation, *(holds.label(name) for name, holds in known.items())).where(
        Organisation.id.in_(READER.organisations_as(Role.OWNER))
    )


def _of(column: InstrumentedAttribute[UUID], *conditions: ColumnElement[bool]) -> Exists:
    return exists().where(column == Organisation.id, *conditions)


def _of_supplier(known: Any) -> list[FirstStep]:
    steps = [
        FirstStep(
            "Say where you are paid", "bank_account.propose", known.paid_into,
            "Buyers pay into this account. A second person confirms it.",
            "Waits for a second person" if known.proposing else "",
        ),
        FirstStep(
            "Invite a colleague", "colleague.invite", known.in_company,
            "Somebody who can answer when you cannot.", _invited(known),
        ),
        FirstStep("Begin a bid", "bid.begin", known.bidding),
    ]  # fmt: skip
    if known.hosted:
        steps = steps[1:]
    if known.Organisation.kind.may_be_social_enterprise:
        steps.insert(
            0,
            FirstStep(
                "Show that you are a social enterprise", "document.add", known.counted,
                "You can bid now. What you are paid is counted once the broker has read your "
                "governing document or certificate and verified you.",
                _WITH_BROKER if known.documents else "",
            ),
        )  # fmt: skip
    return steps


def _of_buyer(known: Any) -> list[FirstStep]:
    is_public = known.Organisation.kind.is_contracting_authority
    meanwhile = "You can draft tenders meanwhile, and publish them afterwards."
    return [
        FirstStep(
            "Be approved as a buyer", "organisation.read", known.Organisation.approved_at is not None,
            f"The broker confirms who you are. {meanwhile if is_public else ''}".strip(),
            _WITH_BROKER,
        ),
        FirstStep(
            "Invite colleagues", "colleague.invite", known.in_company,
            f"Who buys, {'who scores bids, ' if is_public else ''}and who approves and pays invoices.",
            _invited(known),
        ),
        FirstStep(
            "Draft a tender", "tender.draft", known.buying,
            "From one of your published notices, or afresh.",
        )
        if is_public
        else FirstStep(
            "Post a package", "package.post", known.posting,
            "On one page: what is wanted, where, when and at what price. Then you invite "
            "enterprises.",
        ),
    ]  # fmt: skip


def _invited(known: Any) -> str:
    return "Waits for an answer" if known.inviting else ""
