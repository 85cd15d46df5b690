"""Which passwords are too easy to guess? Short ones, those on lists that are passed around, one's own name.

The lists and the reckoning are zxcvbn's (MIT licence; Wheeler, zxcvbn: Low-Budget Password
Strength Estimation, USENIX Security 2016): common passwords from breaches, names, words, keyboard
patterns, dates, and what people make of them.
"""

import re
from collections.abc import Iterable

from marketplace.engine.address import normal_password
from marketplace.engine.shown import NAME
from procurement.ground.refusal import Refusal

SHORTEST_PASSWORD = 10
_GUESSES = 9
"""As a power of ten: what falls within so many guesses is too easy."""
_LONGEST = 72
"""The most characters that zxcvbn looks at; what is longer is judged by its beginning."""
_OF_ONES_OWN = 6
"""The least letters and digits beside one's own name and address."""


def check_password(password: str, own: Iterable[str]) -> None:
    """Refuses a password that is too short, is common, or is made of what is known of the person."""
    password = normal_password(password)
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(
            f"Use a password of at least {SHORTEST_PASSWORD} characters: three words are easy to "
            "remember.",
            field="password",
        )
    known = _words([*own, NAME])
    if _beside(password, known) < _OF_ONES_OWN:
        raise Refusal(
            "This password is made of your name, your address or the name of this site. Use words "
            "that have nothing to do with them.",
            field="password",
        )
    if _power(password, known) < _GUESSES:
        raise Refusal(
            "This password is on lists of common ones, or easily made from them. Use three or four "
            "words that do not belong together.",
            field="password",
        )


def _words(texts: Iterable[str]) -> list[str]:
    return sorted({word for text in texts for word in re.findall(r"\w{3,}", text.lower())}, key=len)


def _beside(password: str, known: list[str]) -> int:
    """How many letters and digits are left without the known words, the longest taken first."""
    left = password.lower()
    for word in reversed(known):
        left = left.replace(word, " ")
    return len(re.findall(r"\w", left))


def _power(password: str, known: list[str]) -> float:
    from zxcvbn import zxcvbn  # noqa: PLC0415 its lists take a while to read

    return float(zxcvbn(password[:_LONGEST], user_inputs=known)["guesses_log10"])
