"""How an organisation numbers its invoices and credit notes: the beginning and the first are its own."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from invoicing.billing.number_series import refuse_series
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import InvoiceKind, InvoiceNumber
from marketplace.payments.queries.number_series import series_of, used_prefixes


@action("number_series.choose")
def choose_number_series(
    act: Act, organisation: Organisation, *, kind: InvoiceKind, prefix: str, first: int
) -> None:
    """Begin another series of numbers; those given already stay as they are."""
    of_its_own = InvoiceNumber.organisation_id == organisation.id
    db.session.execute(select(InvoiceNumber).where(of_its_own).with_for_update())
    others = [row.beginning for row in series_of(organisation.id) if row.kind is not kind]
    refuse_series(prefix, first, [*others, *used_prefixes(organisation.id)])
    chosen = {"prefix": prefix, "first": first, "last": first - 1}
    db.session.execute(
        insert(InvoiceNumber)
        .values(organisation_id=organisation.id, kind=kind, **chosen)
        .on_conflict_do_update(index_elements=["organisation_id", "kind"], set_=chosen)
    )
    act.note(kind=kind, prefix=prefix, first=first)
