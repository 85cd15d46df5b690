"""What bidders say of the conditions and assure is read by the buyer, and by nobody before."""

from datetime import timedelta

from flask import Flask

from marketplace.assessment.actions.evaluations import open_bids
from marketplace.engine import clock
from tests.cast import Cast, Make, client_of
from tests.tender_rows import with_conditions


def test_the_buyer_reads_it_once_the_bids_are_open_and_nobody_else_does(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, lots=1)
    with_conditions(tender, "Has cooked for 50 people a day.")
    bid = make.bid(tender, cast.bakery)
    home = f"/evaluations/{tender.id}"
    shown, tender_id, name = f"{home}/bids/{bid.id}/conditions", tender.id, cast.bakery.name
    assert client_of(app, cast.buyer).get(shown).status_code == 404
    clock.set_to(clock.now() + timedelta(days=31), stopped=True)
    open_bids(cast.buyer, tender_id)
    assert f'href="{shown}"' in client_of(app, cast.buyer).get(home).text
    text = client_of(app, cast.buyer).get(shown).text
    assert "1. Has cooked for 50 people a day." in text
    assert f"Met by {name}." in text
    assert "As the letter shows." in text
    assert "None intended" in text
    for other in (cast.baker, cast.gardener, cast.stranger):
        assert client_of(app, other).get(shown).status_code == 404
