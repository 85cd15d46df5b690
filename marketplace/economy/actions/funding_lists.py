"""Grants and other funding entered from a list: judged row by row, entered all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from invoicing.economy.funding import entry_faults
from invoicing.spend.funding_list import ListedFunding
from marketplace.economy.actions.fundings import entered
from marketplace.economy.queries.fundings import (
    first_known,
    known_funders,
    known_key,
    known_keys,
    never_counted,
    not_counted,
)
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.queries.people import brokers
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier


@dataclass(frozen=True, slots=True)
class JudgedFunding:
    """A row with the enterprise it names; ``faults`` keep it out, ``is_known`` leaves it out."""

    listed: ListedFunding
    organisation: Organisation | None
    faults: tuple[str, ...]
    is_known: bool


def judged(rows: Sequence[ListedFunding], today: date) -> list[JudgedFunding]:
    """What would become of each row; a handful of queries, however many rows there are."""
    named = _named(rows)
    ids = {who.id for who in named.values()}
    known, since = known_keys(ids), first_known(ids)
    first_at: dict[tuple[UUID, object], int] = {}
    found = []
    for row in rows:
        who = named.get(row.enterprise.lower())
        faults, is_known = _faults(row, who, today), False
        if who is not None:
            if fault := never_counted(who, since, row.facts.received_on):
                faults.append(fault)
            key = known_key(row.facts)
            is_known = key in known[who.id]
            first = first_at.setdefault((who.id, key), row.row)
            if first != row.row:
                faults.append(f"It says the same as row {first}.")
        found.append(JudgedFunding(row, who, tuple(faults), is_known))
    return found


@action("funding_list.enter")
def enter_funding_list(act: Act, _: None, *, rows: Sequence[ListedFunding]) -> int:
    """Enter every row that is not there yet, or none: refuses while any row has a fault.

    Each counts once a broker has confirmed it, as one entered by hand does. The number entered.
    """
    named = {who.id for who in _named(rows).values()}
    db.session.execute(
        select(Organisation.id)
        .where(Organisation.id.in_(named))
        .order_by(Organisation.id)
        .with_for_update()
    )
    found = judged(rows, act.today)
    faulty = [one for one in found if one.faults]
    if faulty:
        raise Refusal(
            f"Nothing was entered yet: {len(faulty)} of {len(found)} rows cannot be taken. Mend "
            "them below, or take them out.",
            field="rows",
        )
    new = [one for one in found if not one.is_known]
    if not new:
        raise Refusal("Every row of this list is entered already.", field="rows")
    funders = known_funders([one.listed.facts.funder for one in new])
    added = [
        entered(act, one.organisation.id, one.listed.facts, funders)
        for one in new
        if one.organisation
    ]
    total = Money.total(row.amount for row in added)
    act.note(fundings=[row.id for row in added], amount=total)
    for broker in brokers():
        if broker != act.person_id:
            several = f"{len({row.organisation_id for row in added})} enterprises together"
            act.notify(broker, "funding_to_confirm", enterprise=several, amount=total)
    return len(added)


def _named(rows: Sequence[ListedFunding]) -> dict[str, Organisation]:
    """The organisations that the rows name by a number or by their exact name, in small letters."""
    numbers = {text: one for row in rows if (one := _number(text := row.enterprise.lower()))}
    by_number = {
        f"{scheme}-{identifier}": who
        for scheme, identifier, who in db.session.execute(
            select(OrganisationIdentifier.scheme, OrganisationIdentifier.identifier, Organisation)
            .join(Organisation, Organisation.id == OrganisationIdentifier.organisation_id)
            .where(
                OrganisationIdentifier.identifier.in_([one.identifier for one in numbers.values()]),
                Organisation.merged_into_id.is_(None),
            )
        )
    }
    found = {text: by_number[str(one)] for text, one in numbers.items() if str(one) in by_number}
    names = {row.enterprise.lower() for row in rows} - set(numbers)
    same: dict[str, list[Organisation]] = {}
    for who in db.session.scalars(
        select(Organisation).where(
            func.lower(Organisation.name).in_(names), Organisation.merged_into_id.is_(None)
        )
    ):
        same.setdefault(who.name.lower(), []).append(who)
    return found | {name: who[0] for name, who in same.items() if len(who) == 1}


def _number(text: str) -> Identifier | None:
    try:
        return Identifier.parse(text)
    except Refusal:
        return None


def _faults(row: ListedFunding, who: Organisation | None, today: date) -> list[str]:
    faults = list(row.unread.values())
    if who is None:
        faults.append(
            f"No enterprise here has the number or the name “{row.enterprise}”."
            if row.enterprise
            else "Say which enterprise received it."
        )
    elif not who.kind.may_be_social_enterprise:
        faults.append(not_counted(who.name))
    # A cell that could not be read is not said to be missing as well.
    lacking = [no for no in entry_faults(row.facts, today) if no.field not in row.unread]
    return faults + [str(no) for no in lacking]
