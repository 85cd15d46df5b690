"""How is what members of a consortium agree kept in a column that nobody else can read?"""

from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from marketplace.gateways import keys
from procurement.ground.refusal import Refusal


class Sealed(TypeDecorator[Any]):
    """A column of a value that its members may read before the opening, and nobody else.

    ``Sealed(str)`` or ``Sealed(Decimal)``: the value's text is encrypted under the
    installation's key, filled up to whole blocks so that its length tells little.
    It can be neither compared nor sorted by the database.
    """

    impl = LargeBinary
    cache_ok = True
    block = 64

    def __init__(self, kind: type) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        plain = str(value).encode()
        return keys.encrypt("agreement", plain + b"\0" * (-len(plain) % self.block))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        plain = keys.decrypt("agreement", value)
        if plain is None:
            raise Refusal(
                "What a consortium agreed cannot be read: it was altered, or belongs to another "
                "installation. Tell whoever looks after this marketplace; nothing was changed."
            )
        return self.kind(plain.rstrip(b"\0").decode())
