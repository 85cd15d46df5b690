"""Organisations are found by documents of their words, of what they can do, and of where they trade."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, TSVECTOR, insert

from procurement.ground.words import pieces, words_in
from procurement.open_data.cpv import cpv_words
from procurement.organisations.distance import cells_of
from procurement.organisations.place import PLACES

revision = "0071"
down_revision = "0070"

_AT_ONCE = 1_000
_MOST_TEXT = 50_000
_SUPPLY = {
    "community_interest_company",
    "cooperative_or_community_benefit_society",
    "trading_charity",
    "community_business",
    "other_supplier",
}


def upgrade() -> None:
    op.create_table(
        "searched_organisations",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sorted_name", TEXT(), nullable=False),
        sa.Column("marks", ARRAY(TEXT), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("largest_contract", sa.BigInteger()),
        sa.Column("people", sa.Integer()),
        sa.Column("miles", sa.Integer()),
        sa.Column("latitude", sa.Float(53)),
        sa.Column("longitude", sa.Float(53)),
        sa.Column("text", TEXT(), nullable=False),
        sa.Column(
            "words",
            TSVECTOR(),
            sa.Computed("to_tsvector('english'::regconfig, text)", persisted=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        sa.PrimaryKeyConstraint("organisation_id"),
    )
    _fill()
    op.create_index(
        "ix_searched_organisations_name",
        "searched_organisations",
        ["sorted_name", "organisation_id"],
    )
    op.create_index(
        "ix_searched_organisations_words",
        "searched_organisations",
        ["words", "marks"],
        postgresql_using="gin",
        postgresql_with={"fastupdate": False},
    )
    op.execute("ANALYZE searched_organisations, known_words")


def downgrade() -> None:
    op.drop_table("searched_organisations")


def _fill() -> None:
    """A document for each organisation that is here, a thousand at a time, and the words of them."""
    known: set[str] = set()
    for part in _parts():
        rows = [_document(row) for row in part]
        op.get_bind().execute(
            sa.insert(sa.table("searched_organisations", *map(sa.column, rows[0]))), rows
        )
        known.update(*(words_in(row["text"]) for row in rows))
    words = sorted(known)
    into = sa.table("known_words", sa.column("word"), sa.column("pieces"))
    for start in range(0, len(words), _AT_ONCE):
        part = [
            {"word": word, "pieces": sorted(pieces(word))}
            for word in words[start : start + _AT_ONCE]
        ]
        op.get_bind().execute(insert(into).on_conflict_do_nothing(), part)


def _parts() -> Iterator[Sequence[sa.RowMapping]]:
    """What each says of itself; profiles may be kept already."""
    wanted = sa.text(
        """
        SELECT o.id, o.name, o.about, o.town, o.kind, o.claimed_at,
            p.largest_contract, p.people, p.miles, COALESCE(p.themes, '[]'::jsonb) AS themes,
            a.ward_code, a.latitude, a.longitude,
            ARRAY(SELECT words FROM capabilities c WHERE c.organisation_id = o.id
                ORDER BY number) AS can_do,
            ARRAY(SELECT cpv FROM capabilities c WHERE c.organisation_id = o.id AND cpv <> ''
                ORDER BY number) AS codes,
            ARRAY(SELECT h.kind || '|' || h.name FROM holdings h WHERE h.organisation_id = o.id
                ORDER BY h.id) AS holds,
            EXISTS (SELECT 1 FROM verifications v WHERE v.organisation_id = o.id
                AND v.revoked_at IS NULL) AS is_verified
        FROM organisations o
        LEFT JOIN profiles p ON p.organisation_id = o.id
        LEFT JOIN trading_addresses a ON a.organisation_id = o.id AND a.until_on IS NULL
        WHERE o.merged_into_id IS NULL AND o.dissolved_on IS NULL AND o.closed_at IS NULL
            AND o.id > :after
        ORDER BY o.id LIMIT :most
        """
    )
    after = "00000000-0000-0000-0000-000000000000"
    while True:
        values = {"after": after, "most": _AT_ONCE}
        part = op.get_bind().execute(wanted, values).mappings().all()
        if not part:
            return
        yield part
        after = str(part[-1]["id"])


def _document(row: sa.RowMapping) -> dict[str, Any]:
    lat, lon = row["latitude"], row["longitude"]
    return {
        "organisation_id": row["id"],
        "sorted_name": row["name"].lower(),
        "marks": list(_marks(row)),
        "is_public": row["kind"] not in _SUPPLY or row["claimed_at"] is None,
        "largest_contract": row["largest_contract"],
        "people": row["people"],
        "miles": row["miles"],
        "latitude": None if lat is None else float(lat),
        "longitude": None if lon is None else float(lon),
        "text": "\n".join(filter(None, _texts(row)))[:_MOST_TEXT],
    }


def _texts(row: sa.RowMapping) -> Iterator[str]:
    yield from (row["name"], row["about"], row["town"], _in_words(row["kind"]))
    yield from (*row["can_do"], *row["codes"], cpv_words(row["codes"]))
    for kind, _, name in (held.partition("|") for held in row["holds"]):
        yield f"{_in_words(kind)} {name}"


def _in_words(key: str | None) -> str:
    text = (key or "").replace("_", " ")
    return text[:1].upper() + text[1:]


def _marks(row: sa.RowMapping) -> Iterator[str]:
    yield f"kind:{row['kind']}"
    if row["kind"] in _SUPPLY:
        yield "supplies"
    if row["is_verified"]:
        yield "verified"
    yield from (f"theme:{theme}" for theme in row["themes"])
    starts = {code[:length] for code in row["codes"] for length in range(1, 9)}
    yield from (f"cpv:{start}" for start in sorted(starts))
    yield from (
        f"place:{place.slug}" for place in PLACES.values() if row["ward_code"] in place.ward_codes
    )
    if row["latitude"] is not None and row["longitude"] is not None:
        cells = cells_of(float(row["latitude"]), float(row["longitude"]))
        yield from (f"cell:{cell}" for cell in cells)
