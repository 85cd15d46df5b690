"""Products and services: a page each, found by buyers, sold at markets, alone or by a consortium."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from marketplace.engine import clock
from marketplace.engine.access import Role
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.order_rows import number_of, offered
from tests.pages.organisations.test_organisations import words_of

TYPED = {
    "name": "Hot lunch", "about": "Soup and bread for a meeting.", "theme": "food", "unit": "meal",
    "lowest": "5", "highest": "7.50", "miles": "5",
    "brought_on-day": "2", "brought_on-month": "11", "brought_on-year": "2026",
}  # fmt: skip


def added(app: Flask, cast: Cast, **changed: str) -> str:
    """The address of a product of the bakery."""
    address = f"/organisations/{cast.bakery.id}/products/new"
    answer = client_of(app, cast.baker).post(address, data=TYPED | changed)
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def test_everybody_reads_and_finds_what_is_offered(app: Flask, cast: Cast) -> None:
    path = added(app, cast)
    said = words_of(client_of(app, None).get(path).text)
    for words in (
        "Price £5.00 to £7.50 for each meal, without VAT",
        "Offered by Harbour Bakery CIC",
        "Brought within 5 miles of its address",
        "Brought to market 2 November 2026",
        "First sale None noted here yet",
        "Sign in to order this",
    ):
        assert words in said
    for query, is_there in (
        ("", True), ("text=lunches", True), ("text=lucnh", True), ("theme=food", True),
        ("theme=retail", False), ("place=birmingham", True), ("place=sandwell", False),
        ("text=boat", False),
    ):  # fmt: skip
        listed = client_of(app, None).get(f"/products?{query}").text
        assert (path in listed) == is_there, query
    assert path in client_of(app, None).get(f"/organisations/{cast.bakery.id}/products").text


def test_what_is_changed_or_withdrawn_is_found_no_longer(app: Flask, cast: Cast) -> None:
    path, baker = added(app, cast), client_of(app, cast.baker)
    assert (
        baker.post(
            path + "/edit", data=TYPED | {"name": "Cold supper", "revision": "1"}
        ).status_code
        == 302
    )
    assert path not in client_of(app, None).get("/products?text=lunch").text
    assert path in client_of(app, None).get("/products?text=supper").text
    assert baker.post(path + "/withdraw").status_code == 302
    assert path not in client_of(app, None).get("/products?text=supper").text
    assert client_of(app, None).get(path).status_code == 404
    assert "Taken off the market" in baker.get(path).text
    refused = baker.post(path + "/edit", data=TYPED | {"revision": "2"})
    assert "This product was withdrawn." in refused.text


def test_of_two_who_change_it_the_second_is_told_and_loses_nothing(app: Flask, cast: Cast) -> None:
    path, baker = added(app, cast), client_of(app, cast.baker)
    first = TYPED | {"name": "Cold supper", "revision": "1"}
    assert baker.post(path + "/edit", data=first).status_code == 302
    second = TYPED | {"name": "Warm supper", "revision": "1"}
    late = baker.post(path + "/edit", data=second)
    assert late.status_code == 422
    assert "Somebody else saved a change while you were working on this." in late.text
    assert 'value="Warm supper"' in late.text
    assert "Cold supper" in late.text
    assert baker.post(path + "/edit", data=second | {"revision": "2"}).status_code == 302


def test_what_is_sold_at_a_market_is_its_first_sale(app: Flask, cast: Cast) -> None:
    path, baker = added(app, cast), client_of(app, cast.baker)
    for day, market in (("20", "Canal market"), ("7", "Summer fair")):
        sale = {"market": market, "amount": "120", "sold_on-day": day, "sold_on-month": "11",
                "sold_on-year": "2026"}  # fmt: skip
        assert baker.post(path + "/sales/new", data=sale).status_code == 302
    said = words_of(client_of(app, None).get(path).text)
    assert "First sale 7 November 2026" in said
    assert "Summer fair 7 November 2026 £120.00" in said
    first = re.findall(r"/sales/([-0-9a-f]+)/remove", baker.get(path).text)[-1]
    assert baker.post(f"{path}/sales/{first}/remove").status_code == 302
    assert "First sale 20 November 2026" in words_of(client_of(app, None).get(path).text)
    early = {"market": "Fair", "amount": "1", "sold_on-day": "1", "sold_on-month": "11",
             "sold_on-year": "2026"}  # fmt: skip
    refused = baker.post(path + "/sales/new", data=early)
    assert refused.status_code == 422
    assert 'id="sold_on-error"' in refused.text
    assert 'value="Fair"' in refused.text


def test_a_consortium_offers_it_once_all_take_part(app: Flask, cast: Cast) -> None:
    path = added(
        app, cast,
        **{"members-0-number": number_of(cast.gardens), "members-0-share": "40",
           "members-0-work": "Vegetables"},
    )  # fmt: skip
    assert client_of(app, None).get(path).status_code == 404
    assert client_of(app, cast.cleaner).get(path).status_code == 404
    (letter,) = letters_to("guy.gardener@example.org")
    assert "for 40% of the price: Vegetables" in letter.body
    gardener = client_of(app, cast.gardener)
    assert "Say whether you offer it together: Hot lunch" in gardener.get("/my").text
    join = gardener.get(path).text.partition(f'action="{path}/members/')[2].split('"')[0]
    assert client_of(app, cast.baker).post(f"{path}/members/{join}").status_code == 403
    assert gardener.post(f"{path}/members/{join}").status_code == 302
    said = words_of(client_of(app, None).get(path).text)
    assert "Harbour Bakery CIC Leads 60%" in said
    assert "Canal Gardens Society Vegetables 40%" in said
    assert path in client_of(app, None).get("/products").text


def asked(app: Flask, cast: Cast) -> tuple[str, str]:
    """A product that the gardens are asked to offer too, and the address of their part."""
    told = {"members-0-number": number_of(cast.gardens), "members-0-share": "40"}
    path = added(app, cast, **told)
    page = client_of(app, cast.gardener).get(path).text
    return path, path + "/members/" + re.findall(r"/members/([-0-9a-f]+)/accept", page)[0]


def test_who_is_asked_says_no_and_the_lead_is_told(app: Flask, cast: Cast) -> None:
    path, part = asked(app, cast)
    gardener = client_of(app, cast.gardener)
    assert f'href="{part}/decline"' in gardener.get(path).text
    for other in (cast.baker, cast.cleaner):
        assert client_of(app, other).post(f"{part}/decline").status_code in (403, 404)
    assert "Nobody will see its page" in gardener.get(f"{part}/decline").text
    assert gardener.post(f"{part}/decline").status_code == 302
    (letter,) = letters_to("beth.baker@example.org")
    assert letter.subject == "Canal Gardens Society takes no part in “Hot lunch”"
    said = words_of(client_of(app, cast.baker).get(path).text)
    assert "Canal Gardens Society Takes no part" in said
    assert "Taken off the market" in said
    assert "Say whether you offer it together" not in gardener.get("/my").text
    assert "This product was withdrawn." in gardener.post(f"{part}/accept").text
    assert "This product was withdrawn." in gardener.post(f"{part}/decline").text
    assert client_of(app, None).get(path).status_code == 404


def test_who_leaves_takes_it_off_the_market(app: Flask, cast: Cast) -> None:
    path, part = asked(app, cast)
    gardener = client_of(app, cast.gardener)
    assert gardener.post(f"{part}/accept").status_code == 302
    assert path in client_of(app, None).get("/products?text=lunch").text
    assert "Leave this product" in gardener.get(path).text
    assert gardener.post(f"{part}/decline").status_code == 302
    assert path not in client_of(app, None).get("/products?text=lunch").text


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"lowest": "0"}, "lowest", "must be more than £0"),
        ({"highest": "4"}, "highest", "must not be below the lowest"),
        ({"brought_on-year": "2027"}, "brought_on", "not one to come"),
        ({"miles": "0"}, "miles", "Enter from 1 to 500 miles"),
        (
            {"members-0-number": "GB-COH-99999999", "members-0-share": "5"},
            "members",
            "is here with",
        ),
        ({"members-0-number": "the gardens", "members-0-share": "5"}, "members", "is not an org"),
        ({"members-0-number": "GB-COH-99999999"}, "members", "Enter the share of each member"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, changed: dict[str, str], field: str, sentence: str
) -> None:
    address = f"/organisations/{cast.bakery.id}/products/new"
    answer = client_of(app, cast.baker).post(address, data=TYPED | changed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="#{field}"' in answer.text
    assert "Soup and bread for a meeting." in answer.text


def test_nobody_else_changes_it_and_who_only_buys_offers_nothing(
    app: Flask, cast: Cast, make: Make
) -> None:
    path = added(app, cast)
    for other in (cast.gardener, cast.buyer, cast.broker):
        assert client_of(app, other).post(path + "/withdraw").status_code == 403
        assert client_of(app, other).get(path + "/edit").status_code == 403
    owner = make.member(cast.council, Role.OWNER, name="Olive Owner")
    address = f"/organisations/{cast.council.id}/products/new"
    assert (
        "Only an organisation that supplies" in client_of(app, owner).post(address, data=TYPED).text
    )


def test_the_products_of_who_is_not_verified_are_not_public(
    app: Flask, cast: Cast, make: Make
) -> None:
    group = make.organisation(Kind.COMMUNITY_BUSINESS, "Kite Makers")
    product = offered(make.member(group, Role.OWNER), group, name="Kites")
    path = f"/products/{product.id}"
    for who, is_there in ((None, False), (cast.stranger, False), (cast.buyer, True)):
        assert (client_of(app, who).get(path).status_code == 200) == is_there
        assert (path in client_of(app, who).get("/products").text) == is_there
    clock.set_to(clock.now() + timedelta(days=1))
    assert client_of(app, cast.buyer).get(path).status_code == 200
