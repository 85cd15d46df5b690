"""What stands in a field of somebody else's JSON, if it is what it should be?

Each function gives the value where it has the right shape, and else an empty one.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from procurement.ground.calendar import LONDON, london_day
from procurement.ground.money import in_pence
from procurement.ground.text import storable as plain_text
from procurement.open_data.ocds_terms import Object

_MOST = Decimal(10) ** 15


def text(value: Any) -> str:
    if isinstance(value, str):
        return plain_text(value).strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def list_(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def object_(value: Any) -> Object:
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Object]:
    return [entry for entry in list_(value) if isinstance(entry, dict)]


def tags_of(release: Object) -> tuple[str, ...]:
    """What a release says it is about."""
    return tuple(filter(None, map(text, list_(release.get("tag")))))


def flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if _is_a_sum(number) else None


def _is_a_sum(number: Decimal) -> bool:
    return number.is_finite() and -_MOST < number < _MOST


def pence(value: Any) -> int | None:
    number = decimal(value)
    return None if number is None else in_pence(number)


def moment(value: Any) -> datetime | None:
    """An aware moment of 1900 to 2999; one without an offset is London's."""
    try:
        read = datetime.fromisoformat(text(value))
    except ValueError:
        return None
    if not 1900 <= read.year <= 2999:
        return None
    return read if read.tzinfo else read.replace(tzinfo=LONDON)


def day(value: Any) -> date | None:
    read = moment(value)
    return london_day(read) if read else None


def storable(value: Any) -> Any:
    """The value with what a database cannot hold taken out: null characters, half characters.

    Numbers are as JSON has them again (the kept copy is evidence, sums are read from
    the exact ones); a number beyond any sum is left out.
    """
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, Decimal):
        if not _is_a_sum(value):
            return None
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [storable(part) for part in value]
    if isinstance(value, dict):
        return {storable(key): storable(part) for key, part in value.items()}
    return value


def exact(value: Any) -> Any:
    """A kept JSON value with its broken numbers as the decimals that they were published as."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, list):
        return [exact(part) for part in value]
    if isinstance(value, dict):
        return {key: exact(part) for key, part in value.items()}
    return value
