"""The forms in which the parts of a bid are written, and what is read from them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from wtforms import Field, HiddenField, RadioField, TextAreaField

from invoicing.billing.vat import Vat
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.queries.bid_content import Commitment, Draft, LotPrice
from marketplace.tendering.models.tenders import Clause, Lot
from marketplace.web.forms import MoneyField, Needed, NumberField, PageForm, PickField
from procurement.ground.refusal import Refusal


class PartForm(PageForm):
    """``seen`` is the bid's revision when the page was made: a colleague's later save is noticed."""

    seen = HiddenField()


class AnswerForm(PartForm):
    text = TextAreaField("Your answer")


class DeclarationForm(PartForm):
    text = TextAreaField("How are the two bids kept apart?")


class GroupForm(PartForm):
    for_group = RadioField("For whom do you bid?", [Needed("Choose for whom you bid.")])


def price_form(
    lots: Sequence[Lot], draft: Draft, bid: Bid, vat_choices: Mapping[Vat, str]
) -> PartForm:
    """A price for each lot, and how VAT treats it."""
    fields: dict[str, Field] = {}
    values: dict[str, object] = {"seen": str(bid.revision)}
    for lot in lots:
        fields[f"prices-{lot.id}"] = MoneyField(f"Price of lot {lot.number} excluding VAT")
        fields[f"vat-{lot.id}"] = PickField(
            f"VAT on lot {lot.number}",
            choices=[(str(vat), words) for vat, words in vat_choices.items()],
            may_be_open=True,
        )
        price = draft.prices.get(lot.id)
        if price is not None:
            values[f"prices-{lot.id}"] = price.net
            values[f"vat-{lot.id}"] = str(price.vat)
    form: PartForm = type("PriceForm", (PartForm,), fields)(**values)
    return form


def prices_in(form: PartForm, lots: Sequence[Lot], *, is_registered: bool) -> dict[UUID, LotPrice]:
    """The price of each lot that has one; refuses one without its VAT where some is registered."""
    prices = {}
    for lot in lots:
        price, vat = form[f"prices-{lot.id}"].data, form[f"vat-{lot.id}"]
        if price is None:
            continue
        if is_registered and not vat.data:
            raise Refusal(f"Say how VAT treats lot {lot.number}.", field=vat.name)
        prices[lot.id] = LotPrice(price, Vat(vat.data or Vat.STANDARD))
    return prices


def quantity_names(clause: Clause, lots: Sequence[Lot]) -> list[str]:
    """The fields for how much is promised: one for each lot, or one alone."""
    name = f"commitments-{clause.id}"
    return [f"{name}-{lot.id}" for lot in lots] or [name]


def commitment_form(
    clauses: Sequence[Clause], lots: Sequence[Lot], draft: Draft, bid: Bid
) -> PartForm:
    """How much of each clause is promised, for each lot or for the bid as a whole, and how."""
    fields: dict[str, Field] = {}
    values: dict[str, object] = {"seen": str(bid.revision)}
    for clause in clauses:
        made = draft.commitments.get(clause.id)
        for lot in lots:
            name = f"commitments-{clause.id}-{lot.id}"
            fields[name] = NumberField(f"How much do you promise for lot {lot.number}?")
            values[name] = made.by_lot.get(lot.id) if made else None
        if not lots:
            fields[f"commitments-{clause.id}"] = NumberField("How much do you promise?")
            values[f"commitments-{clause.id}"] = made.quantity if made else None
        fields[f"method-{clause.id}"] = TextAreaField("How will you do it?")
        values[f"method-{clause.id}"] = made.method if made else None
    form: PartForm = type("CommitmentForm", (PartForm,), fields)(**values)
    return form


def commitments_in(
    form: PartForm, clauses: Sequence[Clause], lots: Sequence[Lot]
) -> dict[UUID, Commitment]:
    """What is promised; nothing typed is nothing promised."""
    made = {}
    for clause in clauses:
        amounts = [form[name].data or Decimal(0) for name in quantity_names(clause, lots)]
        made[clause.id] = Commitment(
            sum(amounts, Decimal(0)),
            (form[f"method-{clause.id}"].data or "").replace("\r\n", "\n").strip(),
            {lot.id: amount for lot, amount in zip(lots, amounts, strict=False)},
        )
    return made
