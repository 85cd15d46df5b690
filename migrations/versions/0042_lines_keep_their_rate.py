"""Each line of an invoice keeps the rate of VAT that it was issued at: until now 20, 5 or 0."""

from alembic import op

revision = "0042"
down_revision = "0041"

_LINES = """
    UPDATE invoices SET document = jsonb_set(document, '{lines}', (
        SELECT jsonb_agg(%s ORDER BY place)
        FROM jsonb_array_elements(document->'lines') WITH ORDINALITY AS lines(line, place)
    ))
"""


def upgrade() -> None:
    rate = "CASE line->>'vat' WHEN 'standard' THEN '20' WHEN 'reduced' THEN '5' ELSE '0' END"
    op.execute(_LINES % f"line || jsonb_build_object('rate_percent', {rate})")


def downgrade() -> None:
    op.execute(_LINES % "line - 'rate_percent'")
