"""What an enterprise brings to market: a page for each product, alone or with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.search import know
from marketplace.organisations.models.directory import is_here
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.models.products import (
    MarketSale,
    Product,
    ProductMember,
    SearchedProduct,
)
from marketplace.organisations.queries.people import people_of
from marketplace.organisations.queries.products import document_of, members_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Identifier
from procurement.packages.product import check_market_sale, check_product

_AT_ONCE = 200
"""How many documents are written anew in one transaction."""


@dataclass(frozen=True, slots=True)
class MemberTerms:
    """Another enterprise by its register's number, its share in per cent, and what it does."""

    number: str
    share: Decimal
    work: str


@dataclass(frozen=True, slots=True)
class ProductTerms:
    """What is typed of a product; prices are for one unit, excluding VAT."""

    name: str
    about: str
    theme: Theme
    unit: str
    lowest: Money
    highest: Money | None
    miles: int | None
    brought_on: date
    members: Sequence[MemberTerms] = ()


@action("product.add")
def add_product(act: Act, organisation: Organisation, *, terms: ProductTerms) -> Product:
    """A page of its own; shown to everybody at once, or when all of the consortium take part."""
    if not organisation.kind.supplies:
        raise Refusal("Only an organisation that supplies brings a product to market here.")
    row = Product(organisation_id=organisation.id, added_at=act.now)
    _write(act, row, terms)
    _ask_members(act, row, terms.members)
    _show(act, row)
    return row


@action("product.change")
def change_product(act: Act, product: Product, *, terms: ProductTerms) -> None:
    """Change what its page says. Who brings it to market stays: for others, add another product."""
    _refuse_withdrawn(product)
    _write(act, product, terms, [row.share for row in members_of(product.id)])
    _keep_document(product)
    flag_modified(product, "name")  # said last: what was written before is counted no more


@action("product.withdraw")
def withdraw_product(act: Act, product: Product) -> None:
    """Take it off the market; what was ordered stays as it was agreed."""
    _refuse_withdrawn(product)
    product.withdrawn_at = act.now
    _keep_document(product)


@action("product_member.accept")
def accept_product_member(act: Act, member: ProductMember) -> None:
    """Take part, with the share and the work that are named."""
    if member.accepted_at is not None:
        raise Refusal("You take part in this already.")
    product = db.session.get_one(Product, member.product_id, with_for_update=True)
    _refuse_withdrawn(product)
    member.accepted_at = act.now
    db.session.flush()
    _show(act, product)


@action("product_member.decline")
def decline_product_member(act: Act, member: ProductMember) -> None:
    """Say no, or leave: without this member it is taken off the market, and the others are told.

    They can add another product without it; what was ordered stays as it was agreed.
    """
    product = db.session.get_one(Product, member.product_id, with_for_update=True)
    _refuse_withdrawn(product)
    member.declined_at, member.accepted_at = act.now, None
    product.withdrawn_at = act.now
    _keep_document(product)
    who = db.session.get_one(Organisation, member.organisation_id)
    others = [row.organisation_id for row in members_of(product.id) if row.id != member.id]
    for person_id in people_of([product.organisation_id, *others], Role.BID_WRITER):
        act.notify(
            person_id, "product_member_declined", product_id=product.id, product=product.name,
            member=who.name,
        )  # fmt: skip


@action("market_sale.record")
def record_market_sale(
    act: Act, product: Product, *, market: str, amount: Money, sold_on: date
) -> MarketSale:
    """Note what of it was sold at a market, in all, on one day."""
    check_market_sale(market, amount, sold_on, product.brought_on, act.today)
    return act.add(
        MarketSale(
            product_id=product.id,
            market=" ".join(market.split()),
            sold_on=sold_on,
            amount=amount,
            recorded_at=act.now,
        )
    )


