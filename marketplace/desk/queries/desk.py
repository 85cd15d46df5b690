"""What waits for the broker?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import aliased

from marketplace.desk.models.claims import Claim, ClaimState
from marketplace.desk.queries.conversations import Waiting, waiting_conversations
from marketplace.desk.queries.troubles import Troubles, troubles
from marketplace.economy.models.fundings import Funding, fundings_visible_to
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.directory import BUYERS, counted_on, is_here
from marketplace.organisations.models.documents import Document, documents_visible_to
from marketplace.organisations.models.evidence_requests import EvidenceRequest, awaits_evidence
from marketplace.organisations.models.organisations import Organisation, Verification
from marketplace.organisations.models.people import Membership, PersonDetails
from marketplace.organisations.queries.evidence_requests import open_requests
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.queries.bank_accounts import BankChange, bank_changes, to_hasten
from procurement.organisations.organisation import Kind

_SOON = timedelta(days=60)
SOCIAL = [kind for kind in Kind if kind.may_be_social_enterprise]


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits, each the oldest first; ``expiring`` within sixty days, with the last good day."""

    claims: Sequence[Row[Claim, Organisation, str, str]]
    buyers: list[Organisation]
    enterprises: Sequence[Row[Organisation, bool]]
    """Each with whether it has a document for the broker to read; those that have first."""
    asked_for_evidence: Sequence[Row[EvidenceRequest, Organisation]]
    """They have sent none yet: nothing waits for the broker."""
    expiring: Sequence[Row[Organisation, date]]
    bank_accounts: Sequence[BankChange]
    to_hasten: Sequence[Row[BankAccount, Organisation]]
    conversations: Waiting
    """Those the person reads: a next step is overdue, or nothing was noted for thirty days."""
    fundings: int
    """How many grants and other sums wait for confirmation."""
    troubles: Troubles

    @property
    def count(self) -> int:
        """How many things wait for a decision or for help."""
        waiting = (self.claims, self.buyers, self.enterprises, self.bank_accounts, self.to_hasten)
        return (
            self.fundings + self.conversations.count + self.troubles.count + sum(map(len, waiting))
        )


def waiting(actor: Actor, today: date) -> Desk:
    """Everything that waits for the broker: fourteen queries, however much it is."""
    return Desk(
        _claims(),
        _buyers(),
        _unverified(actor, today),
        open_requests(),
        _expiring(today),
        _lone_bank_accounts(),
        to_hasten(today),
        waiting_conversations(actor, today),
        _fundings(actor),
        troubles(actor, today),
    )


def _claims() -> Sequence[Row[Claim, Organisation, str, str]]:
    return db.session.execute(
        select(Claim, Organisation, PersonDetails.name, PersonDetails.email)
        .join(Organisation, Organisation.id == Claim.organisation_id)
        .join(PersonDetails, PersonDetails.person_id == Claim.person_id, isouter=True)
        .where(Claim.state == ClaimState.ASKED)
        .order_by(Claim.asked_at)
    ).all()


def _present() -> Select[Organisation]:
    return (
        select(Organisation)
        .where(
            Organisation.claimed_at.is_not(None),
            is_here(),
        )
        .order_by(Organisation.created_at)
    )


def _buyers() -> list[Organisation]:
    return list(
        db.session.scalars(
            _present().where(Organisation.kind.in_(BUYERS), Organisation.approved_at.is_(None))
        )
    )


def _unverified(actor: Actor, today: date) -> Sequence[Row[Organisation, bool]]:
    """Enterprises that nobody ever looked at, or whose evidence is over; not the revoked, and not
    those that were asked for evidence and have not sent any."""
    revoked = exists().where(
        Verification.organisation_id == Organisation.id, Verification.revoked_at.is_not(None)
    )
    has_document = (
        documents_visible_to(actor)
        .where(Document.subject == "organisation", Document.subject_id == Organisation.id)
        .exists()
    )
    return db.session.execute(
        _present()
        .where(Organisation.kind.in_(SOCIAL), ~counted_on(today), ~revoked, ~awaits_evidence())
        .add_columns(has_document)
        .order_by(None)
        .order_by(has_document.desc(), Organisation.claimed_at)
    ).all()


def _expiring(today: date) -> Sequence[Row[Organisation, date]]:
    other = aliased(Verification)
    later = exists().where(
        other.organisation_id == Organisation.id,
        other.revoked_at.is_(None),
        other.expires_on > today + _SOON,
    )
    return db.session.execute(
        select(Organisation, Verification.expires_on)
        .join(Verification, Verification.organisation_id == Organisation.id)
        .where(
            Verification.revoked_at.is_(None),
            Verification.expires_on.between(today, today + _SOON),
            ~later,
        )
        .order_by(Verification.expires_on)
    ).all()


def _fundings(actor: Actor) -> int:
    waiting = fundings_visible_to(actor).where(
        Funding.confirmed_at.is_(None), Funding.withdrawn_at.is_(None)
    )
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def _lone_bank_accounts() -> Sequence[BankChange]:
    """Proposed accounts for which the organisation itself has no second person."""
    second = exists().where(
        Membership.organisation_id == BankAccount.organisation_id,
        Membership.person_id != BankAccount.proposed_by,
        Membership.role.in_([Role.OWNER, Role.FINANCE]),
        Membership.ended_at.is_(None),
    )
    proposed = db.session.execute(
        select(BankAccount, Organisation)
        .join(Organisation, Organisation.id == BankAccount.organisation_id)
        .where(BankAccount.confirmed_at.is_(None), BankAccount.replaced_at.is_(None), ~second)
        .order_by(BankAccount.proposed_at)
    ).all()
    return bank_changes(proposed)
