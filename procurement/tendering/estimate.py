"""Of what is the estimate made up that decides which law applies?

Procurement Act 2023, s4 and Schedule 3: the most that the authority expects to pay, with VAT,
for all lots, and whatever options and extensions may add. It is not estimated so as to
avoid the Act, nor is the contract divided for that (s4(3)).
"""

from collections.abc import Sequence
from decimal import Decimal

from procurement.ground.money import Money, priced
from procurement.ground.refusal import Refusal


def estimated_value(agreed: Money | None, options: Money | None) -> Money | None:
    """The whole, with VAT: what is agreed at first, and what may be added. None while unknown."""
    return None if agreed is None else agreed + (options or Money(0))


def estimate_faults(
    agreed: Money | None,
    options: Money | None,
    lots: Sequence[Money],
    vat_percent: Decimal,
    less_vat_because: str = "",
) -> list[Refusal]:
    """A Refusal for what is missing or does not fit; ``lots`` are without VAT, where they say.

    The estimate holds VAT at ``vat_percent`` on the lots, unless the buyer says why less is due.
    """
    faults = []
    if agreed is None:
        faults.append(
            Refusal("Estimate the value with VAT: it decides which law applies.", field="estimate")
        )
    if options is None:
        faults.append(
            Refusal(
                "Estimate what options and extensions could add, with VAT; 0 if there are none. "
                "It counts when it is decided which law applies (Procurement Act 2023, s4).",
                field="options_estimate",
            )
        )
    elif options < Money(0):
        faults.append(Refusal("What options add cannot be below £0.", field="options_estimate"))
    together = Money.total(lots)
    if agreed is not None and together > agreed:
        faults.append(
            Refusal(
                f"The lots are estimated at {together} together, without VAT: more than the "
                f"{agreed} with VAT of the whole contract. All lots make up the estimate that "
                "decides which law applies (Procurement Act 2023, s4(3)).",
                field="estimate",
            )
        )
    elif agreed is not None and not less_vat_because.strip():
        with_vat = together + priced(vat_percent / 100, together.pounds)
        if with_vat > agreed:
            faults.append(
                Refusal(
                    f"With VAT at {vat_percent:g}% the lots come to {with_vat} together: more than "
                    f"the {agreed} of the whole contract. Put the VAT into the estimate; where "
                    "less is due on this work, say why.",
                    field="estimate",
                )
            )
    return faults
