"""Which known organisation is meant by the name of a supplier?

By number first, then by name. A number that is known decides. A name decides on
its own only where it is the same name but for case, punctuation and legal form,
and one organisation bears it, or where it differs by a slip of the pen in a
long name; of two that bear it without a number in common, neither is sure. Names
are compared for likeness with those alone that share one of their rarest words. Who
trades by another name is who is meant, where it has a legal form; the name traded
by, and what is merely alike, is doubtful and left to a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import fuzz, process

from invoicing.spend.cells import Once
from invoicing.spend.supplier_name import WrittenName, name_words, written_name
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
_MOST_LIKELY = 4
_REMEMBERED = 100_000


class Decision(StrEnum):
    AUTOMATIC = "automatic"
    DOUBTFUL = "doubtful"
    NONE = "none"


class Supplier(NamedTuple):
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


class Match(NamedTuple):
    """Whom a name means: ``id`` and ``how`` (``number`` or ``name``) are None where nobody."""

    name: str
    id: str | None
    how: str | None
    decision: Decision


def match_suppliers(
    suppliers: Iterable[Supplier], organisations: Sequence[Organisation]
) -> list[Match]:
    """A match for each supplier, in the order given."""
    return list(Matcher(organisations).matches(suppliers))


Numbers = tuple[str | None, str | None]


class Matcher:
    """Organisations by number, by name, and by the words of their names.

    ``by_other_name`` has the names that others may bear as well: what an organisation
    trades by, and a person who trades by another name. Whom a supplier means is remembered,
    of a hundred thousand at most: a file of spending names each of them many times.
    """

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        self.organisations = organisations
        self.numbers = [_numbers(o.company_number, o.charity_number) for o in organisations]
        self.by_number: dict[str, int] = {}
        self.by_name: defaultdict[str, list[int]] = defaultdict(list)
        self.by_other_name: defaultdict[str, list[int]] = defaultdict(list)
        self.by_word: defaultdict[str, list[int]] = defaultdict(list)
        self.forms: list[str] = []
        self.words: list[tuple[str, ...]] = []
        self.sorted_names: list[str] = []
        for at, organisation in enumerate(organisations):
            for number in self.numbers[at]:
                if number:
                    self.by_number.setdefault(number, at)
            self._add_names(at, written_name(organisation.name))
        self._bearers_of = Once(self._find_bearers)
        self._matches = Once(self._match, most=_REMEMBERED)

    def _add_names(self, at: int, name: WrittenName) -> None:
        self.by_name["".join(name.words)].append(at)
        if name.trading_name:
            known_by = self.by_name if name.form else self.by_other_name
            known_by[_key(name.trader)].append(at)
            self.by_other_name[_key(name.trading_name)].append(at)
        self.forms.append(name.form)
        self.words.append(name.words)
        words = sorted(set(name.words))
        self.sorted_names.append(" ".join(words))
        for word in words:
            self.by_word[word].append(at)

    def matches(self, suppliers: Iterable[Supplier]) -> Iterator[Match]:
        """A match for each supplier, in the order given."""
        return map(self._matches.__getitem__, suppliers)

    def _match(self, supplier: Supplier) -> Match:
        numbers = _numbers(supplier.company_number, supplier.charity_number)
        known = [self.by_number[n] for n in numbers if n in self.by_number]
        if known:
            agreed = all(self._may_be_same(known[0], other) for other in known[1:])
            return self._to(supplier, known[0], "number", agreed)
        return self._by_name(supplier, numbers)

    def _by_name(self, supplier: Supplier, numbers: Numbers) -> Match:
        name = written_name(supplier.name)
        keys = ["".join(name.words)]
        if name.trading_name:
            keys += [_key(name.trader), _key(name.trading_name)]
        bearers = self.by_name.get(keys[0]) if keys[0] else None
        if not bearers and name.trading_name and name.form:
            bearers = self.by_name.get(keys[1])
        if bearers:
            return self._of_bearers(supplier, numbers, bearers, name.form)
        for key in filter(None, keys):
            others = self.by_other_name.get(key) or self.by_name.get(key)
            if others:
                return self._to(supplier, others[0], "name", sure=False)
        return self._by_likeness(supplier, numbers, name.words)

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

    def _by_likeness(self, supplier: Supplier, numbers: Numbers, said: tuple[str, ...]) -> Match:
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
            and _digits(said) == _digits(self.words[best])
        )
        return self._to(supplier, best, "name", sure)

    def _most_alike(self, said: tuple[str, ...]) -> list[tuple[int, float]]:
        """The organisations most alike among those that share one of the rarest words."""
        words = sorted(set(said))
        rare = sorted([(len(self.by_word[word]), word) for word in words if word in self.by_word])
        query = " ".join(words)
        scores: dict[int, float] = {}
        for place, (count, word) in enumerate(rare[:_RARE_WORDS]):
            if place and count > _MOST_BEARERS:
                break
            bearers, names = self._bearers_of[word]
            for _, score, at in process.extract(
                query, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
            ):
                scores[bearers[at]] = score
        likely = list(scores.items())
        if len(likely) > 1:
            likely = sorted(likely, key=lambda scored: (-scored[1], scored[0]))[:_MOST_LIKELY]
        # Another first word is another body: North Somerset is not Somerset.
        return [(at, score) for at, score in likely if self._begins_alike(said, at)]

    def _find_bearers(self, word: str) -> tuple[list[int], list[str]]:
        """Whose name has the word, and the words of each: what is compared with, made once."""
        bearers = self.by_word[word][: 10 * _MOST_BEARERS]
        return bearers, [self.sorted_names[at] for at in bearers]

    def _begins_alike(self, said: tuple[str, ...], at: int) -> bool:
        return fuzz.ratio(said[0], self.words[at][0]) >= _BEGINS_ALIKE

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
    if not any(numbers) or not any(others):
        return False
    pairs = [(a, b) for a, b in zip(numbers, others, strict=True) if a and b]
    return bool(pairs) and all(a != b for a, b in pairs)


def _digits(said: tuple[str, ...]) -> frozenset[str]:
    if "".join(said).isalpha():
        return frozenset()
    return frozenset(word for word in said if any(letter.isdigit() for letter in word))


def _numbers(company: str, charity: str) -> Numbers:
    """Company and charity number in their registers' form; None where they have not that form."""
    if not company and not charity:
        return None, None
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
