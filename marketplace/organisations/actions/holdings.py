"""What an enterprise holds: noted with its last day, renewed, removed, and reminded of."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.documents import Upload, attach
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.documents import Document, Visibility
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.profiles import Holding
from marketplace.organisations.queries.people import people_of
from marketplace.organisations.queries.profiles import holdings_held
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.holding import (
    HoldingKind,
    check_holding,
    refuse_more_holdings,
    reminder_days,
)

_IN_THE_MORNING = time(8)


@dataclass(frozen=True, slots=True)
class HoldingTerms:
    """What is typed of a holding; ``is_public`` says who may read the certificate, if there is one."""

    kind: HoldingKind
    name: str = ""
    amount: Money | None = None
    expires_on: date | None = None
    certificate: Upload | None = None
    is_public: bool = False


@action("holding.add")
def add_holding(act: Act, organisation: Organisation, *, terms: HoldingTerms) -> Holding:
    """Note what the organisation holds; those who keep its profile are reminded before it ends."""
    if not organisation.kind.supplies:
        raise Refusal("Only an organisation that supplies says here what it holds.")
    refuse_more_holdings(holdings_held(organisation.id))
    row = Holding(organisation_id=organisation.id, added_at=act.now, kind=terms.kind)
    _write(act, row, terms)
    return row


@action("holding.renew")
def renew_holding(act: Act, holding: Holding, *, terms: HoldingTerms) -> Holding:
    """Write it anew: a new last day, another sum. Its kind stays what it was."""
    if terms.kind is not holding.kind:
        raise Refusal("Remove this one and add the other: the two are not the same.", field="kind")
    _write(act, holding, terms)
    flag_modified(holding, "name")  # who may read its certificate is a change of it too
    return holding


@action("holding.remove")
def remove_holding(act: Act, holding: Holding) -> None:
    """Take it off the profile; a certificate stays among the organisation's documents."""
    act.note(kind=holding.kind, expires_on=holding.expires_on)
    db.session.delete(holding)
    keep_organisations(holding.organisation_id)


@action("holding.remind_of")
def remind_of_holding(act: Act, holding: Holding, *, expires_on: date) -> bool:
    """Tell those who keep the profile that it ends; False where it was renewed meanwhile."""
    if holding.expires_on != expires_on:
        return False
    organisation = db.session.get_one(Organisation, holding.organisation_id)
    for person_id in people_of([organisation.id], Role.BID_WRITER):
        act.notify(
            person_id,
            "holding_ends",
            holding_id=holding.id,
            organisation=organisation.name,
            kind=holding.kind.value,
            holding=holding.name,
            expires_on=expires_on,
        )
    return True


def _write(act: Act, row: Holding, terms: HoldingTerms) -> None:
    check_holding(terms.kind, terms.name, terms.amount, terms.expires_on, act.today)
    row.name, row.amount = " ".join(terms.name.split()), terms.amount
    row.expires_on = terms.expires_on
    if terms.certificate is not None:
        row.document_id = _kept(act, row, terms, terms.certificate)
    elif row.document_id is not None:
        _show_as_said(row.document_id, is_public=terms.is_public)
    act.add(row)
    keep_organisations(row.organisation_id)
    for day in reminder_days(row.expires_on, act.today):
        act.enqueue(
            "remind_of_ending",
            at=london_moment(day, _IN_THE_MORNING),
            once=f"holding:{row.id}:{row.expires_on}:{day}",
            holding_id=row.id,
            expires_on=row.expires_on,
        )


def _show_as_said(document_id: UUID, *, is_public: bool) -> None:
    """Let everybody read the certificate that is there, or no longer. Refuses to open a sealed one."""
    document = db.session.get_one(Document, document_id, with_for_update=True)
    if is_public and document.visibility is Visibility.SEALED:
        raise Refusal(
            "This certificate is sealed among your documents. Choose a file that everybody may "
            "read, or leave this out.",
            field="is_public",
        )
    if is_public:
        document.visibility = Visibility.PUBLIC
    elif document.visibility is Visibility.PUBLIC:
        document.visibility = Visibility.SHARED


def _kept(act: Act, row: Holding, terms: HoldingTerms, file: Upload) -> UUID:
    """The certificate, among the organisation's documents: the next version of the one that is
    there, and a document of its own beside one that is sealed, whose versions stay unread."""
    visibility = Visibility.PUBLIC if terms.is_public else Visibility.SHARED
    words = row.kind.value.replace("_", " ").capitalize()
    what = f"{words}: {row.name}" if row.name else words
    earlier = db.session.get(Document, row.document_id) if row.document_id else None
    is_sealed = earlier is not None and earlier.visibility is Visibility.SEALED
    version = attach(
        act,
        row.organisation_id,
        "organisation",
        row.organisation_id,
        what,
        visibility,
        file,
        document_id=None if is_sealed else row.document_id,
    )
    return version.document_id
