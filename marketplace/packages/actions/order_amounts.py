"""Is the sum of an order within what its owner allows, and below what the law wants a notice of?"""

from decimal import Decimal

from invoicing.billing.vat import Vat, vat_rate
from marketplace.engine.act import Act
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.products import Product
from marketplace.organisations.queries.law import known_figures
from marketplace.packages.queries.orders import limits_of, ordered_before
from procurement.ground.money import Money, priced
from procurement.packages.order import OrderFacts, check_order, notice_owed_from
from procurement.tendering.regime import authority_of


def check_amount(act: Act, buyer: Organisation, product: Product, amount: Money) -> None:
    """Refuses an order that is not. The VAT that may be due is taken at the standard rate.

    Within an action that holds the buyer, so that nobody orders between the sum and the order.
    """
    figures = known_figures()
    earlier = ordered_before(buyer.id, product.organisation_id, act.now)
    rate = vat_rate(Vat.STANDARD, act.today, figures)
    facts = OrderFacts(amount, earlier, _with(amount, rate), _with(earlier, rate))
    notice_from = notice_owed_from(authority_of(buyer.kind), act.today, figures)
    check_order(facts, limits_of(buyer.id), notice_from)


def _with(amount: Money, rate: Decimal) -> Money:
    return amount + priced(amount.pounds, rate / 100)
