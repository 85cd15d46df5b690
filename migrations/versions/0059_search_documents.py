"""Notices and tenders are found by documents of their words."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, TSVECTOR

from procurement.ground.words import pieces, words_in
from procurement.open_data.cpv import cpv_words

revision = "0059"
down_revision = "0058"

_AT_ONCE = 1_000
_MOST_TEXT = 50_000
_REGION = re.compile(r"west midlands|\b(?:UKG|TLG)", re.IGNORECASE)


def upgrade() -> None:
    op.create_table(
        "searched_notices",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks", ARRAY(TEXT), nullable=False),
        *_words(),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"]),
        sa.ForeignKeyConstraint(["buyer_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_searched_notices")),
    )
    op.create_table(
        "searched_tenders",
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        *_words(),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"]),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_searched_tenders")),
    )
    op.create_table(
        "known_words",
        sa.Column("word", TEXT(), nullable=False),
        sa.Column("pieces", ARRAY(TEXT), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_known_words")),
    )
    _fill()
    op.create_index("ix_searched_notices_newest", "searched_notices", ["released_at", "notice_id"])
    op.create_index(
        "ix_searched_notices_buyer", "searched_notices", ["buyer_id", "released_at", "notice_id"]
    )
    for name, columns in (
        ("searched_notices_words", ["words", "marks"]),
        ("searched_tenders_words", ["words"]),
        ("known_words_pieces", ["pieces"]),
    ):
        op.create_index(
            f"ix_{name}",
            name.rpartition("_")[0],
            columns,
            postgresql_using="gin",
            postgresql_with={"fastupdate": False},
        )
    op.execute("ANALYZE searched_notices, searched_tenders, known_words")


def downgrade() -> None:
    for table in ("known_words", "searched_tenders", "searched_notices"):
        op.drop_table(table)


def _words() -> tuple[sa.Column[Any], sa.Column[Any]]:
    read = sa.Computed("to_tsvector('english'::regconfig, text)", persisted=True)
    words = sa.Column("words", TSVECTOR(), read, nullable=False)
    return sa.Column("text", TEXT(), nullable=False), words


def _fill() -> None:
    """A document for what is there, a thousand at a time; then each word of them once."""
    known: set[str] = set()
    for of_what, columns, document in (
        ("notices", ("released_at", "stage"), _of_notice),
        ("tenders", ("state",), _of_tender),
    ):
        for part in _parts(of_what, columns):
            rows = [document(row) for row in part if row.get("state") != "draft"]
            _insert(f"searched_{of_what}", rows)
            known.update(*(words_in(row["text"]) for row in rows))
    words = sorted(known)
    for start in range(0, len(words), _AT_ONCE):
        part = words[start : start + _AT_ONCE]
        _insert("known_words", [{"word": word, "pieces": sorted(pieces(word))} for word in part])


def _parts(of_what: str, columns: tuple[str, ...]) -> Iterator[Sequence[sa.RowMapping]]:
    names = ("id", "title", "description", "delivery", "cpv", "buyer_id", *columns)
    what = sa.table(of_what, *map(sa.column, names))
    buyers = sa.table("organisations", sa.column("id"), sa.column("name"))
    wanted = (
        sa.select(*what.c, buyers.c.name)
        .join(buyers, buyers.c.id == what.c.buyer_id)
        .order_by(what.c.id)
        .limit(_AT_ONCE)
    )
    part = op.get_bind().execute(wanted).mappings().all()
    while part:
        yield part
        following = wanted.where(what.c.id > part[-1]["id"])
        part = op.get_bind().execute(following).mappings().all()


def _insert(table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        into = sa.table(table, *map(sa.column, rows[0]))
        op.get_bind().execute(sa.insert(into), rows)


def _of_notice(row: sa.RowMapping) -> dict[str, Any]:
    beginnings = {code[:length] for code in row["cpv"] for length in range(1, 9)}
    region = ["west-midlands"] if _REGION.search(row["delivery"]) else []
    return {
        "notice_id": row["id"],
        "buyer_id": row["buyer_id"],
        "released_at": row["released_at"],
        "marks": [
            f"stage:{row['stage']}",
            *(f"cpv:{start}" for start in sorted(beginnings)),
            *region,
        ],
        "text": _text(row),
    }


def _of_tender(row: sa.RowMapping) -> dict[str, Any]:
    return {"tender_id": row["id"], "text": _text(row)}


def _text(row: sa.RowMapping) -> str:
    parts = (row["title"], row["description"], row["name"], row["delivery"], *row["cpv"])
    return "\n".join(filter(None, (*parts, cpv_words(row["cpv"]))))[:_MOST_TEXT]
