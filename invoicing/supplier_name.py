"""When do two written names mean the same name?

Case, accents, punctuation, "The", "&" and the legal form (Ltd, CIC, plc …) say
nothing about who is meant; every other word does.
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
_FORMS = frozenset({"ltd", "cic", "cio", "plc", "llp", "the"})
_SPELLED = {"&": " and ", "+": " and "}
_APOSTROPHES = re.compile(r"['’‘`´]")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}|\b(?:[a-z] ){2,}[a-z]?\b")


def name_words(name: str) -> tuple[str, ...]:
    """The words that say who is meant, in order; empty where there is none."""
    kept = tuple(word for word in _all_words(name) if word not in _FORMS)
    return kept or _all_words(name)


def legal_form(name: str) -> frozenset[str]:
    """The legal forms written in a name: ``ltd``, ``cic`` …"""
    return frozenset(_all_words(name)) & (_FORMS - {"the"})


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
