"""Totals of money and of days to pay are kept, in the very statement that changes what they count.

Each line that counts tells the tail of its total when it comes, changes or goes, by a trigger: so
a line without its total cannot be committed, and no row is locked that another line counts in. A
job folds the tails.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0054"
down_revision = "0053"

_COUNTED = """
CREATE FUNCTION is_counted(organisation organisations, day date) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT (organisation.dissolved_on IS NULL OR organisation.dissolved_on > day) AND EXISTS (
        SELECT FROM verifications
        WHERE organisation_id = organisation.id AND evidence <> 'self_declared'
          AND verified_on <= day AND expires_on >= day
          AND (revoked_at IS NULL OR (revoked_at AT TIME ZONE 'Europe/London')::date > day))
$$
"""

_COMMITTED_NOW = """
CREATE VIEW committed_now AS
WITH parts AS (
    SELECT contract.id AS contract_id, theme, value, organisation_id, position,
           (greatest(buyer_signed_at, supplier_signed_at) AT TIME ZONE 'Europe/London')::date
               AS signed_on,
           floor(value * share / 100) AS cut,
           value * share / 100 - floor(value * share / 100) AS rest
    FROM contracts AS contract JOIN contract_shares ON contract_id = contract.id
    WHERE state IN ('signed', 'completed') AND kind <> 'framework'
      AND buyer_signed_at IS NOT NULL AND supplier_signed_at IS NOT NULL
), whole AS (
    SELECT *, cut + (
        row_number() OVER (PARTITION BY contract_id ORDER BY rest DESC, position)
        <= value - sum(cut) OVER (PARTITION BY contract_id))::integer AS pence
    FROM parts
)
SELECT contract_id, place, signed_on, theme, sum(pence)::bigint AS pence
FROM whole
JOIN organisations AS organisation ON organisation.id = organisation_id
LEFT JOIN LATERAL (
    SELECT ward_code FROM trading_addresses AS address
    WHERE address.organisation_id = organisation.id
      AND from_on <= signed_on AND (until_on IS NULL OR until_on >= signed_on)
    ORDER BY from_on DESC LIMIT 1
) AS traded ON true
JOIN LATERAL (
    SELECT slug AS place FROM place_wards JOIN places ON places.id = place_id
    WHERE place_wards.ward_code = traded.ward_code
    UNION ALL SELECT '' WHERE traded.ward_code IS NULL
) AS placed ON true
WHERE is_counted(organisation, signed_on)
GROUP BY contract_id, place, signed_on, theme
"""

_PAYER_RECORDS_NOW = """
CREATE VIEW payer_records_now AS
SELECT invoice.id AS invoice_id, invoice.buyer_id, places, received_on, invoice.due_on,
       invoice.paid_on, coalesce(organisation.employees, 0) < 50 AS is_small,
       (invoice.gross - coalesce(settled, 0))::bigint AS owed,
       (invoice.gross - coalesce(settled_in_quarter, 0))::bigint AS owed_after_quarter,
       (invoice.gross - coalesce(settled_in_year, 0))::bigint AS owed_after_year
FROM invoices AS invoice
JOIN organisations AS organisation ON organisation.id = invoice.supplier_id
CROSS JOIN LATERAL (
    SELECT (invoice.received_at AT TIME ZONE 'Europe/London')::date AS received_on
) AS came
CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT slug::text ORDER BY slug::text) AS places
    FROM trading_addresses AS address
    JOIN place_wards ON place_wards.ward_code = address.ward_code
    JOIN places ON places.id = place_id
    WHERE address.organisation_id = organisation.id
      AND from_on <= received_on AND (until_on IS NULL OR until_on >= received_on)
) AS traded
CROSS JOIN LATERAL (
    SELECT sum(pence) AS settled,
           sum(pence) FILTER (WHERE day < date_trunc('quarter', received_on) + interval '3 months')
               AS settled_in_quarter,
           sum(pence) FILTER (WHERE day < date_trunc('year', received_on) + interval '1 year')
               AS settled_in_year
    FROM (
        SELECT amount AS pence, counts_on AS day FROM allocations WHERE invoice_id = invoice.id
        UNION ALL
        SELECT note.gross, note.issued_on FROM invoices AS note WHERE note.credits_id = invoice.id
    ) AS settled
) AS settled
WHERE invoice.kind = 'invoice' AND invoice.state <> 'credited' AND places IS NOT NULL
  AND is_counted(organisation, received_on)
