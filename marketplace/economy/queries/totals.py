"""What do the lines that count come to? Read from the kept totals, and never from the lines.

A total is its folded row and what its tail still holds, read in one statement, so that a fold
between the two is never seen by half.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, String, Uuid, cast, column, select, text

from marketplace.engine import db
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.engine.reading import READS
from marketplace.organisations.models.organisations import Organisation

BY_NAME = """
    SELECT stage, place, period, kind, name, pence, lines
    FROM {cells} AS cell
    CROSS JOIN LATERAL (VALUES
        ('all'), (to_char(day, 'YYYY')), (to_char(day, 'YYYY"-Q"Q'))) AS within (period)
    CROSS JOIN LATERAL (VALUES
        ('total', ''), ('theme', theme), ('payer', payer), ('organisation', organisation),
        ('source', source), ('ward', ward), ('said', CASE WHEN is_said THEN 'yes' ELSE 'no' END),
        ('theme,payer', theme || ',' || payer),
        ('theme,organisation', theme || ',' || organisation),
        ('payer,organisation', payer || ',' || organisation),
        ('theme,payer,organisation', theme || ',' || payer || ',' || organisation)
    ) AS by_name (kind, name)
    WHERE kind = 'total' OR place <> '' AND (stage = 'received' OR kind = 'theme')
"""
"""Cells of money by each name that a total is kept by, in each period: see ``MoneyTail``."""

_KEPT = f"""
    SELECT stage, place, period, kind, name, sum(pence)::bigint AS pence, sum(lines)::bigint AS lines
    FROM (
        SELECT stage, place, period, kind, name, pence, lines FROM money_totals WHERE {{wanted}}
        UNION ALL
        SELECT * FROM ({BY_NAME.format(cells="money_tail")}) AS tail WHERE {{wanted}}
    ) AS kept
    GROUP BY stage, place, period, kind, name
    HAVING sum(lines) <> 0 OR sum(pence) <> 0
