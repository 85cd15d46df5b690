"""An organisation leaves by its owner's hand, once it owes nobody anything."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from tests.actions.payments.test_invoices import invoiced
from tests.buttons import press
from tests.cast import PASSWORD, Cast, Make, client_of
from tests.development_rows import made_development, made_pledge
from tests.hosting_rows import for_group, hosted, made_group
from tests.letters import letters
from tests.package_rows import Poster, accepts, together, written


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


def test_a_group_and_its_host_stay_while_they_are_bound_and_the_group_while_a_contract_names_it(
    app: Flask, make: Make, cast: Cast
) -> None:
    group, singer = made_group(make)
    row, mine = hosted(cast, group).id, group.id
    contract = make.contract(cast.council, cast.gardens, "100.00")
    for_group(contract, group)
    for who, organisation_id in ((cast.baker, cast.bakery.id), (singer, mine)):
        refused = client_of(app, who).post(f"/organisations/{organisation_id}/close")
        assert refused.status_code == 422
        assert "1 hosting asked for or agreed" in refused.text
    client = client_of(app, singer)
    client.post(f"/hostings/{row}/end")
    refused = client.post(f"/organisations/{mine}/close")
    assert "1 contract running" in refused.text
    assert "1 hosting" not in refused.text


def test_what_it_wants_done_offers_builds_and_has_promised_keeps_it_open(
    app: Flask, make: Make, cast: Cast
) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    lead, member = client_of(app, cast.baker), client_of(app, cast.gardener)
    path = written(lead, home, cast.bakery)
    together(lead, path, (cast.bakery, "60"), (cast.gardens, "40"))
    accepts(member, path)
    assert press(lead, path, "make").status_code == 302
    development = made_development(poster.organisation)
    made_pledge(development, poster.organisation, [("100", clock.today())])
    made_development(poster.organisation, ends_on=clock.today() - timedelta(days=1))
    made_pledge(development, poster.organisation, [("100", clock.today() - timedelta(days=1))])
    for who, organisation, waiting in (
        (lead, cast.bakery, ["1 offer made and not under contract"]),
        (member, cast.gardens, ["1 offer made and not under contract"]),
        (poster.browser, poster.organisation, [
            "1 package posted and not under contract", "1 development being built",
            "1 pledge to be kept or withdrawn",
        ]),
    ):  # fmt: skip
        refused = who.post(f"/organisations/{organisation.id}/close")
        assert refused.status_code == 422
        for words in waiting:
            assert words in refused.text
