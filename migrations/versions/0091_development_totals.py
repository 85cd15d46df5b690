"""What a development comes to is kept, in the very statement that changes what is counted.

Each thing that counts tells the tail by a trigger. What belongs to a development by its link counts
from the link on: whoever links locks the tender or contract, and whoever changes what counts under
it waits, or is waited for. What came under a contract is kept of the contract too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"

_JOBS = "('job', 'jobs', 'apprentice', 'apprentices', 'apprenticeship', 'apprenticeships')"

_TELL = [
    """
CREATE FUNCTION tell_development(thing uuid, name text, moved numeric) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO development_tail (thing_id, figure, amount)
    SELECT thing, name, moved WHERE thing IS NOT NULL AND moved <> 0
$$
""",
    """
CREATE FUNCTION tell_linked(thing uuid, name text, moved numeric) RETURNS void
LANGUAGE sql AS $$
    SELECT tell_development(development_id, name, moved) FROM development_links
    WHERE contract_id = thing
$$
""",
    """
CREATE FUNCTION tell_link(link development_links, sign integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM tenders WHERE id = link.tender_id FOR UPDATE;
    PERFORM FROM contracts WHERE id = link.contract_id FOR UPDATE;
    PERFORM tell_development(link.development_id, figure, sign * amount) FROM (
        SELECT 'tenders', count(*) FROM tenders WHERE id = link.tender_id AND state <> 'draft'
        UNION ALL SELECT 'contracts', 1 WHERE link.contract_id IS NOT NULL
        UNION ALL SELECT 'received', coalesce(sum(line.amount), 0) FROM ledger_entries AS line
        JOIN allocations ON allocations.id = allocation_id
        JOIN invoices ON invoices.id = invoice_id
        WHERE invoices.contract_id = link.contract_id
        UNION ALL SELECT 'promises', count(*) FROM contract_clauses AS clause
        WHERE clause.contract_id = link.contract_id
        UNION ALL SELECT 'jobs', coalesce(sum(promised), 0) FROM contract_clauses AS clause
        WHERE clause.contract_id = link.contract_id AND lower(unit) IN """  # noqa: S608
    + _JOBS
    + """
    ) AS counted (figure, amount);
END $$
""",
    """
CREATE FUNCTION tell_clause(clause contract_clauses, sign integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM contracts WHERE id = clause.contract_id FOR KEY SHARE;
    PERFORM tell_linked(clause.contract_id, 'promises', sign);
    IF lower(clause.unit) IN """
    + _JOBS
    + """ THEN
        PERFORM tell_linked(clause.contract_id, 'jobs', sign * clause.promised);
    END IF;
END $$
""",
    """
CREATE FUNCTION tell_received(line ledger_entries, sign integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    under uuid := (
        SELECT contract_id FROM allocations JOIN invoices ON invoices.id = invoice_id
        WHERE allocations.id = line.allocation_id);
BEGIN
    PERFORM FROM contracts WHERE id = under FOR KEY SHARE;
    PERFORM tell_development(under, 'received', sign * line.amount);
    PERFORM tell_linked(under, 'received', sign * line.amount);
END $$
""",
    """
CREATE FUNCTION tell_pledge(pledge pledges, sign integer) RETURNS void LANGUAGE sql AS $$
    SELECT tell_development(pledge.development_id, 'pledged', sign * sum(amount))
    FROM pledge_stages WHERE pledge_id = pledge.id
    AND pledge.confirmed_at IS NOT NULL AND pledge.withdrawn_at IS NULL
$$
""",
    """
CREATE FUNCTION tell_pledge_stage(stage pledge_stages, sign integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM pledges WHERE id = stage.pledge_id FOR SHARE;
    PERFORM tell_development(development_id, 'pledged', sign * stage.amount) FROM pledges
    WHERE id = stage.pledge_id AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL;
END $$
""",
    """
CREATE FUNCTION tell_coming(coming coming_packages, sign integer) RETURNS void
LANGUAGE sql AS $$
    SELECT tell_development(coming.development_id, 'coming', sign) WHERE coming.withdrawn_at IS NULL
$$
""",
    """
CREATE FUNCTION tell_package(package packages, sign integer) RETURNS void LANGUAGE sql AS $$
    SELECT tell_development(package.development_id, 'packages', sign)
    WHERE package.audience = 'everyone' AND package.state <> 'withdrawn'
$$
""",
    """
CREATE FUNCTION tell_space(space development_spaces, sign integer) RETURNS void
LANGUAGE sql AS $$
    SELECT tell_development(space.development_id, 'spaces', sign)
$$
""",
]

_TOLD = {
    "development_links": ("tell_link", "development_id, tender_id, contract_id"),
    "contract_clauses": ("tell_clause", "contract_id, unit, promised"),
    "ledger_entries": ("tell_received", "allocation_id, amount"),
    "pledges": ("tell_pledge", "development_id, confirmed_at, withdrawn_at"),
    "pledge_stages": ("tell_pledge_stage", "pledge_id, amount"),
    "coming_packages": ("tell_coming", "development_id, withdrawn_at"),
    "packages": ("tell_package", "development_id, audience, state"),
    "development_spaces": ("tell_space", "development_id"),
}
"""Of each table what tells of a row, and the columns by which it counts."""

_PUBLISHED = """
CREATE FUNCTION tenders_tell_developments() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    PERFORM tell_development(development_id, 'tenders', CASE WHEN NEW.state = 'draft' THEN -1 ELSE 1 END)
    FROM development_links WHERE tender_id = NEW.id;
    RETURN NULL;
END $$
"""

_FILL = f"""
INSERT INTO development_totals (thing_id, figure, amount)
SELECT thing_id, figure, sum(amount) FROM (
    SELECT development_id, 'coming', 1 FROM coming_packages WHERE withdrawn_at IS NULL
    UNION ALL SELECT development_id, 'packages', 1 FROM packages
    WHERE development_id IS NOT NULL AND audience = 'everyone' AND state <> 'withdrawn'
    UNION ALL SELECT development_id, 'spaces', 1 FROM development_spaces
    UNION ALL SELECT development_id, 'tenders', 1 FROM development_links
    JOIN tenders ON tenders.id = tender_id WHERE state <> 'draft'
    UNION ALL SELECT development_id, 'contracts', 1 FROM development_links
    WHERE contract_id IS NOT NULL
    UNION ALL SELECT unnest(ARRAY[invoices.contract_id, development_id]), 'received', line.amount
    FROM ledger_entries AS line JOIN allocations ON allocations.id = allocation_id
    JOIN invoices ON invoices.id = invoice_id
    LEFT JOIN development_links AS link ON link.contract_id = invoices.contract_id
    UNION ALL SELECT development_id, unnest(CASE WHEN lower(unit) IN {_JOBS}
        THEN ARRAY['promises', 'jobs'] ELSE ARRAY['promises'] END), unnest(ARRAY[1, promised])
    FROM development_links JOIN contract_clauses USING (contract_id)
    UNION ALL SELECT development_id, 'pledged', amount FROM pledges
    JOIN pledge_stages ON pledge_id = pledges.id
    WHERE confirmed_at IS NOT NULL AND withdrawn_at IS NULL
) AS counted (thing_id, figure, amount)
WHERE thing_id IS NOT NULL AND figure IS NOT NULL
GROUP BY thing_id, figure
"""  # noqa: S608 no word of a person is in it


def upgrade() -> None:
    op.create_table(
        "development_tail",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        *_totals(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_tail")),
    )
    op.create_table(
        "development_totals",
        *_totals(),
        sa.PrimaryKeyConstraint("thing_id", "figure", name=op.f("pk_development_totals")),
    )
    op.create_index(
        "ix_development_totals_nothing",
        "development_totals",
        ["thing_id"],
        postgresql_where=sa.text("amount = 0"),
    )
    for statement in (*_TELL, _PUBLISHED):
        op.execute(statement)
    for table, (tell, columns) in _TOLD.items():
        op.execute(
            f"CREATE FUNCTION {table}_tell_developments() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF TG_OP <> 'INSERT' THEN PERFORM {tell}(OLD, -1); END IF; "
            f"IF TG_OP <> 'DELETE' THEN PERFORM {tell}(NEW, 1); END IF; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_tell_developments AFTER INSERT OR UPDATE OF {columns} "
            f"OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_tell_developments()"
        )
    op.execute(
        "CREATE TRIGGER tenders_tell_developments AFTER UPDATE OF state ON tenders FOR EACH ROW "
        "WHEN ((OLD.state = 'draft') <> (NEW.state = 'draft')) "
        "EXECUTE FUNCTION tenders_tell_developments()"
    )
    op.execute(
        "CREATE TRIGGER development_tail_is_stamped AFTER INSERT ON development_tail "
        "REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION stamp_table()"
    )
    op.execute(_FILL)


def _totals() -> list[sa.Column]:
    return [
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("figure", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(), nullable=False),
    ]


def downgrade() -> None:
    for table in ("tenders", *_TOLD):
        op.execute(f"DROP TRIGGER {table}_tell_developments ON {table}")
        op.execute(f"DROP FUNCTION {table}_tell_developments()")
    for tell, _ in _TOLD.values():
        op.execute(f"DROP FUNCTION {tell}")
    for function in ("tell_linked", "tell_development"):
        op.execute(f"DROP FUNCTION {function}")
    for table in ("development_totals", "development_tail"):
        op.drop_table(table)
