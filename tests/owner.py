"""Who owns the database, and can do behind the application's back what its own role cannot?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, create_engine, text

from marketplace.engine import db

_UNGUARDED = text("SET LOCAL session_replication_role = replica")
"""Neither keys to other tables nor the guards of what is never changed, for one transaction."""


@dataclass
class Owner:
    """The role that owns the tables."""

    url: str
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = create_engine(self.url)

    @contextmanager
    def unguarded(self) -> Iterator[Connection]:
        """A transaction of its own in which anything goes; committed at the end."""
        db.session.commit()  # so that neither waits for the other
        with self.engine.begin() as connection:
            connection.execute(_UNGUARDED)
            yield connection

    @contextmanager
    def meddling(self) -> Iterator[None]:
        """The session is the owner's, and unguarded; what is done in it is undone at the end."""
        pages = db.session.get_bind()
        db.session.remove()
        db.session.configure(bind=self.engine)
        db.session.execute(_UNGUARDED)
        try:
            yield
        finally:
            db.session.remove()
            db.session.configure(bind=pages)
