"""Has this word of Stripe's been acted on before, and when did it happen? It takes effect once."""

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert

from marketplace.engine import clock, db
from marketplace.engine.act import Act
from marketplace.gateways.stripe import Event
from marketplace.payments.models.payments import StripeEvent
from procurement.ground.calendar import london_day


def is_new(act: Act, event: Event | None) -> bool:
    """Keep the event; False where it came before. True where Stripe was asked and told no event."""
    if event is None:
        return True
    kept = db.session.scalar(
        insert(StripeEvent)
        .values(event_id=event.id, kind=event.kind, received_at=act.now, body=_kept(event))
        .on_conflict_do_nothing()
        .returning(StripeEvent.event_id)
    )
    return kept is not None


def happened_at(act: Act, event: Event | None) -> datetime:
    """When what Stripe tells happened, by our clock; now where it was asked and told no event."""
    return act.now if event is None else min(clock.as_of(event.at), act.now)


def happened_on(act: Act, event: Event | None) -> date:
    """The day in London on which it happened."""
    return london_day(happened_at(act, event))


def _kept(event: Event) -> dict[str, object]:
    """What of an event is kept: ids and sums, nothing of the person who paid."""
    wanted = ("id", "object", "amount", "amount_refunded", "amount_total", "currency",
              "payment_intent", "payment_status", "status", "client_reference_id")  # fmt: skip
    return {
        "account": event.account,
        "object": {
            key: value
            for key, value in event.object.items()
            if key in wanted and isinstance(value, str | int)
        },
    }
