"""What does an accepted order become? A contract that both sides have signed, with one milestone."""

from marketplace.contracts.actions.keeping import keep_contract
from marketplace.contracts.actions.letters import ask_members
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.products import Product
from marketplace.organisations.queries.law import known_figures
from marketplace.packages.actions.product_shares import shares_of_product
from marketplace.packages.models.orders import Order
from procurement.contracts.contract import ContractState, refuse_second_signature
from procurement.ground.calendar import london_day
from procurement.ground.exact import in_full
from procurement.packages.order import PAYMENT_DAYS
from procurement.tendering.regime import RegimeFacts, Subject, authority_of, regime_of


def contract_of_order(act: Act, order: Order) -> Contract:
    """Signed by placing and by accepting: within an action of the supplier's."""
    refuse_second_signature(None, order.placed_by, act.person_id)
    product = db.session.get_one(
        Product, order.product_id, with_for_update={"read": True}, populate_existing=True
    )  # so that nobody changes who brings it while its shares are read
    buyer = db.session.get_one(Organisation, order.buyer_id)
    placed_on = london_day(order.placed_at)
    facts = RegimeFacts(
        authority_of(buyer.kind), Subject.SERVICES, order.amount, placed_on, known_figures()
    )
    regime, ends_on = regime_of(facts), max(order.wanted_on, act.today)
    contract = act.add(
        Contract(
            state=ContractState.SIGNED,
            buyer_id=order.buyer_id,
            supplier_id=order.supplier_id,
            title=order.title,
            value=order.amount,
            theme=product.theme,
            regime=str(regime),
            payment_days=PAYMENT_DAYS,
            order_number=order.order_number,
            starts_on=act.today,
            ends_on=ends_on,
            terms=_terms(order),
            prepared_at=act.now,
            buyer_signed_at=order.placed_at,
            buyer_signed_by=order.placed_by,
            supplier_signed_at=act.now,
            supplier_signed_by=act.person_id,
        )
    )
    db.session.add(
        Milestone(
            contract_id=contract.id,
            number=1,
            title=f"{in_full(order.quantity)} × {order.title}",
            due_on=ends_on,
            amount=order.amount,
        )
    )
    keep_contract(contract, act.today)
    db.session.add_all(shares_of_product(contract, product))
    ask_members(act, contract)
    return contract


def _terms(order: Order) -> str:
    said = (
        f"Ordered from its page: {in_full(order.quantity)} × {order.title} ({order.unit}) at "
        f"{order.price} each without VAT, {order.amount} in all, by {order.wanted_on:%-d %B %Y}. "
        f"Paid within {PAYMENT_DAYS} days of the receipt of a valid invoice."
    )
    return f"{said}\n\n{order.words}" if order.words else said
