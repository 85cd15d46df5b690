"""Grants and other outside funding: entered with evidence, confirmed by the broker, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from invoicing.economy.funding import FundingFacts, before_entering
from marketplace.economy.actions.entries import enter_confirmed
from marketplace.economy.models.fundings import Funding
from marketplace.economy.queries.fundings import (
    brokered_by,
    entry_of,
    first_known,
    known_funders,
    known_key,
    known_keys,
    never_counted,
    not_counted,
    tidy,
)
from marketplace.engine import db
from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action
from marketplace.organisations.actions.documents import Upload, attach
from marketplace.organisations.models.documents import DocumentVersion, ScanState, Visibility
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import is_counted
from marketplace.organisations.queries.people import brokers
from marketplace.organisations.queries.whereabouts import inside
from marketplace.payments.models.ledger import LedgerEntry
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@action("funding.enter")
def enter_funding(
    act: Act,
    organisation: Organisation,
    *,
    funder_name: str,
    source: str,
    amount: Money | None,
    received_on: date | None,
    theme: str,
    purpose: str,
    file: Upload | None = None,
) -> Funding:
    """Enter money that an enterprise received, with the letter or statement that proves it.

    It counts once the broker has confirmed it. Refuses what is entered already: the
    organisation's row is locked, so two people who enter the same wait for each other.
    """
    facts = FundingFacts(funder_name, source, amount, received_on, theme, purpose)
    before_entering(facts, act.today)
    if not organisation.kind.may_be_social_enterprise:
        raise Refusal(not_counted(organisation.name))
    if fault := never_counted(organisation, first_known([organisation.id]), received_on):
        raise Refusal(fault, field="received_on")
    if known_key(facts) in known_keys([organisation.id])[organisation.id]:
        raise Refusal(
            f"{amount} from {facts.funder.strip()} received on that day is entered already. If "
            "there were two payments of the same sum, enter them as one."
        )
    row = entered(act, organisation.id, facts, known_funders([facts.funder]))
    if file is not None:
        row.document_id = attach(
            act,
            organisation.id,
            "funding",
            row.id,
            "Evidence of funding",
            Visibility.SHARED,
            file,
        ).document_id
    act.note(funding=row.id, amount=amount, received_on=received_on)
    for broker in brokers():
        if broker != act.person_id:
            act.notify(broker, "funding_to_confirm", enterprise=organisation.name, amount=amount)
    return row


def entered(
    act: Act, organisation_id: UUID, facts: FundingFacts, funders: Mapping[str, UUID]
) -> Funding:
    """Remember a funding that was judged fit, within an action; ``funders`` are the known ones."""
    name = tidy(facts.funder)
    return act.add(
        Funding(
            organisation_id=organisation_id,
            funder_id=funders.get(name.lower()),
            funder_name=name,
            source=facts.source,
            amount=facts.amount,
            received_on=facts.received_on,
            theme=facts.theme,
            purpose=facts.purpose.strip(),
            entered_by=act.person_id,
            entered_at=act.now,
        )
    )


@action("funding.confirm")
def confirm_funding(act: Act, funding: Funding) -> LedgerEntry:
    """Confirm that the money arrived; from now on it counts, where the enterprise stood that day.

    Only a broker of a place that the enterprise was inside may do it. Refuses where it
    was not a verified social enterprise, or inside no known place, on the day.
    """
    _refuse_done(funding)
    if funding.confirmed_at is not None:
        raise Refusal("This funding is confirmed already.")
    name = db.session.get_one(Organisation, funding.organisation_id).name
    trading = inside(funding.organisation_id, funding.received_on)
    day = f"{funding.received_on:%-d %B %Y}"
    if not trading.places:
        raise Refusal(
            f"{name} did not trade from inside a known place on {day}, so this money cannot be "
            "counted. Check its address on that day."
        )
    if not is_counted(funding.organisation_id, funding.received_on):
        raise Refusal(
            f"{name} was not a verified social enterprise on {day}, so this money is not counted."
        )
    _check_broker(act, trading.places)
    entry = enter_confirmed(act, funding, trading, has_document=_has_document(funding))
    funding.confirmed_by, funding.confirmed_at = act.person_id, act.now
    act.note(entry=entry.id, evidence=entry.evidence)
    if funding.entered_by != act.person_id:
        act.notify(funding.entered_by, "funding_confirmed", enterprise=name, amount=funding.amount)
    return entry


@action("funding.withdraw")
def withdraw_funding(act: Act, funding: Funding, *, reason: str) -> None:
    """Take back a funding that was wrong; its line leaves the ledger, and the audit record keeps its sum."""
    _refuse_done(funding)
    if funding.entered_by != act.person_id:
        _check_broker(act, inside(funding.organisation_id, funding.received_on).places)
    if not reason.strip():
        raise Refusal("Say why it is withdrawn: the reason is kept.", field="reason")
    entry = entry_of(funding.id)
    if entry is not None:
        act.note(entry=entry.id, amount=entry.amount, places=entry.places)
        db.session.execute(delete(LedgerEntry).where(LedgerEntry.id == entry.id))
    funding.withdrawn_at, funding.withdrawn_because = act.now, reason.strip()
    if funding.entered_by != act.person_id:
        act.notify(
            funding.entered_by,
            "funding_withdrawn",
            funder=funding.funder_name,
            amount=funding.amount,
            reason=funding.withdrawn_because,
        )


def _refuse_done(funding: Funding) -> None:
    if funding.withdrawn_at is not None:
        raise Refusal("This funding was withdrawn.")


def _check_broker(act: Act, places: Sequence[str]) -> None:
    """Only who is the broker of one of these places may go on."""
    if not brokered_by(act.actor) & set(places):
        raise NotAllowed(act.verb)


def _has_document(funding: Funding) -> bool:
    """Whether a document proves it. Refuses while the scanner has not cleared it."""
    if funding.document_id is None:
        return False
    scan = db.session.scalars(
        select(DocumentVersion.scan)
        .where(DocumentVersion.document_id == funding.document_id)
        .order_by(DocumentVersion.number.desc())
        .limit(1)
    ).one()
    if scan is ScanState.QUARANTINED:
        raise Refusal("The document is still being checked for viruses. Try again in a minute.")
    if scan is ScanState.INFECTED:
        raise Refusal(
            "The document is not safe. Withdraw this funding and ask for it to be entered again."
        )
    return True
