"""When do two written names mean the same name?

Case, accents, punctuation, "the", "and", the legal form (Ltd, CIC, plc …), that it is
being wound up, and a name's own initials after it say nothing about who is meant; every
other word does, in whatever script.
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
_OTHER_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d"})
_TRADING_AS = re.compile(r"[\s,(]+(?:t\s*/\s*as?|t\.\s*a\.|trading\s+as)[\s:]+", re.IGNORECASE)
_WOUND_UP = (
    r"(?:now\s+)?in\s+(?:(?:creditors['’]?|members['’]?|compulsory|voluntary|administrative"
    r"|provisional)\s+)*(?:administration|liquidation|receivership)"
)
_INSOLVENT = re.compile(rf"\(\s*{_WOUND_UP}\s*\)|(?<=\S)[\s,\-–]+{_WOUND_UP}[\s.]*$", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]+")
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


def parted_at_trading_name(name: str) -> tuple[str, str]:
    """Who trades and the name it trades by: “A Ltd t/a B” is A Ltd, and B; else the name, and “”."""
    before, *after = _TRADING_AS.split(name, maxsplit=1)
    return (before.strip(), after[0].strip(" )")) if after and before.strip() else (name, "")


def _all_words(name: str) -> tuple[str, ...]:
    text = _TRADING_AS.sub(" ta ", _INSOLVENT.sub(" ", name)).casefold()
    if not text.isascii():
        text = _without_accents(text.replace("’", "'"))
    for sign, word in _SPELLED.items():
        text = text.replace(sign, word)
    text = _APOSTROPHES.sub("", text)
    text = _INITIALS.sub(lambda m: re.sub(r"[. ]", "", m[0]) + " ", text)
    text = " ".join(_WORD.findall(text) if text.isascii() else _words_of_any_script(text))
    for pattern, short in _LONG_FORMS:
        text = pattern.sub(short, text)
    return tuple(text.split())


def _without_accents(text: str) -> str:
    """Latin letters without their accents; the vowel signs of other scripts stay."""
    kept: list[str] = []
    base = ""
    for letter in unicodedata.normalize("NFKD", text).translate(_OTHER_LETTERS):
        is_mark = unicodedata.category(letter).startswith("M")
        base = base if is_mark else letter
        if not (is_mark and base.isascii()):
            kept.append(letter)
    return "".join(kept)


def _words_of_any_script(text: str) -> list[str]:
    said = (
        letter if letter.isalnum() or unicodedata.category(letter).startswith("M") else " "
        for letter in text
    )  # fmt: skip
    return "".join(said).split()