@action("market_sale.remove")
def remove_market_sale(act: Act, product: Product, *, sale_id: UUID) -> None:
    """Take out what was noted by mistake."""
    gone = db.session.execute(
        delete(MarketSale)
        .where(MarketSale.id == sale_id, MarketSale.product_id == product.id)
        .returning(MarketSale.market, MarketSale.sold_on)
    ).one_or_none()
    if gone is None:
        raise Refusal("This sale is not there any more.")
    act.note(sold_on=gone.sold_on)


def _write(
    act: Act, row: Product, terms: ProductTerms, shares: Sequence[Decimal] | None = None
) -> None:
    if shares is None:
        shares = [member.share for member in terms.members]
    check_product(
        terms.name, terms.unit, terms.lowest, terms.highest, terms.brought_on, act.today,
        miles=terms.miles, shares=shares,
    )  # fmt: skip
    row.name, row.about = " ".join(terms.name.split()), terms.about.strip()
    row.theme, row.unit = terms.theme, " ".join(terms.unit.split())
    row.lowest, row.highest, row.miles = terms.lowest, terms.highest, terms.miles
    row.brought_on = terms.brought_on
    act.add(row)


def _ask_members(act: Act, product: Product, members: Sequence[MemberTerms]) -> None:
    """Name the others of the consortium; each is asked to take part."""
    named = dict.fromkeys([product.organisation_id])
    lead = db.session.get_one(Organisation, product.organisation_id)
    for terms in members:
        member = _enterprise(terms.number)
        if member.id in named:
            raise Refusal(f"{member.name} is named twice.", field="members")
        named[member.id] = None
        row = ProductMember(
            product_id=product.id,
            organisation_id=member.id,
            share=terms.share,
            work=" ".join(terms.work.split()),
        )
        act.add(row)
        for person_id in people_of([member.id], Role.BID_WRITER):
            act.notify(
                person_id, "product_to_join", product_id=product.id, product=product.name,
                lead=lead.name, share=terms.share, work=row.work,
            )  # fmt: skip


def _enterprise(number: str) -> Organisation:
    """The enterprise here with a register's number, such as GB-COH-02036103."""
    try:
        wanted = Identifier.parse(number)
    except Refusal as no:
        raise Refusal(str(no), field="members") from None
    row = db.session.scalars(
        select(Organisation)
        .join(OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id)
        .where(
            OrganisationIdentifier.scheme == wanted.scheme.value,
            OrganisationIdentifier.identifier == wanted.identifier,
            is_here(),
        )
    ).one_or_none()
    if row is None or not row.kind.supplies or row.claimed_at is None:
        raise Refusal(
            f"No enterprise that supplies is here with the number {wanted}.", field="members"
        )
    return row


def _show(act: Act, product: Product) -> None:
    """Let everybody see it, once all who bring it to market take part."""
    if all(row.accepted_at for row in members_of(product.id)):
        product.shown_at = product.shown_at or act.now
    _keep_document(product)


def keep_products_again() -> int:
    """Write every document anew; how many were wrong. No act: nothing is said that was not before."""
    wrong, after = 0, UUID(int=0)
    while True:
        with db.transaction():
            wanted = select(Product).where(Product.id > after).order_by(Product.id)
            rows = db.session.scalars(wanted.limit(_AT_ONCE).with_for_update()).all()
            if not rows:
                return wrong
            wrong += sum(map(_keep_document, rows))
        after = rows[-1].id


def _keep_document(product: Product) -> bool:
    """Write what it is found by as it stands now; whether that said something else."""
    db.session.flush()
    before = db.session.get(SearchedProduct, product.id, populate_existing=True)
    document = document_of(product)
    if document is None:
        if before is not None:
            db.session.delete(before)
        return before is not None
    kept = db.session.merge(document)
    is_wrong = before is None or db.session.is_modified(kept)
    db.session.flush()
    know([document.text])
    return is_wrong


def _refuse_withdrawn(product: Product) -> None:
    if product.withdrawn_at is not None:
        raise Refusal("This product was withdrawn.")
