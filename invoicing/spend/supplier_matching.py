"""Which known organisation is meant by the name of a supplier?

By number first, then by name. A number that is known decides. A name decides on
its own only where it is the same name but for case, punctuation and legal form,
and one organisation bears it, or where it differs by a slip of the pen in a
long name; of two that bear it without a number in common, neither is sure. Who
trades by another name is who is meant, where it has a legal form; the name traded
by, and what is merely alike, is doubtful and left to a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from invoicing.spend.supplier_name import legal_form, name_words, parted_at_trading_name
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier, Scheme

SURE = 96
"""Likeness in per cent from which a long name with the same words but a slip is sure."""

ALIKE = 90
"""Likeness in per cent from which a name is worth a person's look."""

_LONG = 14
_BEGINS_ALIKE = 60
_RARE_WORDS = 3
_MOST_BEARERS = 400


class Decision(StrEnum):
    AUTOMATIC = "automatic"
    DOUBTFUL = "doubtful"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier as a file of spending names it; numbers as written, or empty."""

    name: str
    company_number: str = ""
    charity_number: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A known organisation; one with several names stands once for each, with the same id."""

    id: str
    name: str
    company_number: str = ""
    charity_number: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a name means: ``id`` and ``how`` (``number`` or ``name``) are None where nobody."""

    name: str
    id: str | None
    how: str | None
    decision: Decision


def match_suppliers(
    suppliers: Iterable[Supplier], organisations: Sequence[Organisation]
) -> list[Match]:
    """A match for each supplier, in the order given."""
    index = _Index(organisations)
    return [index.match(supplier) for supplier in suppliers]


Numbers = tuple[str | None, str | None]


class _Index:
    """Organisations by number, by name, and by the words of their names.

    ``by_other_name`` has the names that others may bear as well: what an organisation
    trades by, and a person who trades by another name.
    """

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        self.organisations = organisations
        self.numbers = [_numbers(o.company_number, o.charity_number) for o in organisations]
        self.forms = [legal_form(parted_at_trading_name(o.name)[0]) for o in organisations]
        self.by_number: dict[str, int] = {}
        self.by_name: defaultdict[str, list[int]] = defaultdict(list)
        self.by_other_name: defaultdict[str, list[int]] = defaultdict(list)
        self.by_word: defaultdict[str, list[int]] = defaultdict(list)
        self.sorted_names: list[str] = []
        for at, organisation in enumerate(organisations):
            for number in self.numbers[at]:
                if number:
                    self.by_number.setdefault(number, at)
            self._add_names(at, organisation.name)

    def _add_names(self, at: int, name: str) -> None:
        self.by_name[_key(name)].append(at)
        trader, trading_name = parted_at_trading_name(name)
        if trading_name:
            known_by = self.by_name if self.forms[at] else self.by_other_name
            known_by[_key(trader)].append(at)
            self.by_other_name[_key(trading_name)].append(at)
        said = sorted(set(name_words(name)))
        self.sorted_names.append(" ".join(said))
        for word in said:
            self.by_word[word].append(at)

    def match(self, supplier: Supplier) -> Match:
        numbers = _numbers(supplier.company_number, supplier.charity_number)
        known = [self.by_number[n] for n in numbers if n in self.by_number]
        if known:
            agreed = all(self._may_be_same(known[0], other) for other in known[1:])
            return self._to(supplier, known[0], "number", agreed)
        return self._by_name(supplier, numbers)

    def _by_name(self, supplier: Supplier, numbers: Numbers) -> Match:
        trader, trading_name = parted_at_trading_name(supplier.name)
        form = legal_form(trader)
        bearers = self.by_name.get(_key(supplier.name)) if _key(supplier.name) else None
        if not bearers and trading_name and form:
            bearers = self.by_name.get(_key(trader))
        if bearers:
            return self._of_bearers(supplier, numbers, bearers, form)
        for name in (supplier.name, trader, trading_name):
            others = self.by_other_name.get(_key(name)) or self.by_name.get(_key(name))
            if _key(name) and others:
                return self._to(supplier, others[0], "name", sure=False)
        return self._by_likeness(supplier, numbers)

    def _of_bearers(
        self, supplier: Supplier, numbers: Numbers, bearers: list[int], form: str
    ) -> Match:
        alike = [at for at in bearers if self.forms[at] == form]
        first, *others = alike or bearers
        # A firm may have become a CIC since; one that says it is a CIC is no other firm.
        is_other_form = not alike and form == "cic"
        sure = (
            all(self._is_same(first, other) for other in others)
            and not is_other_form
            and not _conflict(numbers, self.numbers[first])
        )
        return self._to(supplier, first, "name", sure)

    def _by_likeness(self, supplier: Supplier, numbers: Numbers) -> Match:
        said = name_words(supplier.name)
        likely = self._most_alike(said)
        if not likely:
            return Match(supplier.name, None, None, Decision.NONE)
        (best, score), *others = likely
        alone = all(s < score - 2 or self._is_same(best, other) for other, s in others)
        sure = (
            score >= SURE
            and alone
            and len(self.sorted_names[best]) >= _LONG
            and not _conflict(numbers, self.numbers[best])
            and _digits(said) == _digits(name_words(self.organisations[best].name))
        )
        return self._to(supplier, best, "name", sure)

    def _most_alike(self, said: tuple[str, ...]) -> list[tuple[int, float]]:
        """The organisations most alike among those that share one of the rarest words."""
        bearers = sorted((self.by_word[w] for w in set(said) if w in self.by_word), key=len)
        near: set[int] = set()
        for few in bearers[:_RARE_WORDS]:
            if len(few) > _MOST_BEARERS and near:
                break
            near.update(few[: 10 * _MOST_BEARERS])
        names = {at: self.sorted_names[at] for at in sorted(near)}
        query = " ".join(sorted(set(said)))
        likely = process.extract(query, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=4)
        # Another first word is another body: North Somerset is not Somerset.
        return [(at, score) for _, score, at in likely if self._begins_alike(said, at)]

    def _begins_alike(self, said: tuple[str, ...], at: int) -> bool:
        first = name_words(self.organisations[at].name)[0]
        return fuzz.ratio(said[0], first) >= _BEGINS_ALIKE

    def _may_be_same(self, at: int, other: int) -> bool:
        """Whether nothing parts two entries: one id, or numbers that do not differ."""
        if self.organisations[at].id == self.organisations[other].id:
            return True
        return not _conflict(self.numbers[at], self.numbers[other])

    def _is_same(self, at: int, other: int) -> bool:
        """Whether two entries are one organisation: one id, or a number that both bear."""
        if self.organisations[at].id == self.organisations[other].id:
            return True
        pairs = zip(self.numbers[at], self.numbers[other], strict=True)
        return any(number and number == another for number, another in pairs)

    def _to(self, supplier: Supplier, at: int, how: str, sure: bool) -> Match:
        decision = Decision.AUTOMATIC if sure else Decision.DOUBTFUL
        return Match(supplier.name, self.organisations[at].id, how, decision)


def _key(name: str) -> str:
    return "".join(name_words(name))


def _conflict(numbers: Numbers, others: Numbers) -> bool:
    """Whether two sets of numbers cannot be of one organisation.

    One shared number makes them one, whatever else differs; with none shared,
    two different numbers of one register part them.
    """
    pairs = [(a, b) for a, b in zip(numbers, others, strict=True) if a and b]
    return bool(pairs) and all(a != b for a, b in pairs)


def _digits(said: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in said if any(letter.isdigit() for letter in word))


def _numbers(company: str, charity: str) -> Numbers:
    """Company and charity number in their registers' form; None where they have not that form."""
    register = Scheme.CHARITY_ENGLAND_WALES
    bare = charity.strip().upper()
    if bare.startswith("SC"):
        register = Scheme.CHARITY_SCOTLAND
    elif bare.startswith("NIC") or (len(bare) == 6 and bare.startswith("10")):
        register = Scheme.CHARITY_NORTHERN_IRELAND
    return _number(Scheme.COMPANY, company), _number(register, charity)


def _number(scheme: Scheme, typed: str) -> str | None:
    if not typed.strip():
        return None
    try:
        return str(Identifier.of(scheme, typed.strip().removesuffix(".0")))
    except Refusal:
        return None