"""

_TELL = [
    """
CREATE FUNCTION tell_ledger_line(
    line ledger_entries, sign integer, payer text DEFAULT NULL, said boolean DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO money_tail (stage, place, day, theme, payer, organisation, source, ward, is_said,
                            pence, lines)
    SELECT 'received', place, line.received_on, line.theme,
           coalesce(payer, line.buyer_id::text,
                    (SELECT 'named ' || md5(funder_name) FROM fundings
                     WHERE id = line.funding_id), ''),
           line.organisation_id::text, line.source, coalesce(line.ward_code, ''),
           coalesce(said, (SELECT state = 'said' FROM payments JOIN allocations
                           ON payment_id = payments.id
                           WHERE allocations.id = line.allocation_id), false),
           sign * line.amount, sign
    FROM unnest(line.places) AS place
$$
""",
    """
CREATE FUNCTION tell_payer_record(record payer_records, sign integer)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO payment_days_tail (place, period, buyer_id, is_small, days, received_on, due_on,
                                   invoices, pence)
    SELECT place, period, record.buyer_id, record.is_small,
           CASE WHEN is_paid THEN greatest(record.paid_on - record.received_on, 0) END,
           CASE WHEN NOT is_paid THEN record.received_on END,
           CASE WHEN NOT is_paid THEN record.due_on END,
           sign, CASE WHEN is_paid THEN 0 ELSE sign * owed END
    FROM unnest(record.places) AS place
    CROSS JOIN LATERAL (VALUES
        ('all', 'infinity'::timestamp, record.owed),
        (to_char(record.received_on, 'YYYY'),
         date_trunc('year', record.received_on::timestamp) + interval '1 year',
         record.owed_after_year),
        (to_char(record.received_on, 'YYYY"-Q"Q'),
         date_trunc('quarter', record.received_on::timestamp) + interval '3 months',
         record.owed_after_quarter)
    ) AS of_period (period, over_at, owed)
    CROSS JOIN LATERAL (SELECT coalesce(record.paid_on < over_at, false) AS is_paid) AS stands
$$
""",
]

_FOLLOW = [
    """
CREATE FUNCTION follow_contracts(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM organisations WHERE id IN (
        SELECT organisation_id FROM contract_shares WHERE contract_id = ANY (ids)
    ) ORDER BY id FOR KEY SHARE;
    DELETE FROM committed_lines AS line WHERE contract_id = ANY (ids) AND NOT EXISTS (
        SELECT FROM committed_now AS now
        WHERE now.contract_id = ANY (ids) AND now.contract_id = line.contract_id
          AND now.place = line.place);
    INSERT INTO committed_lines AS line (contract_id, place, signed_on, theme, pence)
    SELECT contract_id, place, signed_on, theme, pence FROM committed_now
    WHERE contract_id = ANY (ids)
    ON CONFLICT (contract_id, place) DO UPDATE
    SET signed_on = excluded.signed_on, theme = excluded.theme, pence = excluded.pence
    WHERE line IS DISTINCT FROM excluded;
END $$
""",
    """
CREATE FUNCTION follow_invoices(ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM organisations WHERE id IN (
        SELECT supplier_id FROM invoices WHERE id = ANY (ids)
    ) ORDER BY id FOR KEY SHARE;
    DELETE FROM payer_records AS record WHERE invoice_id = ANY (ids) AND NOT EXISTS (
        SELECT FROM payer_records_now AS now
        WHERE now.invoice_id = ANY (ids) AND now.invoice_id = record.invoice_id);
    INSERT INTO payer_records AS record
    SELECT invoice_id, buyer_id, places, received_on, due_on, paid_on, is_small, owed,
           owed_after_quarter, owed_after_year
    FROM payer_records_now WHERE invoice_id = ANY (ids)
    ON CONFLICT (invoice_id) DO UPDATE
    SET buyer_id = excluded.buyer_id, places = excluded.places,
        received_on = excluded.received_on, due_on = excluded.due_on,
        paid_on = excluded.paid_on, is_small = excluded.is_small, owed = excluded.owed,
        owed_after_quarter = excluded.owed_after_quarter,
        owed_after_year = excluded.owed_after_year
    WHERE record IS DISTINCT FROM excluded;
END $$
""",
    """
CREATE FUNCTION follow_organisation(wanted uuid, since date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM organisations WHERE id = wanted FOR UPDATE;
    PERFORM follow_invoices(coalesce(array_agg(id ORDER BY id), '{}')) FROM invoices
    WHERE supplier_id = wanted AND received_at >= since - 1;
    PERFORM follow_contracts(coalesce(array_agg(contract_id ORDER BY contract_id), '{}'))
    FROM contract_shares JOIN contracts ON contracts.id = contract_id
    WHERE organisation_id = wanted
      AND greatest(buyer_signed_at, supplier_signed_at) >= since - 1;
END $$
""",
]

_TRIGGERS = {
    "ledger_entries_are_counted": (
        "ledger_entries",
        "AFTER INSERT OR UPDATE OR DELETE ON ledger_entries FOR EACH ROW",
        """
    IF TG_OP <> 'INSERT' THEN PERFORM tell_ledger_line(OLD, -1); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM tell_ledger_line(NEW, 1); END IF;""",
    ),
    "words_of_payments_are_counted": (
        "payments",
        "AFTER UPDATE OF state ON payments FOR EACH ROW "
        "WHEN ((OLD.state = 'said') <> (NEW.state = 'said'))",
        """
    PERFORM tell_ledger_line(line, -1, NULL, OLD.state = 'said'),
            tell_ledger_line(line, 1, NULL, NEW.state = 'said')
    FROM ledger_entries AS line JOIN allocations ON allocations.id = allocation_id
    WHERE payment_id = NEW.id;""",
    ),
    "funders_are_counted": (
        "fundings",
        "AFTER UPDATE OF funder_name ON fundings FOR EACH ROW "
        "WHEN (NEW.funder_id IS NULL AND OLD.funder_name <> NEW.funder_name)",
        """
    PERFORM tell_ledger_line(line, -1, 'named ' || md5(OLD.funder_name)),
            tell_ledger_line(line, 1, 'named ' || md5(NEW.funder_name))
    FROM ledger_entries AS line WHERE funding_id = NEW.id AND buyer_id IS NULL;""",
    ),
    "allocations_of_no_place_are_counted": (
        "allocations",
        "AFTER INSERT OR UPDATE OF not_known ON allocations FOR EACH ROW",
        """
    INSERT INTO money_tail (stage, place, day, theme, payer, organisation, source, ward, is_said,
                            pence, lines)
    SELECT 'received', '', NEW.counts_on, '', '', '', '', '', false, moved, number
    FROM (SELECT CASE WHEN TG_OP = 'INSERT' THEN NEW.not_known
                 ELSE NEW.not_known - OLD.not_known END AS moved,
                 (NEW.not_known <> 0)::integer - CASE WHEN TG_OP = 'INSERT' THEN 0
                 ELSE (OLD.not_known <> 0)::integer END AS number) AS moved
    WHERE moved <> 0 OR number <> 0;""",
    ),
    "committed_lines_are_counted": (
        "committed_lines",
        "AFTER INSERT OR UPDATE OR DELETE ON committed_lines FOR EACH ROW",
        """
    INSERT INTO money_tail (stage, place, day, theme, payer, organisation, source, ward, is_said,
                            pence, lines)
    SELECT 'committed', line.place, line.signed_on, line.theme, '', '', '', '', false,
           sign * line.pence, sign
    FROM (SELECT OLD.*, -1 WHERE TG_OP <> 'INSERT' UNION ALL SELECT NEW.*, 1 WHERE TG_OP <> 'DELETE')
         AS line (contract_id, place, signed_on, theme, pence, sign);""",
    ),
    "payer_records_are_counted": (
        "payer_records",
        "AFTER INSERT OR UPDATE OR DELETE ON payer_records FOR EACH ROW",
        """
    IF TG_OP <> 'INSERT' THEN PERFORM tell_payer_record(OLD, -1); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM tell_payer_record(NEW, 1); END IF;""",
    ),
    "contracts_are_followed": (
        "contracts",
        "AFTER INSERT OR UPDATE OF state, kind, value, theme, buyer_signed_at, supplier_signed_at "
        "ON contracts FOR EACH ROW",
        "PERFORM follow_contracts(ARRAY[NEW.id]);",
    ),
    "contract_shares_are_followed": (
        "contract_shares",
        "AFTER INSERT OR UPDATE OF share, organisation_id, position ON contract_shares "
        "FOR EACH ROW",
        "PERFORM follow_contracts(ARRAY[NEW.contract_id]);",
    ),
    "invoices_are_followed": (
        "invoices",
        "AFTER INSERT OR UPDATE OF kind, state, supplier_id, buyer_id, received_at, gross, due_on, "
        "paid_on, issued_on, credits_id ON invoices FOR EACH ROW",
        "PERFORM follow_invoices(ARRAY[coalesce(NEW.credits_id, NEW.id)]);",
    ),
    "allocations_are_followed": (
        "allocations",
        "AFTER INSERT OR UPDATE OF amount, counts_on ON allocations FOR EACH ROW",
        "PERFORM follow_invoices(ARRAY[NEW.invoice_id]);",
    ),
    "trading_addresses_are_followed": (
        "trading_addresses",
        "AFTER INSERT OR UPDATE OF ward_code, from_on, until_on OR DELETE ON trading_addresses "
        "FOR EACH ROW",
        """
    IF TG_OP <> 'INSERT' THEN
        PERFORM follow_organisation(OLD.organisation_id, CASE
            WHEN TG_OP = 'UPDATE' AND (OLD.ward_code, OLD.from_on)
                 IS NOT DISTINCT FROM (NEW.ward_code, NEW.from_on)
            THEN least(OLD.until_on, NEW.until_on) ELSE OLD.from_on END);
    END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.from_on < OLD.from_on) THEN
        PERFORM follow_organisation(NEW.organisation_id, NEW.from_on);
    END IF;""",
    ),
    "verifications_are_followed": (
        "verifications",
        "AFTER INSERT OR UPDATE OF evidence, verified_on, expires_on, revoked_at ON verifications "
        "FOR EACH ROW",
        """
    PERFORM follow_organisation(NEW.organisation_id, CASE
        WHEN TG_OP = 'UPDATE' AND (OLD.evidence, OLD.verified_on, OLD.expires_on)
             IS NOT DISTINCT FROM (NEW.evidence, NEW.verified_on, NEW.expires_on)
        THEN least(OLD.revoked_at, NEW.revoked_at)::date
        WHEN TG_OP = 'UPDATE' THEN least(OLD.verified_on, NEW.verified_on)
        ELSE NEW.verified_on END);""",
    ),
    "organisations_are_followed": (
        "organisations",
        "AFTER UPDATE OF dissolved_on, employees ON organisations FOR EACH ROW "
        "WHEN (OLD.dissolved_on IS DISTINCT FROM NEW.dissolved_on "
        "OR (coalesce(OLD.employees, 0) < 50) <> (coalesce(NEW.employees, 0) < 50))",
        """
    PERFORM follow_organisation(NEW.id, CASE
        WHEN (coalesce(OLD.employees, 0) < 50) <> (coalesce(NEW.employees, 0) < 50)
        THEN '0001-01-02' ELSE least(OLD.dissolved_on, NEW.dissolved_on) END);""",
    ),
    "place_wards_are_followed": (
        "place_wards",
        "AFTER INSERT OR DELETE ON place_wards FOR EACH ROW",
        """
    PERFORM follow_organisation(organisation_id, from_on) FROM trading_addresses
    WHERE ward_code = CASE WHEN TG_OP = 'DELETE' THEN OLD.ward_code ELSE NEW.ward_code END
    ORDER BY organisation_id;""",
    ),
}

_FILL = [
    "INSERT INTO committed_lines (contract_id, place, signed_on, theme, pence) "
    "SELECT contract_id, place, signed_on, theme, pence FROM committed_now",
    "INSERT INTO payer_records SELECT invoice_id, buyer_id, places, received_on, due_on, paid_on, "
    "is_small, owed, owed_after_quarter, owed_after_year FROM payer_records_now",
    "SELECT count(tell_ledger_line(line, 1)) FROM ledger_entries AS line",
]


def upgrade() -> None:
    op.add_column(
        "allocations", sa.Column("not_known", sa.BigInteger(), server_default="0", nullable=False)
    )
    op.alter_column("allocations", "not_known", server_default=None)
    op.create_index("ix_fundings_funder", "fundings", [sa.text("md5(funder_name)")])
    _make_lines()
    _make_totals()
    for statement in (_COUNTED, _COMMITTED_NOW, _PAYER_RECORDS_NOW, *_TELL, *_FOLLOW):
        op.execute(statement)
    for name, (_, when, body) in _TRIGGERS.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {body} RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()")
    for statement in _FILL:
        op.execute(statement)
    for job in ("recount_totals", "fold_totals"):
        op.execute(
            'INSERT INTO outbox (id, job, "values", once, created_at, due_at, attempts) VALUES '  # noqa: S608
            f"(gen_random_uuid(), '{job}', '{{}}', '{job}-first', now(), now(), 0)"
        )


def _make_lines() -> None:
    op.create_table(
        "committed_lines",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("contract_id", "place", name=op.f("pk_committed_lines")),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["contracts.id"],
            name=op.f("fk_committed_lines_contract_id_contracts"),
        ),
    )
    op.create_table(
        "payer_records",
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("places", ARRAY(sa.TEXT()), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("is_small", sa.Boolean(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("owed_after_quarter", sa.BigInteger(), nullable=False),
        sa.Column("owed_after_year", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_payer_records")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_payer_records_invoice_id_invoices")
        ),
    )


def _make_totals() -> None:
    op.create_table(
        "money_tail",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("stage", "place")),
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("theme", "payer", "organisation", "source", "ward")
        ),
        sa.Column("is_said", sa.Boolean(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_tail")),
    )
    key = ("place", "kind", "period", "name", "stage")
    op.create_table(
        "money_totals",
        *(sa.Column(name, sa.String(), nullable=False) for name in key),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_money_totals")),
    )
    op.create_table(
        "payment_days_tail",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *_days(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_days_tail")),
    )
    op.create_table(
        "payment_days",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *_days(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_days")),
    )
    op.create_index(
        "uq_payment_days_key",
        "payment_days",
        ["place", "period", "buyer_id", "is_small", "days", "received_on", "due_on"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def _days() -> list[sa.Column]:
    return [
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=False),
        sa.Column("is_small", sa.Boolean(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("invoices", sa.BigInteger(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
    ]


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE job IN ('recount_totals', 'fold_totals')")
    for name, (table, _, _) in _TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
    for function in (
        "follow_organisation",
        "follow_invoices",
        "follow_contracts",
        "tell_payer_record",
        "tell_ledger_line",
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.execute("DROP VIEW payer_records_now")
    op.execute("DROP VIEW committed_now")
    op.execute("DROP FUNCTION is_counted")
    for table in (
        "payment_days", "payment_days_tail", "money_totals", "money_tail", "payer_records",
        "committed_lines",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_index("ix_fundings_funder", "fundings")
    op.drop_column("allocations", "not_known")
