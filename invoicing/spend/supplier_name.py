"""When do two written names mean the same name?

Case, accents, punctuation, "the", "and", the legal form (Ltd, CIC, plc …) and a
name's own initials after it say nothing about who is meant; every other word does.
"""

import re
import unicodedata

_LONG_FORMS = (
    (re.compile(r"\bcommunity interest (?:company|co)\b"), "cic"),
    (re.compile(r"\bcharitable incorporated organisation\b"), "cio"),
    (re.compile(r"\bpublic limited company\b"), "plc"),
    (re.compile(r"\blimited liability partnership\b"), "llp"),
    (re.compile(r"\bcompany limited by guarantee\b"), "ltd"),
    (re.compile(r"\blimited\b"), "ltd"),
)
_FORMS = frozenset({"ltd", "cic", "cio", "plc", "llp"})
_SILENT = _FORMS | {"the", "and"}
_SMALL = frozenset({"of", "for", "in", "to", "on", "at"})
_SHORT = {"saint": "st", "assoc": "association", "soc": "society", "serv": "service"}
_SPELLED = {"&": " and ", "+": " and "}
_APOSTROPHES = re.compile(r"['’‘`´]")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}|\b(?:[a-z] ){2,}[a-z]?\b")


def name_words(name: str) -> tuple[str, ...]:
    """The words that say who is meant, in order; empty where there is none."""
    said = _all_words(name)
    kept = [_SHORT.get(word, word) for word in said if word not in _SILENT]
    if len(kept) > 3 and kept[-1] in _initials(said):
        kept.pop()
    return tuple(kept) or said


def legal_form(name: str) -> str:
    """The legal form written in a name: ``cic``, ``ltd`` …; of "CIC Ltd" it is ``cic``."""
    return min((word for word in _all_words(name) if word in _FORMS), default="")


def _initials(said: tuple[str, ...]) -> set[str]:
    """A name's initials, with and without its small words, of all words but the last."""
    words = [word for word in said if word not in _FORMS][:-1]
    without = [word for word in words if word not in _SILENT]
    large = [word for word in without if word not in _SMALL]
    return {"".join(word[0] for word in kept) for kept in (words, without, large)}


def _all_words(name: str) -> tuple[str, ...]:
    text = name.lower()
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
        text = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for sign, word in _SPELLED.items():
        text = text.replace(sign, word)
    text = _APOSTROPHES.sub("", text)
    text = _INITIALS.sub(lambda m: re.sub(r"[. ]", "", m[0]) + " ", text)
    text = " ".join(re.findall(r"[a-z0-9]+", text))
    for pattern, short in _LONG_FORMS:
        text = pattern.sub(short, text)
    return tuple(text.split())
