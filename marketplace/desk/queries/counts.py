"""How many rows of one table are there, of which all this is true?"""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from marketplace.engine.db import session


def counted_rows(model: Any, *conditions: ColumnElement[bool]) -> int:
    """One query."""
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
