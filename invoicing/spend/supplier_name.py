"""When do two written names mean the same name?

Case, accents, punctuation, "the", "and", the legal form (Ltd, CIC, plc …), that it is
being wound up, and a name's own initials after it say nothing about who is meant; every
other word does, in whatever script.
"""

import re
import unicodedata
from typing import NamedTuple

_LONG_FORMS = (
    (re.compile(r"\bcommunity interest (?:company|co)\b"), "cic"),
    (re.compile(r"\bcharitable incorporated organisation\b"), "cio"),
    (re.compile(r"\bpublic limited company\b"), "plc"),
    (re.compile(r"\blimited liability partnership\b"), "llp"),
    (re.compile(r"\bcompany limited by guarantee\b"), "ltd"),
    (re.compile(r"\blimited\b"), "ltd"),
)
# Words without which none of the long forms but "limited" stands in a name.
_OF_LONG_FORMS = frozenset({"community", "charitable", "public", "liability", "guarantee"})
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


class WrittenName(NamedTuple):
    """A name taken apart.

    ``words`` say who is meant, in order, empty where there is none; ``form`` is the legal form
    of who trades: ``cic``, ``ltd`` …, or empty. Of “A Ltd t/a B” the trader is A Ltd, and B the
    trading name; else the name itself, and nothing.
    """

    words: tuple[str, ...]
    form: str
    trader: str
    trading_name: str


def written_name(name: str) -> WrittenName:
    """A name taken apart."""
    if _is_plain(name):
        said = _words_of_plain(name)
        return WrittenName(_telling(said), _form(said), name, "")
    trader, trading_name = parted_at_trading_name(name)
    return WrittenName(name_words(name), legal_form(trader), trader, trading_name)


def name_words(name: str) -> tuple[str, ...]:
    """The words that say who is meant, in order; empty where there is none."""
    return _telling(_all_words(name))


def _telling(said: tuple[str, ...]) -> tuple[str, ...]:
    kept = [_SHORT.get(word, word) for word in said if word not in _SILENT]
    # No more initials than words go before them: quicker asked than told.
    if len(kept) > 3 and len(kept[-1]) < len(said) and kept[-1] in _initials(said):
        kept.pop()
    return tuple(kept) or said


def legal_form(name: str) -> str:
    """The legal form written in a name: ``cic``, ``ltd`` …; of "CIC Ltd" it is ``cic``."""
    return _form(_all_words(name))


def _form(said: tuple[str, ...]) -> str:
    return min(_FORMS.intersection(said), default="")


def _initials(said: tuple[str, ...]) -> set[str]:
    """A name's initials, with and without its small words, of all words but the last."""
    words = [word for word in said if word not in _FORMS][:-1]
    without = [word for word in words if word not in _SILENT]
    large = [word for word in without if word not in _SMALL]
    return {"".join(word[0] for word in kept) for kept in (words, without, large)}


def parted_at_trading_name(name: str) -> tuple[str, str]:
    """Who trades and the name it trades by: “A Ltd t/a B” is A Ltd, and B; else the name, and “”."""
    if _is_plain(name):
        return name, ""
    before, *after = _TRADING_AS.split(name, maxsplit=1)
    return (before.strip(), after[0].strip(" )")) if after and before.strip() else (name, "")


def _all_words(name: str) -> tuple[str, ...]:
    if not _is_plain(name):
        name = _TRADING_AS.sub(" ta ", _INSOLVENT.sub(" ", name))
    return _words_of_plain(name)


def _words_of_plain(name: str) -> tuple[str, ...]:
    text = name.casefold()
    if not text.isascii():
        text = _without_accents(text.replace("’", "'"))
    for sign, word in _SPELLED.items():
        text = text.replace(sign, word)
    said, is_ascii = text.split(), text.isascii()
    if not (is_ascii and "".join(said).isalnum()) or 1 in map(len, said):
        text = _APOSTROPHES.sub("", text)
        text = _INITIALS.sub(lambda m: re.sub(r"[. ]", "", m[0]) + " ", text)
        said = _WORD.findall(text) if is_ascii else _words_of_any_script(text)
    return tuple(_with_short_forms(said, is_ascii=is_ascii))


def _is_plain(name: str) -> bool:
    """Whether a name surely says neither what it trades by nor that it is being wound up.

    The patterns that tell are slow, and few of a million names hold one of these.
    """
    small = name.lower()
    return small.isascii() and not (
        "/" in small
        or "." in small
        or "trading" in small
        or "administration" in small
        or "liquidation" in small
        or "receivership" in small
    )


def _with_short_forms(said: list[str], *, is_ascii: bool) -> list[str]:
    if is_ascii and _OF_LONG_FORMS.isdisjoint(said):
        return ["ltd" if word == "limited" else word for word in said]
    text = " ".join(said)
    for pattern, short in _LONG_FORMS:
        text = pattern.sub(short, text)
    return text.split()


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
