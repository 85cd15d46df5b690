"""Is a product or a service described so that somebody can order it, and may it be sold at a price?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any

_LONGEST_NAME, _FURTHEST = 120, 500
MOST_MEMBERS = 10
"""Others who bring one product to market together with the first."""
_WHOLE = Decimal(100)


def check_product(
    name: str,
    unit: str,
    lowest: Money,
    highest: Money | None,
    brought_on: date,
    today: date,
    *,
    miles: int | None = None,
    shares: Sequence[Decimal] = (),
) -> None:
    """Refuses what cannot be ordered. Prices exclude VAT and are for one ``unit``.

    ``highest`` is None where there is one price; ``brought_on`` the day it was brought to market;
    ``miles`` how far it is brought; ``shares`` those of each member of a consortium, in per cent.
    """
    faults = []
    if not 0 < len(name.strip()) <= _LONGEST_NAME:
        faults.append(
            Refusal(f"Give it a name of at most {_LONGEST_NAME} characters.", field="name")
        )
    if not unit.strip():
        faults.append(Refusal("Say what one of it is, such as meal, hour or visit.", field="unit"))
    if lowest <= Money(0):
        faults.append(Refusal("The price must be more than £0.", field="lowest"))
    if highest is not None and highest < lowest:
        faults.append(Refusal("The highest price must not be below the lowest.", field="highest"))
    if brought_on > today:
        faults.append(
            Refusal(
                "Enter the day on which it was first offered, not one to come.", field="brought_on"
            )
        )
    if miles is not None and not 1 <= miles <= _FURTHEST:
        faults.append(
            Refusal(f"Enter from 1 to {_FURTHEST} miles, or leave it empty.", field="miles")
        )
    refuse_if_any([*faults, *_shares_faults(shares)])


def _shares_faults(shares: Sequence[Decimal]) -> list[Refusal]:
    """What is wrong with the shares of a consortium; none are those of one enterprise alone."""
    if not shares:
        return []
    if len(shares) > MOST_MEMBERS:
        return [
            Refusal(f"Name at most {MOST_MEMBERS} others who bring it with you.", field="members")
        ]
    if any(share <= 0 for share in shares):
        return [Refusal("Each member needs a share above 0.", field="members")]
    total = sum(shares, Decimal(0))
    if total >= _WHOLE:
        return [
            Refusal(
                f"The others have {total:f}% together, so nothing is left for you.", field="members"
            )
        ]
    return []


def own_share(shares: Sequence[Decimal]) -> Decimal:
    """What is left for whoever brings it to market, in per cent."""
    return _WHOLE - sum(shares, Decimal(0))


def refuse_price_outside(price: Money, lowest: Money, highest: Money | None) -> None:
    """Refuses a price for one unit that the page of the product does not offer."""
    most = highest if highest is not None else lowest
    if lowest <= price <= most:
        return
    offered = f"from {lowest} to {most}" if most != lowest else str(lowest)
    raise Refusal(
        f"Its price is {offered} without VAT. Agree on another price with the supplier first, "
        "who then changes the page.",
        field="price",
    )


def check_market_sale(
    market: str, amount: Money, sold_on: date, brought_on: date, today: date
) -> None:
    """Refuses a sale at a market without its name or sum, before it was there, or still to come."""
    faults = []
    if not market.strip():
        faults.append(Refusal("Name the market.", field="market"))
    if amount <= Money(0):
        faults.append(Refusal("Enter what it was sold for there in all.", field="amount"))
    if not brought_on <= sold_on <= today:
        faults.append(
            Refusal(
                f"Enter a day from {brought_on:%-d %B %Y}, when it was brought to market, to today.",
                field="sold_on",
            )
        )
    refuse_if_any(faults)
