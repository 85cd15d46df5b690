"""Where do kept totals, and the lines that the database follows, differ from what they count?

Each is counted again from its rows in one statement, so that all of it is of one moment.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from marketplace.economy.queries.totals import BY_NAME
from marketplace.engine import db
from marketplace.payments.models.invoices import InvoiceKind
from marketplace.payments.queries.invoice_lists import OPEN, Side
from procurement.packages.jobs import JOBS
from procurement.packages.package import Audience, PackageState
from procurement.tendering.tender import TenderState

_CELLS = """(
    SELECT 'received' AS stage, place, date_trunc('quarter', line.received_on)::date AS day,
           line.theme, coalesce(line.buyer_id::text, 'named ' || md5(funder_name), '') AS payer,
           line.organisation_id::text AS organisation, line.source,
           coalesce(line.ward_code, '') AS ward, coalesce(payments.state = 'said', false) AS is_said,
           sum(line.amount) AS pence, count(*) AS lines
    FROM ledger_entries AS line CROSS JOIN LATERAL unnest(line.places) AS place
    LEFT JOIN fundings ON fundings.id = line.funding_id
    LEFT JOIN allocations ON allocations.id = line.allocation_id
    LEFT JOIN payments ON payments.id = payment_id
    GROUP BY 2, 3, 4, 5, 6, 7, 8, 9
    UNION ALL
    SELECT 'committed', place, signed_on, theme, '', '', '', '', false, pence, 1
    FROM committed_lines
    UNION ALL
    SELECT 'received', '', counts_on, '', '', '', '', '', false, not_known, 1
    FROM allocations WHERE not_known <> 0
)"""

_MONEY_COUNTED = f"""
    SELECT stage, place, period, kind, name, sum(pence)::bigint AS pence, sum(lines)::bigint AS lines,
           sum(kept)::bigint AS kept
    FROM (
        SELECT *, 0 AS kept FROM ({BY_NAME.format(cells=_CELLS)}) AS counted
        UNION ALL
        SELECT stage, place, period, kind, name, -pence, -lines, pence FROM money_totals
        UNION ALL
        SELECT stage, place, period, kind, name, -pence, -lines, pence
        FROM ({BY_NAME.format(cells="money_tail")}) AS tail
    ) AS compared
    GROUP BY stage, place, period, kind, name
"""  # noqa: S608 no word of a person is in it

MONEY_APART = f"{_MONEY_COUNTED} HAVING sum(pence) <> 0 OR sum(lines) <> 0"
"""What is lacking in a total of money, or is too much in it, below zero; and what is kept."""

_DAYS = "place, period, buyer_id, is_small, days, received_on, due_on"
_RECORDS = """
    SELECT place, period, buyer_id, is_small,
           CASE WHEN is_paid THEN greatest(paid_on - received_on, 0) END AS days,
           CASE WHEN NOT is_paid THEN received_on END AS received_on,
           CASE WHEN NOT is_paid THEN due_on END AS due_on,
           1 AS invoices, CASE WHEN is_paid THEN 0 ELSE of_period.owed END AS pence
    FROM payer_records CROSS JOIN LATERAL unnest(places) AS place
    CROSS JOIN LATERAL (VALUES
        ('all', 'infinity'::timestamp, owed),
        (to_char(received_on, 'YYYY'),
         date_trunc('year', received_on::timestamp) + interval '1 year', owed_after_year),
        (to_char(received_on, 'YYYY"-Q"Q'),
         date_trunc('quarter', received_on::timestamp) + interval '3 months', owed_after_quarter)
    ) AS of_period (period, over_at, owed)
    CROSS JOIN LATERAL (SELECT coalesce(paid_on < over_at, false) AS is_paid) AS stands
"""

_DAYS_COUNTED = f"""
    SELECT {_DAYS}, sum(invoices)::bigint AS invoices, sum(pence)::bigint AS pence,
           sum(kept)::bigint AS kept
    FROM (
        SELECT *, 0 AS kept FROM ({_RECORDS}) AS counted
        UNION ALL
        SELECT {_DAYS}, -invoices, -pence, invoices FROM payment_days
        UNION ALL
        SELECT {_DAYS}, -invoices, -pence, invoices FROM payment_days_tail
    ) AS compared
    GROUP BY {_DAYS}
"""  # noqa: S608 no word of a person is in it

DAYS_APART = f"{_DAYS_COUNTED} HAVING sum(invoices) <> 0 OR sum(pence) <> 0"
"""The same of the histograms of days to pay; kept is how many invoices."""

_RECEIVED = """
    ledger_entries AS line JOIN allocations ON allocations.id = allocation_id
    JOIN invoices ON invoices.id = invoice_id
