"""How does a buyer really pay? A sentence that stands beside each of its tenders, kept for itself."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import current_app
from markupsafe import Markup

from marketplace.engine import clock
from marketplace.payments.queries.payable import payable_records
from marketplace.payments.queries.payers import promise_records
from marketplace.web.kept_pages import fragment


@fragment("buyer_id")
def records_of(buyer_ids: Iterable[UUID]) -> Mapping[UUID, Markup]:
    """The sentence of each of these buyers."""
    template = current_app.jinja_env.get_template("payments/payer_records/sentence.html")
    ids = list(buyer_ids)
    records, payable = promise_records(ids, clock.today()), payable_records(ids, clock.today())
    return {
        buyer_id: Markup(template.render(record=record, payable=payable.get(buyer_id)))  # noqa: S704 escaped by the template
        for buyer_id, record in records.items()
    }
