"""Which master key belongs to this database?

A machine with another key would seal what nobody else can open. So the key's fingerprint
stands in the database from the first start on, and every process compares it.
"""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine import clock, db
from marketplace.gateways import keys

_KEY = "the master key"


class Installation(db.Base):
    """The one row that says to which master key the database belongs, and since when."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_fingerprint: Mapped[str]
    since: Mapped[datetime]


def bind_to_key() -> None:
    """Remember the key of a database that has none yet, or whose key was changed. Commits."""
    with db.transaction():
        bind()


def bind() -> None:
    """The same, within a transaction."""
    now, *before = keys.fingerprints(_KEY)
    bound = insert(Installation).values(id=1, key_fingerprint=now, since=clock.real())
    db.session.execute(
        bound.on_conflict_do_update(
            index_elements=["id"],
            set_={"key_fingerprint": now, "since": clock.real()},
            where=Installation.key_fingerprint.in_(before),
        )
    )


def fingerprint() -> str:
    """By which the key in use is known; it tells nothing of the key."""
    return keys.fingerprint(_KEY)


def has_its_key() -> bool:
    """Whether this machine’s master key is the one the database belongs to, or it is still new."""
    own = fingerprint()
    row = db.session.get(Installation, 1, populate_existing=True)
    return row is None or row.key_fingerprint == own
