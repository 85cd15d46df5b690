"""What does a bid say? Its parts as values, and as the plain JSON that is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from invoicing.billing.vat import Vat, totals, vat_in_words, vat_rate
from invoicing.ground.split import split
from marketplace.bidding.queries.bid_assurances import (
    assurances_as_json,
    assurances_as_text,
    assurances_from_json,
    conditions_as_json,
    conditions_from_json,
    texts_of,
)
from marketplace.bidding.queries.bid_files import Attached, files_as_json, files_from_json
from marketplace.organisations.queries.law import known_figures
from procurement.bidding.assurances import Assurances, ConditionMet
from procurement.bidding.promise import promised_for
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any

CHARGED = (Vat.STANDARD, Vat.REDUCED, Vat.ZERO, Vat.EXEMPT, Vat.OUTSIDE)
"""How a registered supplier may treat a lot; others charge no VAT at all."""

LARGEST_PRICE = Money(10**13)
LARGEST_QUANTITY = 10**12
LONGEST_TEXT = 60_000
"""What a sealed bid may hold at most, so that whatever is sealed can also be written out: one that
could not be would keep every other bid of the tender from being opened."""


@dataclass(frozen=True, slots=True)
class LotPrice:
    """The price of one lot, excluding VAT, and how VAT treats it."""

    net: Money
    vat: Vat = Vat.STANDARD


@dataclass(frozen=True, slots=True)
class Commitment:
    """What is promised against one social-benefit clause: how much, for each lot, and how.

    ``quantity`` is the sum of the lots; where none is named, of the bid as a whole.
    """

    quantity: Decimal
    method: str = ""
    by_lot: Mapping[UUID, Decimal] = field(default_factory=dict)

    def for_lot(self, lot_id: UUID) -> Decimal:
        return promised_for(lot_id, self.quantity, self.by_lot)

    def as_json(self) -> dict[str, Any]:
        by_lot = {str(key): str(quantity) for key, quantity in self.by_lot.items()}
        said = {"quantity": str(self.quantity), "method": self.method}
        return {**said, "by_lot": by_lot} if by_lot else {**said}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Commitment":
        by_lot = kept.get("by_lot", {})
        return cls(
            Decimal(kept["quantity"]),
            kept["method"],
            {UUID(key): Decimal(quantity) for key, quantity in by_lot.items()},
        )


@dataclass(frozen=True, slots=True)
class BidParty:
    """One party to a bid as it stood at submission; ``share`` is per cent of the price."""

    organisation_id: UUID
    name: str
    share: Decimal
    work: str
    is_vat_registered: bool
    has_accepted: bool = True
    """Its word on exactly this work and share; not part of what is sealed: all had accepted."""
    declared: Assurances | None = None
    """What another member than the lead declares of itself; sealed with the assurances of the bid."""


@dataclass(frozen=True, slots=True)
class GroupNamed:
    """The group for which its host bids, by its name of that day."""

    organisation_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A bid being written. Keys are the ids of questions, lots and clauses.

    ``saved`` holds for each part the revision of the bid at which it was last saved,
    so that two colleagues who write different parts do not stand in each other's way.
    """

    answers: Mapping[UUID, str] = field(default_factory=dict)
    prices: Mapping[UUID, LotPrice] = field(default_factory=dict)
    commitments: Mapping[UUID, Commitment] = field(default_factory=dict)
    declaration: str = ""
    saved: Mapping[str, int] = field(default_factory=dict)
    for_group: GroupNamed | None = None
    conditions: Mapping[UUID, ConditionMet] = field(default_factory=dict)
    assurances: Assurances | None = None
    """None before anybody has saved them."""
    files: Attached = field(default_factory=dict)
    """What is attached to the answers."""

    @property
    def assurances_text(self) -> str:
        """As they stand on an opened bid: the JSON that was sealed; empty where none were given."""
        return assurances_as_text(self.assurances)

    def with_part(self, part: str, value: Any, revision: int) -> "Draft":
        """The draft with one part in place of what it was; an answer's part is ``answers-<id>``."""
        saved = {**self.saved, part: revision}
        if part.startswith("answers-"):
            answers = {**self.answers, UUID(part.removeprefix("answers-")): value}
            return replace(self, answers=answers, saved=saved)
        return replace(self, **{part: value}, saved=saved)

    def as_json(self) -> dict[str, Any]:
        """What is encrypted: no floats, ids and quantities as text."""
        group = self.for_group
        named = {"organisation": str(group.organisation_id), "name": group.name} if group else None
        return {
            "answers": {str(key): text for key, text in self.answers.items()},
            "prices": {
                str(key): {"pence": price.net.pence, "vat": str(price.vat)}
                for key, price in self.prices.items()
            },
            "commitments": {
                str(key): commitment.as_json() for key, commitment in self.commitments.items()
            },
            "declaration": self.declaration,
            "saved": dict(self.saved),
            **({"for_group": named} if named else {}),
            **({"conditions": conditions_as_json(self.conditions)} if self.conditions else {}),
            **({"assurances": assurances_as_json(self.assurances)} if self.assurances else {}),
            **({"files": files} if (files := files_as_json(self.files)) else {}),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        """Read what ``as_json`` wrote; a submitted content too."""
        named, assured = kept.get("for_group"), kept.get("assurances")
        return cls(
            {UUID(key): text for key, text in kept["answers"].items()},
            {
                UUID(key): LotPrice(Money(price["pence"]), Vat(price["vat"]))
                for key, price in kept["prices"].items()
            },
            {
                UUID(key): Commitment.from_json(commitment)
                for key, commitment in kept["commitments"].items()
            },
            kept["declaration"],
            kept.get("saved", {}),
            GroupNamed(UUID(named["organisation"]), named["name"]) if named else None,
            conditions_from_json(kept.get("conditions", {})),
            assurances_from_json(assured) if assured else None,
            files_from_json(kept.get("files", {})),
        )


@dataclass(frozen=True, slots=True)
class Content:
    """A bid as submitted: what was written, who is party to it, and the VAT beside each price."""

    written: Draft
    parties: tuple[BidParty, ...]
    """One alone; the lead first of a consortium."""
    vat: Mapping[UUID, Money]
    tender_version: int

    @property
    def is_joint(self) -> bool:
        return len(self.parties) > 1

    def as_json(self) -> dict[str, Any]:
        content = self.written.as_json()
        del content["saved"]
        for key, vat in self.vat.items():
            content["prices"][str(key)]["vat_pence"] = vat.pence
        content["parties"] = [
            {
                "organisation": str(part.organisation_id),
                "name": part.name,
                "share": str(part.share),
                "work": part.work,
                "vat_registered": part.is_vat_registered,
            }
            for part in self.parties
        ]
        content["tender_version"] = self.tender_version
        return content

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Content":
        parties = tuple(
            BidParty(
                UUID(party["organisation"]),
                party["name"],
                Decimal(party["share"]),
                party["work"],
                party["vat_registered"],
            )
            for party in kept["parties"]
        )
        vat = {UUID(key): Money(price["vat_pence"]) for key, price in kept["prices"].items()}
        return cls(Draft.from_json(kept), parties, vat, kept["tender_version"])


def submitted(
    written: Draft, parties: tuple[BidParty, ...], tender_version: int, day: date
) -> Content:
    """The content that is sealed on a day: the draft with VAT as each party then charges it, and what
    each member declares."""
    vat = {key: vat_on(price, parties, day) for key, price in written.prices.items()}
    declared = {one.organisation_id: one.declared for one in parties if one.declared}
    if written.assurances is not None:
        written = replace(written, assurances=replace(written.assurances, members=declared))
    return Content(written, parties, vat, tender_version)


def vat_choices(day: date) -> dict[Vat, str]:
    """How VAT may treat a lot, in words with the rates of a day."""
    return {vat: vat_in_words(vat, day, known_figures()) for vat in CHARGED}


def vat_on(price: LotPrice, parties: Sequence[BidParty], day: date) -> Money:
    """VAT on a lot's price at the rates of a day: each registered party's on its own share."""
    charged = Money(0)
    for part, net in zip(parties, split_price(price.net, parties), strict=True):
        vat = price.vat if part.is_vat_registered else Vat.NOT_REGISTERED
        charged += totals([(net, vat, vat_rate(vat, day, known_figures()))]).vat
    return charged


def split_price(price: Money, parties: Sequence[BidParty]) -> list[Money]:
    """Each party's part of a price, to the penny; the lead's whole while the shares are not 100."""
    shares = [part.share for part in parties]
    if sum(map(Fraction, shares)) != 100 or any(share < 0 for share in shares):
        return [price, *[Money(0)] * (len(parties) - 1)]
    return split(price, shares)


def declaration_kept(said: Assurances) -> str:
    """What a member declares, as it is kept; refuses as ``check_part`` does."""
    check_part("assurances", said)
    return assurances_as_text(said)


def check_part(part: str, value: Any) -> None:
    """Refuses what could be sealed but never opened; fields as ``procurement.bid`` names them."""
    faults: list[Refusal] = []
    match part:
        case "prices":
            faults = _price_faults(value)
        case "commitments":
            for key, commitment in value.items():
                faults += _quantity_faults(commitment.quantity, f"commitments-{key}")
                for lot_id, quantity in commitment.by_lot.items():
                    field = f"commitments-{key}-{lot_id}"
                    faults += _quantity_faults(quantity, field)
                    if quantity < 0:
                        faults.append(Refusal("A promise cannot be below 0.", field=field))
                faults += _text_faults(commitment.method, f"method-{key}")
        case "for_group":
            pass
        case "conditions" | "assurances":
            for name, words in texts_of(part, value):
                faults += _text_faults(words, name)
        case _:
            faults = _text_faults(value, "text")
    refuse_if_any(faults)


def _price_faults(prices: Mapping[UUID, LotPrice]) -> list[Refusal]:
    faults = []
    for key, price in prices.items():
        if price.net > LARGEST_PRICE:
            sentence = "A price can be at most £100 billion."
            faults.append(Refusal(sentence, field=f"prices-{key}"))
        if price.net < Money(0):
            faults.append(Refusal("A price cannot be below £0.", field=f"prices-{key}"))
    return faults


def _quantity_faults(quantity: Decimal, field: str) -> list[Refusal]:
    if abs(quantity) > LARGEST_QUANTITY:
        return [Refusal("This number is too large.", field=field)]
    if int(quantity.as_tuple().exponent) < -4:
        return [Refusal("Use at most four decimal places.", field=field)]
    return []


def _text_faults(words: str, field: str) -> list[Refusal]:
    if len(words) > LONGEST_TEXT:
        sentence = f"A text can have at most {LONGEST_TEXT:,} characters; this has {len(words):,}."
        return [Refusal(sentence, field=field)]
    if "\x00" in words:
        return [Refusal("The text holds a character that cannot be kept.", field=field)]
    return []
