"""Tenders and notices are found by what they are worth, when they close, and where they stand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

revision = "0115"
down_revision = "0114"

_LETTERS = {
    "C": "North East",
    "D": "North West",
    "E": "Yorkshire and the Humber",
    "F": "East Midlands",
    "G": "West Midlands",
    "H": "East of England",
    "I": "London",
    "J": "South East",
    "K": "South West",
    "L": "Wales",
    "M": "Scotland",
    "N": "Northern Ireland",
}

_CODES = (
    "SELECT DISTINCT 'cpv:' || left(code, length) FROM unnest({of}.cpv) code, "
    "generate_series(1, 8) length WHERE length <= length(code)"
)

_REGIONS = " UNION ALL ".join(
    f"SELECT '{name.lower().replace(' ', '-')}' "
    f"WHERE {{of}}.delivery ~* '\\y({name}\\y|(UK|TL){letter})'"
    for letter, name in _LETTERS.items()
)

_NOTICE = "SELECT 'stage:' || n.stage"

_TENDER = (
    "SELECT 'state:' || t.state UNION ALL SELECT 'theme:' || t.theme "
    "UNION ALL SELECT 'subject:' || t.subject "
    "UNION ALL SELECT 'regime:' || (v.content ->> 'regime') WHERE v.content ->> 'regime' <> '' "
    "UNION ALL SELECT 'suits:sme' WHERE t.suits_sme UNION ALL SELECT 'suits:vcse' WHERE t.suits_vcse"
)


def _sorted(of: str, more: str) -> str:
    """The marks of a row, in the order of their letters."""
    every = " UNION ALL ".join((f"({_CODES.format(of=of)})", _REGIONS.format(of=of), more))
    return f'ARRAY(SELECT mark FROM ({every}) AS said (mark) ORDER BY mark COLLATE "C")'  # noqa: S608 the names above


_NOTICES = (
    "UPDATE searched_notices d SET closes_at = n.closes_at, value = n.value, "  # noqa: S608
    f"marks = {_sorted('n', _NOTICE)} FROM notices n WHERE n.id = d.notice_id"
)
_TENDERS = (
    "UPDATE searched_tenders d SET buyer_id = t.buyer_id, published_at = t.published_at, "  # noqa: S608
    "closes_at = t.closes_at, value = t.estimate + coalesce(t.options_estimate, 0), "
    f"marks = {_sorted('t', _TENDER)} FROM tenders t "
    "LEFT JOIN tender_versions v ON v.tender_id = t.id AND v.number = t.version "
    "WHERE t.id = d.tender_id"
)


def upgrade() -> None:
    for table in ("searched_notices", "searched_tenders"):
        op.add_column(table, sa.Column("closes_at", sa.DateTime(timezone=True)))
        op.add_column(table, sa.Column("value", sa.BigInteger()))
    for column in (
        sa.Column("buyer_id", sa.Uuid()),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("marks", ARRAY(TEXT)),
    ):
        op.add_column("searched_tenders", column)
    op.execute(_NOTICES)
    op.execute(_TENDERS)
    for column in ("buyer_id", "published_at", "marks"):
        op.alter_column("searched_tenders", column, nullable=False)
    op.create_foreign_key(
        op.f("fk_searched_tenders_buyer_id_organisations"),
        "searched_tenders",
        "organisations",
        ["buyer_id"],
        ["id"],
    )
    op.create_index("ix_searched_notices_soonest", "searched_notices", ["closes_at", "notice_id"])
    op.create_index("ix_searched_notices_value", "searched_notices", ["value"])
    op.create_index("ix_searched_tenders_newest", "searched_tenders", ["published_at", "tender_id"])
    op.create_index("ix_searched_tenders_soonest", "searched_tenders", ["closes_at", "tender_id"])
    op.create_index(
        "ix_searched_tenders_buyer", "searched_tenders", ["buyer_id", "closes_at", "tender_id"]
    )
    op.create_index("ix_searched_tenders_value", "searched_tenders", ["value"])
    _index_words(["words", "marks"])
    op.execute("ANALYZE searched_notices, searched_tenders")


def downgrade() -> None:
    for name in ("newest", "soonest", "buyer", "value"):
        op.drop_index(f"ix_searched_tenders_{name}", "searched_tenders")
    for name in ("soonest", "value"):
        op.drop_index(f"ix_searched_notices_{name}", "searched_notices")
    _index_words(["words"])
    for column in ("marks", "published_at", "buyer_id", "value", "closes_at"):
        op.drop_column("searched_tenders", column)
    for column in ("value", "closes_at"):
        op.drop_column("searched_notices", column)


def _index_words(columns: list[str]) -> None:
    op.drop_index("ix_searched_tenders_words", "searched_tenders")
    op.create_index(
        "ix_searched_tenders_words",
        "searched_tenders",
        columns,
        postgresql_using="gin",
        postgresql_with={"fastupdate": False},
    )
