"""How is a value written as JSON can hold it?"""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from procurement.ground.money import Money


def plain(value: Any) -> Any:
    """A value as JSON can hold it: ids and dates as text, money as pence."""
    match value:
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(inner) for inner in value]
        case Money():
            return value.pence
        case Enum():
            return value.value
        case UUID() | Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return sha256(value).hexdigest()
        case _:
            return value
