"""A signed contract belongs to the development of its package, and only what is open is counted as
a package for everyone.

The job that shows a contract with its development is asked for, so that it is done on record; for
the contract of a package of which only those invited could read, it asks the buyer. A contract that
somebody took off a development before stays off.
"""

from alembic import op

revision = "0095"
down_revision = "0094"

_TELL_PACKAGE = """
CREATE OR REPLACE FUNCTION tell_package(package packages, sign integer) RETURNS void
LANGUAGE sql AS $$
    SELECT tell_development(package.development_id, 'packages', sign)
    WHERE package.audience = 'everyone' AND package.state {counted}
$$
"""

_MOVE = """
INSERT INTO development_tail (thing_id, figure, amount)
SELECT development_id, 'packages', {sign} * count(*) FROM packages
WHERE development_id IS NOT NULL AND audience = 'everyone' AND state NOT IN ('posted', 'withdrawn')
GROUP BY development_id
"""

_FOLLOW = """
INSERT INTO outbox (id, job, "values", once, created_at, due_at, attempts)
SELECT gen_random_uuid(), 'follow_signed_contract',
    jsonb_build_object('contract_id', contract_id::text), 'follow-signed-' || contract_id,
    now(), now(), 0
FROM packages JOIN contracts ON contracts.id = contract_id
WHERE development_id IS NOT NULL AND supplier_signed_at IS NOT NULL AND buyer_signed_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM development_links AS link WHERE link.contract_id = contracts.id)
    AND NOT EXISTS (
        SELECT FROM audit_records AS added JOIN audit_records AS removed
        ON removed.verb = 'link.remove'
        CROSS JOIN jsonb_each(added."rows" -> 'development_links') AS link (key, value)
        WHERE added.verb = 'link.add' AND value ->> 'contract_id' = contracts.id::text
        AND removed.subject_id::text = key)
ON CONFLICT (once) DO NOTHING
"""


def upgrade() -> None:
    op.execute("LOCK TABLE packages IN SHARE ROW EXCLUSIVE MODE")
    op.execute(_TELL_PACKAGE.format(counted="= 'posted'"))
    op.execute(_MOVE.format(sign="-1"))
    op.execute(_FOLLOW)


def downgrade() -> None:
    op.execute("LOCK TABLE packages IN SHARE ROW EXCLUSIVE MODE")
    op.execute(_TELL_PACKAGE.format(counted="<> 'withdrawn'"))
    op.execute(_MOVE.format(sign="1"))
