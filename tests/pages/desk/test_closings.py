"""An organisation leaves by its owner's hand, once it owes nobody anything."""

from flask import Flask
from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from tests.actions.payments.test_invoices import invoiced
from tests.cast import PASSWORD, Cast, Make, client_of
from tests.letters import letters


def test_an_organisation_with_open_business_is_not_closed_and_hears_what_is_open(
    app: Flask, make: Make, cast: Cast
) -> None:
    make.bid(make.tender(cast.council), cast.bakery)
    invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    owner, address = client_of(app, cast.baker), f"/organisations/{cast.bakery.id}/close"
    open_business = (
        "1 bid submitted and not decided",
        "1 contract running",
        "1 invoice not settled",
    )
    shown, refused = owner.get(address), owner.post(address)
    assert refused.status_code == 422
    for words in open_business:
        assert words in shown.text
        assert words in refused.text


def test_once_closed_nobody_answers_for_it_and_its_last_owner_can_be_erased(
    app: Flask, make: Make, cast: Cast
) -> None:
    clerk = make.member(cast.gardens, Role.FINANCE, name="Cleo Clerk")
    page = f"/organisations/{cast.gardens.id}"
    owner, address = client_of(app, cast.gardener), f"{page}/close"
    assert client_of(app, clerk).post(address).status_code == 403
    assert client_of(app, cast.baker).post(address).status_code == 404
    assert "It has no open business" in owner.get(address).text
    assert "is closed here" in owner.post(address, follow_redirects=True).text
    told = {letter.address for letter in letters() if letter.template == "organisation_closed"}
    assert told >= {"guy.gardener@example.org", "cleo.clerk@example.org", "bea.broker@example.org"}
    assert make.again(clerk).roles == make.again(cast.gardener).roles == frozenset()
    contact = select(Organisation.contact_email).where(Organisation.closed_at.is_not(None))
    assert db.session.scalars(contact).one() == ""
    public = app.test_client()
    assert "Closed here since" in public.get(page).text
    assert "Canal Gardens Society" not in public.get("/organisations").text
    assert "Canal Gardens Society" not in client_of(app, cast.broker).get("/broker").text
    answer = owner.post("/account/erase/now", data={"password": PASSWORD})
    assert answer.status_code == 302
