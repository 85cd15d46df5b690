"""Which e-mail address and which password are the same, however they were typed?

One form for each: composed characters (NFC; full-width letters are letters), the
domain as IDNA has it, and small letters as Python makes them, so that the database,
asked for the same text, need not make any.
"""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from procurement.ground.refusal import Refusal
from procurement.ground.text import clean, storable


def normal_address(email: str) -> str:
    """An e-mail address checked for form, in its one form."""
    try:
        form = validate_email(_plain(email), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Refusal(
            "Enter an e-mail address in the right form, such as name@example.org.", field="email"
        ) from None
    return unicodedata.normalize("NFC", form.lower())


def address_sought(email: str) -> str:
    """The one form of what was typed to find an account; what is no address finds none."""
    try:
        return normal_address(email)
    except Refusal:
        return _plain(email)


def normal_password(password: str) -> str:
    """A password as it is hashed: the same from every keyboard."""
    return unicodedata.normalize("NFC", storable(password))


def _plain(email: str) -> str:
    seen = "".join(one for one in clean(email) if unicodedata.category(one) != "Cf")
    folded = unicodedata.normalize("NFKC", seen).strip().lower()
    return unicodedata.normalize("NFC", folded)
