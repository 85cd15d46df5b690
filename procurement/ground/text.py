"""What of a typed text means something, and how many words are in it?

Cleaned once, where it comes in: pages, JSON, files and the names of files. What no
document can hold (controls, halves of characters) is left out, so that whatever
was taken can be kept, printed and sent.
"""

import re
import unicodedata
from typing import Any

_LINE_ENDS = re.compile(r"\r\n?")
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
"""Word and old terminals end a line, a page or a record with these: a space here."""
_NOTHING = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
_WORD_BREAKS = re.compile("[\\s\u200b\u2060\ufeff]+")
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def clean(typed: str) -> str:
    """The text as it can be kept; nothing that can be seen in it is an empty text."""
    text = storable(_LINE_ENDS.sub("\n", typed))
    return text if any(unicodedata.category(one) not in _UNSEEN for one in text) else ""


def storable(text: str) -> str:
    """Without controls and halves of characters, which neither a database nor XML can hold."""
    text = _NOTHING.sub("", _BREAKS.sub(" ", text))
    return text.encode("utf-8", "replace").decode("utf-8")


def cleaned(value: Any) -> Any:
    """A JSON value of which every text is clean; keys are names, and stay as they are."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    return value


def count_words(text: str) -> int:
    """How many words a reader sees: breaks of no width part them as spaces do."""
    return len([word for word in _WORD_BREAKS.split(text) if word])
