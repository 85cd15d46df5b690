"""What is bought, in words, where only a code says it?

``cpv.csv.gz`` holds codes and English names of the Common Procurement Vocabulary of 2008:
Regulation (EC) No 213/2008, whose reuse is allowed where the source is named (Commission Decision
2011/833/EU).
"""

import csv
import gzip
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from procurement.ground.refusal import Refusal

_DIGITS = re.compile(r"([0-9]{1,8})(?:-[0-9])?")

_MOST_STARTS = 60
"""More kinds than these are meant by nobody who types a word or two."""


def cpv_name(code: str) -> str:
    """The name of a code, told with or without its check digit; empty where there is none."""
    return _names().get(code[:8], "")


def cpv_words(codes: Iterable[str]) -> str:
    """The names of the codes, each once, in the order of the codes."""
    return ", ".join(dict.fromkeys(filter(None, map(cpv_name, codes))))


def cpv_starts(typed: str) -> tuple[str, ...]:
    """With what the codes begin that are meant by a code, by several, or by words of a name.

    A code means itself and all that is below it: 55500000 is 555 and whatever follows. Refuses
    words that stand in no name, and those that stand in very many.
    """
    codes = [_DIGITS.fullmatch(code) for code in re.split(r"[\s,;]+", typed.strip())]
    if all(codes):
        return tuple(dict.fromkeys(_start(code[1]) for code in codes if code))
    named = _named(typed)
    if not named:
        raise Refusal(f"No CPV code is called “{typed}”. Use another word, or a code.", field="cpv")
    if len(named) > _MOST_STARTS:
        raise Refusal(
            f"Very many CPV codes have “{typed}” in their name. Use one more word, or a code.",
            field="cpv",
        )
    return named


def _start(code: str) -> str:
    """Without the zeros that stand for “and all below”; a division has two digits."""
    return code.rstrip("0").ljust(min(2, len(code)), "0")


def _named(typed: str) -> tuple[str, ...]:
    """The beginnings of the codes in whose names each of the words begins a word, whether it is said
    of one thing or of several; not those below another of them."""
    words = [word.removesuffix("s") for word in re.findall(r"\w+", typed.lower())]
    starts: list[str] = []
    for code, name in _names().items() if words else ():
        said = re.findall(r"\w+", name.lower())
        if all(any(part.startswith(word) for part in said) for word in words):
            starts.append(_start(code))
    kept = sorted(set(starts), key=lambda start: (len(start), start))
    return tuple(start for start in kept if not any(start[:n] in kept for n in range(len(start))))


@cache
def _names() -> Mapping[str, str]:
    packed = files("procurement").joinpath("data", "cpv.csv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("utf-8").splitlines()
    return MappingProxyType({row["code"]: row["label"] for row in csv.DictReader(lines)})
