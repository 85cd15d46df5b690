"""Orders: from the page of a product to an invoice that is paid, within limits and the law."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.products import Product, ProductMember
from marketplace.packages.actions import orders
from marketplace.packages.actions.orders import OrderTerms
from marketplace.packages.models.orders import Order
from marketplace.payments.actions import payment_words
from marketplace.payments.actions.credit_notes import credit_invoice
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Payment
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.order_rows import allowed, offered, ordered
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import paid, sent

OF_THE_ACT = re.compile(
    r"Procurement Act|notice is owed|owes a notice|standstill|regime|threshold", re.I
)


@pytest.fixture
def lunch(cast: Cast) -> Product:
    """What the bakery offers from £5.00 to £7.50."""
    return offered(cast.baker, cast.bakery)


@pytest.fixture
def developer(make: Make) -> Organisation:
    return make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd", "B18 4DF")


def typed(buyer: Organisation, quantity: str = "40", **changed: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=10)
    return {
        "buyer": str(buyer.id), "quantity": quantity, "price": "6", "words": "To the site hut.",
        "order_number": "PO-7", "wanted_on-day": str(day.day), "wanted_on-month": str(day.month),
        "wanted_on-year": str(day.year), **changed,
    }  # fmt: skip


def place(app: Flask, who: Actor, buyer: Organisation, product: Product, **changed: str) -> str:
    """The address of an order that is placed."""
    answer = client_of(app, who).post(f"/products/{product.id}/order", data=typed(buyer, **changed))
    assert answer.status_code == 302, answer.text
    return str(answer.location)


def test_from_the_page_of_a_product_to_a_paid_invoice(
    app: Flask, cast: Cast, make: Make, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.OWNER, name="Dee Developer")
    page = client_of(app, who).get(f"/products/{lunch.id}").text
    assert f'href="/products/{lunch.id}/order"' in page
    limits = {"per_order": "500", "per_supplier": "1000"}
    address = f"/organisations/{developer.id}/order-limits"
    assert client_of(app, who).post(address, data=limits).status_code == 302
    path = place(app, who, developer, lunch)
    (letter,) = letters_to("beth.baker@example.org")
    assert letter.subject == "Dairy Homes Ltd orders 40 × Hot lunch"
    baker = client_of(app, cast.baker)
    assert "Accept or decline the order: 40 × Hot lunch" in words_of(baker.get("/my").text)
    accepted = baker.post(path + "/accept")
    assert accepted.status_code == 302
    assert "has accepted your order" in letters_to("dee.developer@example.org")[0].subject
    contract = db.session.scalars(select(Contract).where(Contract.title == "Hot lunch")).one()
    assert (contract.value, contract.payment_days, contract.regime) == (Money(240_00), 7, "private")
    assert (contract.order_number, contract.award_id) == ("PO-7", None)
    assert contract.buyer_signed_by == who.person_id
    assert contract.supplier_signed_by == cast.baker.person_id
    said = words_of(client_of(app, who).get(str(accepted.location)).text)
    assert "40 × Hot lunch (meal) at £6.00 each without VAT, £240.00 in all" in said
    assert "To the site hut." in said
    milestone = re.search(r"milestones/([-0-9a-f]+)/", baker.get(str(accepted.location)).text)
    assert milestone
    work = f"{accepted.location}/milestones/{milestone[1]}"
    assert baker.post(work + "/claim").status_code == 302
    assert client_of(app, who).post(work + "/accept").status_code == 302
    (invoice,) = sent(contract)
    assert invoice.due_on == clock.today() + timedelta(days=7)
    assert "None noted here yet" in client_of(app, None).get(f"/products/{lunch.id}").text
    clock.set_to(clock.now() + timedelta(days=6))
    (payment,) = paid([invoice])
    assert db.session.get_one(Invoice, invoice.id).paid_on == clock.today()
    page = words_of(client_of(app, None).get(f"/products/{lunch.id}").text)
    assert "First sale 29 November 2026" in page
    payment_words.deny_payment(cast.baker, payment.id, reason="It never came.")
    payment_words.take_back_payment(who, payment.id, reason="A slip.")
    assert db.session.get_one(Payment, payment.id).taken_back_because == "A slip."
    page = words_of(client_of(app, None).get(f"/products/{lunch.id}").text)
    assert "First sale None noted here yet" in page


def delivered(app: Flask, who: Actor, baker: Actor, path: str) -> Contract:
    """The contract of an order that is accepted and delivered."""
    page = str(client_of(app, baker).post(path + "/accept").location)
    milestone = re.search(r"milestones/([-0-9a-f]+)/", client_of(app, baker).get(page).text)
    assert milestone
    work = f"{page}/milestones/{milestone[1]}"
    assert client_of(app, baker).post(work + "/claim").status_code == 302
    assert client_of(app, who).post(work + "/accept").status_code == 302
    return db.session.get_one(Contract, UUID(page.rpartition("/")[2]))


def test_a_sale_whose_invoice_is_taken_back_is_the_first_no_longer(
    app: Flask, cast: Cast, make: Make, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.OWNER, name="Dee Developer")
    allowed(developer, "500", "1000", who)
    contracts = [delivered(app, who, cast.baker, place(app, who, developer, lunch)) for _ in "12"]
    path, invoices = f"/products/{lunch.id}", []
    for number, contract in enumerate(contracts):
        clock.set_to(clock.now() + timedelta(days=1))
        invoices += sent(contract)
        paid(invoices[-1:], reference=f"BACS {number}")
    assert "First sale 24 November 2026" in words_of(client_of(app, None).get(path).text)
    credit_invoice(cast.baker, invoices[0].id, reason="Wrong meals.")
    assert "First sale 25 November 2026" in words_of(client_of(app, None).get(path).text)
    credit_invoice(cast.baker, invoices[1].id, reason="Wrong meals too.")
    assert "First sale None noted here yet" in words_of(client_of(app, None).get(path).text)
    clock.set_to(clock.now() + timedelta(days=1))
    paid(sent(contracts[0]), reference="BACS 3")
    assert "First sale 26 November 2026" in words_of(client_of(app, None).get(path).text)


def test_until_an_owner_says_how_much_nothing_can_be_ordered(
    app: Flask, cast: Cast, make: Make, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.BUYER)
    page = words_of(client_of(app, who).get(f"/products/{lunch.id}/order").text)
    assert "an owner of it has to say first how much may be ordered" in page
    answer = client_of(app, who).post(f"/products/{lunch.id}/order", data=typed(developer))
    assert answer.status_code == 422
    assert "An owner of your organisation sets it." in answer.text
    assert "To the site hut." in answer.text
    address = f"/organisations/{developer.id}/order-limits"
    assert client_of(app, who).post(address, data={}).status_code == 403
    assert client_of(app, cast.baker).get(address).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"price": "4.99"}, "price", "Its price is from £5.00 to £7.50 without VAT"),
        ({"price": "7.51"}, "price", "Its price is from £5.00 to £7.50 without VAT"),
        ({"quantity": "0"}, "quantity", "Enter how many you order, more than 0."),
        ({"quantity": "84"}, "quantity", "allows £500.00 for one order"),
        ({"wanted_on-year": "2025"}, "wanted_on", "Enter a day from today on."),
    ],
)
def test_what_cannot_be_ordered_is_refused_at_its_field_and_nothing_typed_is_lost(
    app: Flask, make: Make, developer: Organisation, lunch: Product,
    changed: dict[str, str], field: str, sentence: str,
) -> None:  # fmt: skip
    who = make.member(developer, Role.BUYER)
    allowed(developer, "500", "1000", who)
    address = f"/products/{lunch.id}/order"
    answer = client_of(app, who).post(address, data=typed(developer, **changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "To the site hut." in answer.text
    assert not db.session.scalars(select(Order)).all()


def test_orders_of_one_supplier_count_together_for_twelve_months(
    app: Flask, cast: Cast, make: Make, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.BUYER)
    allowed(developer, "500", "1000", who)
    for _ in range(4):
        last = place(app, who, developer, lunch)
    refused = client_of(app, who).post(f"/products/{lunch.id}/order", data=typed(developer))
    assert "With the £960.00 ordered of this supplier in the last twelve months" in refused.text
    assert client_of(app, who).post(last + "/withdraw").status_code == 302
    place(app, who, developer, lunch)
    clock.set_to(clock.now() + timedelta(days=366))
    place(app, who, developer, lunch)


def test_an_authority_orders_below_a_notice_and_is_told_not_to_split(
    app: Flask, cast: Cast, lunch: Product
) -> None:
    allowed(cast.council, "100000", "100000", cast.buyer)
    address = f"/products/{lunch.id}/order"
    page = words_of(client_of(app, cast.buyer).get(address).text)
    assert "From £30,000 with VAT Midborough Council owes a notice before it buys." in page
    assert "a purchase must not be split to stay below" in page
    contract = place(app, cast.buyer, cast.council, lunch, quantity="4000")
    refused = client_of(app, cast.buyer).post(address, data=typed(cast.council, "167"))
    assert refused.status_code == 422
    assert "This comes to £30,002.40 with VAT with the £28,800.00 ordered" in refused.text
    place(app, cast.buyer, cast.council, lunch, quantity="166")
    client_of(app, cast.baker).post(contract + "/accept")
    assert db.session.scalars(select(Contract.regime)).one() == "below"


def test_no_word_of_the_act_stands_on_the_way_of_a_private_organisation(
    app: Flask, cast: Cast, make: Make, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.OWNER)
    allowed(developer, "500", "1000", who)
    order = place(app, who, developer, lunch)
    for address in (
        f"/products/{lunch.id}", "/products", f"/products/{lunch.id}/order", order, "/orders",
        f"/organisations/{developer.id}/order-limits",
    ):  # fmt: skip
        text = words_of(client_of(app, who).get(address).text)
        assert not OF_THE_ACT.search(text), address


def test_the_page_of_the_limits_says_what_it_takes_for_granted(
    app: Flask, cast: Cast, make: Make, developer: Organisation
) -> None:
    owner = make.member(cast.council, Role.OWNER, name="Olive Owner")
    address = f"/organisations/{cast.council.id}/order-limits"
    said = words_of(client_of(app, owner).get(address).text)
    assert "owes a notice from that amount: " in said
    assert "It is taken for an authority outside central government." in said
    assert "it is taken at 20%, the standard rate" in said
    assert "in the 365 days before" in said
    who = make.member(developer, Role.OWNER)
    private = client_of(app, who).get(address.replace(str(cast.council.id), str(developer.id)))
    assert "Your limits are without VAT." in private.text
    assert "the standard rate" not in private.text


def test_an_order_is_declined_with_a_reason(
    app: Flask, cast: Cast, make: Make, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.BUYER, name="Dee Developer")
    path = f"/orders/{ordered(developer, lunch, who).id}"
    baker = client_of(app, cast.baker)
    assert baker.post(path + "/decline", data={"reason": ""}).status_code == 422
    assert baker.post(path + "/decline", data={"reason": "The oven is broken."}).status_code == 302
    (letter,) = letters_to("dee.developer@example.org")
    assert "The oven is broken." in letter.body
    assert "The oven is broken." in client_of(app, who).get(path).text
    assert baker.post(path + "/accept").status_code == 422
    assert client_of(app, who).post(path + "/withdraw").status_code == 422


def test_what_comes_next_stands_first_on_an_order_and_its_contract(
    app: Flask, make: Make, cast: Cast, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.OWNER, name="Dee Developer")
    allowed(developer, "500", "1000", who)
    path = place(app, who, developer, lunch)
    baker = client_of(app, cast.baker)
    page = baker.get(path).text
    assert page.index("Accept the order") < page.index("Purchase-order number")
    contract = baker.get(str(baker.post(f"{path}/accept").location)).text
    assert contract.index("is done</button>") < contract.index("Purchase-order number")


def test_nobody_else_reads_or_answers_an_order(
    app: Flask, cast: Cast, make: Make, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.BUYER)
    path = f"/orders/{ordered(developer, lunch, who).id}"
    rival = make.member(make.organisation(Kind.PRIVATE_DEVELOPER), Role.OWNER)
    writer = make.member(cast.bakery, Role.BID_WRITER)
    for other in (rival, cast.gardener, cast.buyer, cast.broker):
        assert client_of(app, other).get(path).status_code == 404
        assert client_of(app, other).post(path + "/accept").status_code == 404
    assert client_of(app, writer).post(path + "/accept").status_code == 403
    assert client_of(app, who).post(path + "/accept").status_code == 403
    assert client_of(app, cast.baker).post(path + "/withdraw").status_code == 403
    assert path in client_of(app, cast.baker).get("/orders").text
    assert path not in client_of(app, rival).get("/orders").text


def test_nobody_orders_of_themselves(app: Flask, cast: Cast, make: Make, lunch: Product) -> None:
    path = f"/products/{lunch.id}"
    both = make.joins(cast.baker, cast.gardens, Role.BUYER)
    assert client_of(app, both).get(path + "/order").status_code == 403
    assert "Order this" not in client_of(app, both).get(path).text


def test_who_placed_an_order_does_not_accept_it_for_the_other_side(
    app: Flask, cast: Cast, make: Make, developer: Organisation, lunch: Product
) -> None:
    who = make.member(developer, Role.BUYER)
    path = f"/orders/{ordered(developer, lunch, who).id}/accept"
    both = make.joins(who, cast.bakery, Role.OWNER)
    refused = client_of(app, both).post(path)
    assert refused.status_code == 422
    assert "signed this for the other side" in refused.text
    assert client_of(app, cast.baker).post(path).status_code == 302


def test_an_enterprise_orders_of_another_too(app: Flask, cast: Cast, lunch: Product) -> None:
    allowed(cast.gardens, "500", "500", cast.gardener)
    path = place(app, cast.gardener, cast.gardens, lunch)
    assert client_of(app, cast.baker).post(path + "/accept").status_code == 302
    assert db.session.scalars(select(Contract.regime)).one() == "private"


def test_what_a_consortium_offers_becomes_a_contract_of_its_members(
    app: Flask, cast: Cast, make: Make, developer: Organisation
) -> None:
    product = offered(cast.baker, cast.bakery, (cast.gardens, "40"))
    member = db.session.scalars(select(ProductMember)).one()
    join = f"/products/{product.id}/members/{member.id}/accept"
    assert client_of(app, cast.gardener).post(join).status_code == 302
    who = make.member(developer, Role.BUYER)
    path = f"/orders/{ordered(developer, product, who).id}"
    contract = client_of(app, cast.baker).post(path + "/accept").location
    said = words_of(client_of(app, cast.gardener).get(str(contract)).text)
    assert "Canal Gardens Society How your invoices are made Bread 40%" in said
    jobs.run_due()
    assert any("invoices" in row.subject for row in letters_to("guy.gardener@example.org"))


def test_an_order_is_not_accepted_for_a_member_who_has_left_since(
    app: Flask, cast: Cast, make: Make, developer: Organisation
) -> None:
    product = offered(cast.baker, cast.bakery, (cast.gardens, "40"))
    member = db.session.scalars(select(ProductMember)).one()
    part = f"/products/{product.id}/members/{member.id}"
    gardener, baker = client_of(app, cast.gardener), client_of(app, cast.baker)
    gardener.post(f"{part}/accept")
    who = make.member(developer, Role.BUYER)
    path = f"/orders/{ordered(developer, product, who).id}"
    assert gardener.post(f"{part}/decline").status_code == 302
    said = baker.post(path + "/accept")
    assert "Somebody who brought this to market with you has left it" in said.text
    assert db.session.scalars(select(Contract)).all() == []


def test_nor_does_a_member_of_those_who_bring_a_product_to_market(
    app: Flask, cast: Cast, make: Make, developer: Organisation
) -> None:
    product = offered(cast.baker, cast.bakery, (cast.gardens, "40"))
    member = db.session.scalars(select(ProductMember)).one()
    client_of(app, cast.gardener).post(f"/products/{product.id}/members/{member.id}/accept")
    both = make.joins(cast.gardener, developer, Role.BUYER)
    allowed(cast.gardens, "500", "500", cast.gardener)
    allowed(developer, "500", "500", both)
    address = f"/products/{product.id}/order"
    for who, buyer in ((cast.gardener, cast.gardens), (both, developer)):
        assert client_of(app, who).get(address).status_code == 403
        assert client_of(app, who).post(address, data=typed(buyer)).status_code == 403
        assert "Order this" not in client_of(app, who).get(f"/products/{product.id}").text
        with pytest.raises(Refusal, match="You belong to who offers this"):
            orders.place_order(
                who, buyer.id, product_id=product.id,
                terms=OrderTerms(Money(6_00), Decimal(1), clock.today()),
            )  # fmt: skip


def test_the_form_is_shown_once_something_can_be_ordered_and_the_limits_lead_back_to_it(
    app: Flask, make: Make, developer: Organisation, lunch: Product
) -> None:
    browser = client_of(app, make.member(developer, Role.OWNER))
    path = f"/products/{lunch.id}/order"
    page = browser.get(path).text
    assert "Nothing can be ordered for Dairy Homes Ltd yet" in page
    assert "Place the order" not in page
    limits = f"/organisations/{developer.id}/order-limits?product={lunch.id}"
    assert f'href="{limits}"' in page
    given = {"per_order": "500", "per_supplier": "1000"}
    assert browser.post(limits, data=given).location == path
    assert "Place the order" in browser.get(path).text