"""  # noqa: S608 no word of a person is in it

_OF_ENTERPRISES = _KEPT.format(
    wanted="stage = 'received' AND place = :place AND period = :period AND kind = 'organisation'"
)

_OF_TOTALS = {READS: ("money_totals", "money_tail")}


@dataclass(frozen=True, slots=True)
class Total:
    """What the lines of a stage come to in a place and a period, by one name of a kind."""

    stage: str
    place: str
    period: str
    kind: str
    name: str
    pence: int
    lines: int


SHOWN = ("total", "theme", "payer", "source", "ward", "said")
"""The kinds of which a board shows every name."""


def totals_of(place: str, period: str) -> list[Total]:
    """By every name that the board shows, and in no place that is known; one query."""
    return _totals(
        "(place = :place AND kind = ANY (:kinds) OR place = '' AND kind = 'total') "
        "AND period = :period",
        place=place,
        period=period,
        kinds=list(SHOWN),
    )


def totals_by_quarter(place: str) -> list[Total]:
    """What each stage comes to in each quarter in which there was money; one query."""
    return _totals("place = :place AND kind = 'total' AND period LIKE '____-Q_'", place=place)


def total_of(stage: str, place: str, period: str, names: dict[str, str]) -> Total:
    """The lines of a theme, a payer or an organisation, or of several of them at once: one query.

    ``names`` are by kind, in the order in which ``BY_NAME`` joins them.
    """
    kind, name = ",".join(names) or "total", ",".join(names.values())
    rows = _totals(
        "stage = :stage AND place = :place AND period = :period AND kind = :kind AND name = :name",
        stage=stage,
        place=place,
        period=period,
        kind=kind,
        name=name,
    )
    return rows[0] if rows else Total(stage, place, period, kind, name, 0, 0)


def enterprises_paid(place: str, period: str) -> int:
    """How many enterprises received more than they gave back; one query."""
    statement = text(f"SELECT count(*) FROM ({_OF_ENTERPRISES}) AS kept WHERE pence > 0")  # noqa: S608
    values = {"place": place, "period": period}
    return int(db.session.execute(statement, values, execution_options=_OF_TOTALS).scalar_one())


def given_back(place: str, period: str) -> int:
    """Pence below zero: what came to less than nothing with enterprises that gave back more than they
    received; one query."""
    below = f"SELECT coalesce(sum(pence), 0) FROM ({_OF_ENTERPRISES}) AS kept WHERE pence < 0"  # noqa: S608
    return int(db.session.scalar(text(below), {"place": place, "period": period}))


def paid_by_enterprise(place: str, period: str, beside: Beside) -> Stretch[tuple[UUID, str, int]]:
    """One page of those that received more than they gave back, the largest sum first: id, name and
    pence; one query."""
    kept = (
        text(_OF_ENTERPRISES)
        .bindparams(place=place, period=period)
        .columns(column("name", String), column("pence", BigInteger))
        .subquery("kept")
    )
    rows = (
        select(Organisation.id, Organisation.name, kept.c.pence)
        .join(kept, cast(kept.c.name, Uuid) == Organisation.id)
        .where(kept.c.pence > 0)
    )
    return stretch_of(rows, (kept.c.pence, Organisation.id), beside, descending=True)


def most_named(
    places: Collection[str], kind: str, most: int, chosen: UUID | None = None
) -> Sequence[tuple[UUID, str]]:
    """The organisations with most lines received in these places, of all time, by name.

    ``kind`` is payer or organisation. One that is ``chosen`` is among them, however few lines it
    has. One query.
    """
    kept = _KEPT.format(
        wanted="stage = 'received' AND place = ANY (:places) AND period = 'all' AND kind = :kind "
        "AND name ~ '^[0-9a-f]{8}-'"
    )
    rows = db.session.execute(
        text(
            f"SELECT id, organisations.name FROM (SELECT name::uuid AS id FROM ({kept}) AS kept "  # noqa: S608
            "GROUP BY name ORDER BY name = :chosen DESC, sum(lines) DESC LIMIT :most) AS most "
            "JOIN organisations USING (id) ORDER BY organisations.name, id"
        ),
        {"places": list(places), "kind": kind, "most": most, "chosen": str(chosen)},
    )
    return [(row[0], row[1]) for row in rows]


def payer_names(keys: Collection[str]) -> dict[str, str]:
    """What each payer of ``MoneyTail`` is called; two queries."""
    rows = db.session.execute(
        text(
            "SELECT id::text, name FROM organisations WHERE id = ANY (CAST(:ids AS uuid[])) "
            "UNION ALL SELECT DISTINCT 'named ' || md5(funder_name), funder_name FROM fundings "
            "WHERE md5(funder_name) = ANY (:hashes)"
        ),
        {
            "ids": [key for key in keys if key and not key.startswith("named ")],
            "hashes": [key.removeprefix("named ") for key in keys if key.startswith("named ")],
        },
        execution_options={READS: ("organisations", "fundings")},
    )
    return {row[0]: row[1] for row in rows}


def figures_kept(ids: Collection[UUID]) -> dict[tuple[UUID, str], Decimal]:
    """What each development or contract comes to, by figure, as ``DevelopmentTotal`` has them; one
    query. What comes to nothing is not among it."""
    rows = db.session.execute(
        text(
            "SELECT thing_id, figure, sum(amount) FROM ("
            "SELECT thing_id, figure, amount FROM development_totals WHERE thing_id = ANY (:ids) "
            "UNION ALL "
            "SELECT thing_id, figure, amount FROM development_tail WHERE thing_id = ANY (:ids)"
            ") AS kept GROUP BY thing_id, figure HAVING sum(amount) <> 0"
        ),
        {"ids": list(ids)},
        execution_options={READS: ("development_totals", "development_tail")},
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _totals(wanted: str, **values: Any) -> list[Total]:
    statement = text(_KEPT.format(wanted=wanted))
    rows = db.session.execute(statement, values, execution_options=_OF_TOTALS)
    return [Total(*row) for row in rows]
