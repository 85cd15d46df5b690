"""Which known organisation is meant by the name of a supplier?

By number first, then by name. A number that is known decides. A name decides on
its own only where it is the same name but for case, punctuation and legal form,
and one organisation bears it, or where it differs by a slip of the pen in a
long name; what is merely alike is doubtful and left to a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from invoicing.spend.supplier_name import legal_form, name_words
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
    """Organisations by number, by name, and by the words of their names."""

    def __init__(self, organisations: Sequence[Organisation]) -> None:
        self.organisations = organisations
        self.numbers = [_numbers(o.company_number, o.charity_number) for o in organisations]
        self.by_number: dict[str, int] = {}
        self.by_name: defaultdict[str, list[int]] = defaultdict(list)
        for at, organisation in enumerate(organisations):
            for number in self.numbers[at]:
                if number:
                    self.by_number.setdefault(number, at)
            self.by_name["".join(name_words(organisation.name))].append(at)
        self.by_word: defaultdict[str, list[int]] = defaultdict(list)
        self.sorted_names: list[str] = []
        for at, organisation in enumerate(organisations):
            said = sorted(set(name_words(organisation.name)))
            self.sorted_names.append(" ".join(said))
            for word in said:
                self.by_word[word].append(at)

    def match(self, supplier: Supplier) -> Match:
        numbers = _numbers(supplier.company_number, supplier.charity_number)
        known = [self.by_number[n] for n in numbers if n in self.by_number]
        if known:
            agreed = all(self._same(known[0], other) for other in known[1:])
            return self._to(supplier, known[0], "number", agreed)
        return self._by_name(supplier, numbers)

    def _by_name(self, supplier: Supplier, numbers: Numbers) -> Match:
        said = name_words(supplier.name)
        bearers = self.by_name.get("".join(said), []) if said else []
        if bearers:
            form = legal_form(supplier.name)
            alike = [at for at in bearers if legal_form(self.organisations[at].name) == form]
            chosen = alike or bearers
            is_one = all(self._same(chosen[0], other) for other in chosen[1:])
            # A firm may have become a CIC since; one that says it is a CIC is no other firm.
            other_form = not alike and form == "cic"
            sure = is_one and not other_form and not _conflict(numbers, self.numbers[chosen[0]])
            return self._to(supplier, chosen[0], "name", sure)
        most_alike = self._most_alike(said)
        if not most_alike:
            return Match(supplier.name, None, None, Decision.NONE)
        (best, score), *others = most_alike
        alone = all(s < score - 2 or self._same(best, other) for other, s in others)
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
        matches = process.extract(query, names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=4)
        # Another first word is another body: North Somerset is not Somerset.
        return [(at, score) for _, score, at in matches if self._begins_alike(said, at)]

    def _begins_alike(self, said: tuple[str, ...], at: int) -> bool:
        first = name_words(self.organisations[at].name)[0]
        return fuzz.ratio(said[0], first) >= _BEGINS_ALIKE

    def _same(self, first: int, second: int) -> bool:
        """Whether two entries are one organisation: one id, or numbers that do not differ."""
        if self.organisations[first].id == self.organisations[second].id:
            return True
        return not _conflict(self.numbers[first], self.numbers[second])

    def _to(self, supplier: Supplier, at: int, how: str, sure: bool) -> Match:
        decision = Decision.AUTOMATIC if sure else Decision.DOUBTFUL
        return Match(supplier.name, self.organisations[at].id, how, decision)


def _conflict(first: Numbers, second: Numbers) -> bool:
    """Whether two sets of numbers cannot be of one organisation.

    One shared number makes them one, whatever else differs; with none shared,
    two different numbers of one register part them.
    """
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a and b]
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