"""

_OF_DEVELOPMENTS = f"""
    SELECT development_id AS thing_id, 'coming' AS figure, 1::numeric AS amount
    FROM coming_packages WHERE withdrawn_at IS NULL
    UNION ALL SELECT development_id, 'packages', 1 FROM packages
    WHERE development_id IS NOT NULL AND audience = '{Audience.EVERYONE}'
      AND state = '{PackageState.POSTED}'
    UNION ALL SELECT development_id, 'spaces', 1 FROM development_spaces
    UNION ALL SELECT development_id, 'tenders', 1 FROM development_links
    JOIN tenders ON tenders.id = tender_id WHERE state <> '{TenderState.DRAFT}'
    UNION ALL SELECT development_id, 'contracts', 1 FROM development_links
    WHERE contract_id IS NOT NULL
    UNION ALL SELECT contract_id, 'received', line.amount FROM {_RECEIVED}
    UNION ALL SELECT development_id, 'received', line.amount FROM {_RECEIVED}
    JOIN development_links USING (contract_id)
    UNION ALL SELECT development_id, 'promises', 1
    FROM development_links JOIN contract_clauses USING (contract_id)
    UNION ALL SELECT development_id, 'jobs', promised
    FROM development_links JOIN contract_clauses USING (contract_id)
    WHERE lower(unit) IN ({", ".join(f"'{job}'" for job in sorted(JOBS))})
    UNION ALL SELECT development_id, 'pledged', amount
    FROM pledges JOIN pledge_stages ON pledge_id = pledges.id
    WHERE confirmed_at IS NOT NULL AND withdrawn_at IS NULL
"""  # noqa: S608 no word of a person is in it

_DEVELOPMENTS_COUNTED = f"""
    SELECT thing_id, figure, sum(amount) AS amount, sum(kept) AS kept
    FROM (
        SELECT thing_id, figure, amount, 0 AS kept FROM ({_OF_DEVELOPMENTS}) AS counted
        UNION ALL
        SELECT thing_id, figure, -amount, amount FROM development_totals
        UNION ALL
        SELECT thing_id, figure, -amount, amount FROM development_tail
    ) AS compared
    GROUP BY thing_id, figure
"""  # noqa: S608 no word of a person is in it

DEVELOPMENTS_APART = f"{_DEVELOPMENTS_COUNTED} HAVING sum(amount) <> 0"
"""The same of what developments come to, and of what came under contracts."""

_OWED = "organisation_id, side, state, due_on"
_OPEN_INVOICES = f"""
    SELECT organisation_id, side, state, due_on, greatest(gross - settled_of(id), 0) AS pence
    FROM invoices CROSS JOIN LATERAL (VALUES
        (buyer_id, '{Side.BUYING}'), (supplier_id, '{Side.SELLING}')
    ) AS of_side (organisation_id, side)
    WHERE kind = '{InvoiceKind.INVOICE}' AND state IN ({", ".join(f"'{state}'" for state in OPEN)})
"""  # noqa: S608 no word of a person is in it

_OWED_COUNTED = f"""
    SELECT {_OWED}, sum(pence)::bigint AS pence, sum(kept)::bigint AS kept
    FROM (
        SELECT {_OWED}, pence, 0 AS kept FROM ({_OPEN_INVOICES}) AS counted
        UNION ALL
        SELECT {_OWED}, -pence, pence FROM owed_totals
        UNION ALL
        SELECT {_OWED}, -pence, pence FROM owed_tail
    ) AS compared
    GROUP BY {_OWED}
"""  # noqa: S608 no word of a person is in it

OWED_APART = f"{_OWED_COUNTED} HAVING sum(pence) <> 0"
"""The same of what is owed on open invoices."""

_LINES_APART = """
    SELECT coalesce(kept.{key}, now.{key}) FROM {kept} AS kept
    FULL JOIN (SELECT {columns} FROM {now}) AS now USING ({match})
    WHERE kept IS NULL OR now IS NULL OR ROW(kept.*) IS DISTINCT FROM ROW(now.*)
    GROUP BY 1 ORDER BY 1
"""


def money_counted() -> Iterable[Row[Any]]:
    """Each total of money as in ``MONEY_APART``, also where nothing is lacking."""
    order = "ORDER BY stage, place, period, kind, name"
    return db.session.execute(text(f"{_MONEY_COUNTED} {order}"))


def days_counted() -> Iterable[Row[Any]]:
    """Each row of the histograms as in ``DAYS_APART``, also where nothing is lacking."""
    return db.session.execute(text(f"{_DAYS_COUNTED} ORDER BY {_DAYS}"))


def developments_counted() -> Iterable[Row[Any]]:
    """Each figure of a development as in ``DEVELOPMENTS_APART``, also where nothing is lacking."""
    return db.session.execute(text(f"{_DEVELOPMENTS_COUNTED} ORDER BY thing_id, figure"))


def owed_counted() -> Iterable[Row[Any]]:
    """Each row of what is owed as in ``OWED_APART``, also where nothing is lacking."""
    return db.session.execute(text(f"{_OWED_COUNTED} ORDER BY {_OWED}"))


def contracts_apart() -> Sequence[UUID]:
    """The contracts of which a committed line is not as ``committed_now`` says."""
    return _apart(
        "contract_id",
        "committed_lines",
        "committed_now",
        "contract_id, place, signed_on, theme, pence",
        "contract_id, place",
    )


def invoices_apart() -> Sequence[UUID]:
    """The invoices of which the payer's record is not as ``payer_records_now`` says."""
    return _apart(
        "invoice_id",
        "payer_records",
        "payer_records_now",
        "invoice_id, buyer_id, places, received_on, due_on, paid_on, is_small, owed, "
        "owed_after_quarter, owed_after_year",
        "invoice_id",
    )


def _apart(key: str, kept: str, now: str, columns: str, match: str) -> Sequence[UUID]:
    statement = _LINES_APART.format(key=key, kept=kept, now=now, columns=columns, match=match)
    return db.session.scalars(text(statement)).all()
