"""What in a published notice is about a person, and what is left without it?

Open licences do not cover personal data: contacts, e-mail addresses, telephone
numbers and names with a title are taken out before a notice is kept.
"""

import re
from typing import Any

CONTACT_FIELDS = frozenset(
    {
        "additionalContactPoints",
        "beneficialOwners",
        "contact",
        "contactName",
        "contactPerson",
        "contactPoint",
        "contactPoints",
        "email",
        "fax",
        "faxNumber",
        "mobile",
        "persones",
        "phone",
        "shareholders",
        "telephone",
    }
)
"""Fields left out wherever they stand."""

CONTACT_ROLES = frozenset({"processContactPoint", "reviewContactPoint"})
"""A party with no other role than these is left out whole."""

_REFERENCES = frozenset({"awardID", "id", "identifier", "ocid", "relatedLot", "relatedLots"})
"""Numbers that may look like a telephone's: left as they are."""

_LINKS = frozenset({"href", "uri", "url"})

_ADDRESS = re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+")
_NO_NUMBER = r"\d{1,2}[-./ ]\d{1,2}[-./ ]\d{2,4}|\d{6}-20\d\d(?!\d)"
"""A date, or the number of a notice on Find a Tender."""
_NUMBER = re.compile(
    rf"(?<![\w/=&.-])(?!{_NO_NUMBER})(?:\+44|0044|\(?0)(?:[\s().-]{{0,3}}\d){{9,11}}(?!\w)"
)
_NAMED_NUMBER = re.compile(
    r"(?i)\b((?:tel(?:ephone)?|phone|mobile|fax)\b[\s.:]*(?:(?:no|number)\b[\s.:]*)?)"
    r"\+?\d(?:[ ()-]?\d){5,13}"
)
_PERSON = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?[ \u00a0][A-Z][\w'’-]*(?:[ \u00a0][A-Z][\w'’-]*){0,2}"
)


def masked(text: str) -> str:
    """The text with e-mail addresses, United Kingdom telephone numbers and titled names removed."""
    text = _ADDRESS.sub("[e-mail address removed]", text)
    text = _NUMBER.sub("[telephone number removed]", text)
    text = _NAMED_NUMBER.sub(r"\1[telephone number removed]", text)
    return _PERSON.sub("[name removed]", text)


def without_people(value: Any) -> Any:
    """A copy of a JSON value without contact fields and with every text masked.

    Who will open the bids, and parties that are only contacts, go as well.
    """
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list):
        return [without_people(part) for part in value if not _is_contact_party(part)]
    if isinstance(value, dict):
        return {
            key: _field_without_people(key, part)
            for key, part in value.items()
            if key not in CONTACT_FIELDS
        }
    return value


def _field_without_people(key: str, part: Any) -> Any:
    if key in _REFERENCES and isinstance(part, str | list):
        return part
    if key in _LINKS and isinstance(part, str):
        return _ADDRESS.sub("[e-mail address removed]", part)
    return without_people(_unattended(part) if key == "bidOpening" else part)


def _unattended(opening: Any) -> Any:
    """A bid opening without its description, in which notices name who attends."""
    if not isinstance(opening, dict):
        return opening
    return {key: part for key, part in opening.items() if key != "description"}


def _is_contact_party(part: Any) -> bool:
    roles = part.get("roles") if isinstance(part, dict) else None
    if not isinstance(roles, list) or not roles:
        return False
    return all(isinstance(role, str) and role in CONTACT_ROLES for role in roles)
