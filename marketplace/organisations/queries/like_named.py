"""Which organisations may be meant by a name that somebody types, with or without mistakes?"""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select

from marketplace.engine import db
from marketplace.organisations.models.directory import is_here
from marketplace.organisations.models.organisations import Organisation
from procurement.ground.words import intact_parts, words_in, words_met

MOST = 10
"""How many are offered."""

_LOOKED_AT = 500
_LONGEST = 100


def organisations_like(typed: str) -> Sequence[Organisation]:
    """Those whose names hold all that was typed; where there is none, those with words like it,
    the likest first. At most two queries."""
    text = typed.strip()[:_LONGEST]
    if not text:
        return []
    here = select(Organisation).where(is_here()).order_by(Organisation.name, Organisation.id)
    holding = here
    for word in text.split():
        holding = holding.where(Organisation.name.icontains(word, autoescape=True))
    exact = db.session.scalars(holding.limit(MOST)).all()
    return exact or _like(text)


def _like(text: str) -> Sequence[Organisation]:
    """Those that share an unharmed part with a word."""
    name = func.concat(" ", func.lower(Organisation.name), " ")
    parts = [part for word in words_in(text) for part in intact_parts(word) if part]
    shared = [and_(*(name.contains(piece, autoescape=True) for piece in part)) for part in parts]
    if not shared:
        return []
    rows = db.session.scalars(
        select(Organisation).where(is_here(), or_(*shared)).limit(_LOOKED_AT)
    ).all()
    met = {row.id: words_met(text, row.name) for row in rows}
    likest = sorted(rows, key=lambda row: (-met[row.id], row.name))
    return [row for row in likest if met[row.id]][:MOST]
