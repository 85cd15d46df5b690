"""What does not look like Stripe's word, though rightly signed, is refused in words, and lost never."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import sampled_from
from sqlalchemy import func, select

from marketplace.engine import db
from marketplace.payments.models.payments import CardDispute, Payment, StripeEvent
from tests.actions.payments.test_checkouts import approved, begun, connected
from tests.cast import Cast, Make
from tests.pages.test_access_matrix import nothing_stays
from tests.stripe_server import Stripe

ODD: list[Any] = [
    None, True, -1, 0, 10**30, 1.5, float("nan"), "", "\x00", "\ud800", "x" * 3_000, [], [1], {},
    {"id": []}, {"object": None},
]  # fmt: skip
"""What stands in no field of an event, or says nothing there."""


class Gone:
    """A field that is missing."""


@pytest.fixture
def told(cast: Cast, make: Make, local: Stripe) -> dict[str, str]:
    """What Stripe says, each once and not told yet: paid, disputed, refunded, a refund failed."""
    connected((cast.baker, cast.bakery))
    url = begun(cast, approved(cast, make)).url
    send = local.hub.send
    local.pay(url)
    (payment,) = db.session.scalars(select(Payment)).all()
    intent = local.hub.objects[payment.outside_reference]
    local.lose_webhooks()
    local.hub.dispute(intent, 1000)
    refund = local.refund_in_dashboard(payment.outside_reference, 2500)
    local.hub.fail_refund(local.hub.objects[refund["id"]])
    local.hub.send = send
    db.session.remove()
    return {json.loads(body)["type"]: body for body in local.hub.undelivered}


def places(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field of an event, however deep."""
    yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))


def with_odd(body: str, path: tuple[str, ...], odd: Any) -> str:
    """The event with something else in one place."""
    event = json.loads(body)
    if not path:
        return json.dumps(None if odd is Gone else odd)
    holder = event
    for name in path[:-1]:
        holder = holder[name]
    if odd is Gone:
        del holder[path[-1]]
    else:
        holder[path[-1]] = odd
    return json.dumps(event)


def post(app: Flask, local: Stripe, body: str | bytes) -> tuple[int, str]:
    raw = body.encode() if isinstance(body, str) else body
    signature = local.hub.sign(raw.decode("utf-8", "replace"))
    answer = app.test_client().post(
        "/stripe/webhook", data=raw, headers={"Stripe-Signature": signature}
    )
    assert answer.mimetype == "text/plain"
    return answer.status_code, answer.text


def test_an_odd_word_of_stripe_s_is_refused_in_words_and_its_right_one_is_taken_after(
    app: Flask, told: dict[str, str], local: Stripe
) -> None:
    events = select(func.count()).select_from(StripeEvent)
    ways = [(kind, path) for kind, body in told.items() for path in places(json.loads(body))]
    assert len(ways) > 50

    @settings(max_examples=150, suppress_health_check=list(HealthCheck))
    @given(sampled_from(ways), sampled_from([Gone, *ODD]))
    def holds(way: tuple[str, tuple[str, ...]], odd: Any) -> None:
        kind, path = way
        with nothing_stays():
            before = db.session.scalar(events)
            status, said = post(app, local, with_odd(told[kind], path, odd))
            assert status in {200, 400}, (path, odd)
            taken = db.session.scalar(events) != before
            assert taken == (said == "Taken.")
            assert taken or post(app, local, told[kind]) == (200, "Taken."), (path, odd)

    holds()


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff", b"", b"7" * 5_000, b"[]", b"null"])
def test_what_is_no_event_at_all_is_refused_in_words(
    app: Flask, local: Stripe, body: bytes
) -> None:
    status, said = post(app, local, body)
    assert status == 400
    assert said.endswith(".")


def test_a_dispute_in_the_words_of_another_version_is_not_answered_as_taken(
    app: Flask, told: dict[str, str], local: Stripe
) -> None:
    event = json.loads(told["charge.dispute.created"])
    del event["data"]["object"]["amount"]
    event["api_version"] = "2031-01-01"
    event["data"]["object"]["amount_details"] = {"value": 1000}
    status, said = post(app, local, json.dumps(event))
    assert (status, said) == (
        400,
        "This was not taken. amount is not a whole number from 0 to 999999999999.",
    )
    assert db.session.scalars(select(CardDispute)).all() == []
    assert post(app, local, told["charge.dispute.created"]) == (200, "Taken.")


def test_a_word_about_an_account_or_a_kind_that_is_not_ours_is_answered(
    app: Flask, told: dict[str, str], local: Stripe
) -> None:
    body = json.loads(told["charge.refunded"])
    for odd in ({"account": "acct_other"}, {"type": "payout.paid"}):
        assert post(app, local, json.dumps(body | odd)) == (200, "Nothing here is about that.")
