"""Which words stand in a text, and which known one was meant by one that was typed wrongly?"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA, JaroWinkler

SHORTEST, LONGEST = 4, 30
"""Letters: shorter words have too many neighbours, longer ones are none."""

_WORD = re.compile(r"[^\W\d_]+")
_MOST = 3
"""How many words one typed word may have meant."""


def words_in(text: str) -> set[str]:
    """The words of a text in small letters, without numbers, the very short and the very long."""
    folded = unicodedata.normalize("NFC", text).lower()
    return {word for word in _WORD.findall(folded) if SHORTEST <= len(word) <= LONGEST}


def pieces(word: str) -> set[str]:
    """Each three letters of a word that stand together, its beginning and its end as blanks."""
    return _threes(f" {word} ")


def most_edits(word: str) -> int:
    """How many letters may be wrong, missing, too many or exchanged: one, or two in a long word."""
    return 1 if len(word) < 7 else 2


def intact_parts(word: str) -> list[set[str]]:
    """The pieces of each part of a word that was typed, one part more than edits are allowed: an
    edit spoils one part, so that the word that was meant has all pieces of another one.

    Only two letters exchanged across a border spoil both parts beside it (``exchanged``).
    """
    marked, count = f" {word} ", most_edits(word) + 1
    ends = [len(marked) * part // count for part in range(count + 1)]
    return [_threes(marked[start:end]) for start, end in pairwise(ends)]


def exchanged(word: str) -> list[str]:
    """The word with each two letters beside one another exchanged."""
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]


def meant_by(word: str, known: Iterable[str]) -> Sequence[str]:
    """The known words with the fewest edits, the likest first, three at most; none where all are
    too far."""
    most = most_edits(word)
    edits = {other: OSA.distance(word, other, score_cutoff=most) for other in known}
    fewest = min(edits.values(), default=0)
    if not 0 < fewest <= most:
        return []
    nearest = [other for other, distance in edits.items() if distance == fewest]
    return sorted(nearest, key=lambda other: (-JaroWinkler.similarity(word, other), other))[:_MOST]


def words_met(typed: str, text: str) -> int:
    """How many words of what was typed stand in a text, or were meant by one that stands there."""
    there = words_in(text)
    return sum(word in there or bool(meant_by(word, there)) for word in words_in(typed))


def _threes(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}
