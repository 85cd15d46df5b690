"""What an evaluator declared on the panel stands among all declarations, interests too."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Whoever declared to have none is there already. An interest was told in words of its own, and
    so was how it was dealt with: both are kept, its kind is not guessed, and a colleague chooses."""
    op.execute(
        "INSERT INTO interest_declarations "
        "(id, tender_id, person_id, interest, about, declared_at, explained) "
        "SELECT gen_random_uuid(), tender_id, person_id, 'unsorted', declaration, declared_at, "
        "mitigation FROM evaluators WHERE has_conflict AND declared_at IS NOT NULL"
    )
    op.execute(
        "UPDATE interest_declarations AS told SET about = panel.declaration, "
        "explained = panel.mitigation FROM evaluators AS panel "
        "WHERE told.tender_id = panel.tender_id AND told.person_id = panel.person_id "
        "AND told.declared_at = panel.declared_at AND NOT panel.has_conflict "
        "AND told.interest = 'none'"
    )
    for column in ("declared_at", "has_conflict", "declaration", "mitigation"):
        op.drop_column("evaluators", column)


def downgrade() -> None:
    """The first declaration of each evaluator, where it was of this kind, stands on the panel."""
    op.add_column("evaluators", sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("evaluators", sa.Column("has_conflict", sa.Boolean(), nullable=True))
    for column in ("declaration", "mitigation"):
        op.add_column(
            "evaluators", sa.Column(column, sa.String(), server_default="", nullable=False)
        )
        op.alter_column("evaluators", column, server_default=None)
    op.execute(
        "UPDATE evaluators AS panel SET declared_at = told.declared_at, "
        "has_conflict = told.interest = 'unsorted', declaration = told.about, "
        "mitigation = told.explained FROM (SELECT DISTINCT ON (tender_id, person_id) * "
        "FROM interest_declarations ORDER BY tender_id, person_id, declared_at) AS told "
        "WHERE told.tender_id = panel.tender_id AND told.person_id = panel.person_id "
        "AND told.interest IN ('none', 'unsorted')"
    )
    op.execute("DELETE FROM interest_declarations WHERE interest = 'unsorted'")
