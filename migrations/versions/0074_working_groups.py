"""The working group of a development: members, meetings, decisions, actions."""

import sqlalchemy as sa
from alembic import op

revision = "0074"
down_revision = "0073"


def _key(name: str, table: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "group_members",
        sa.Column("id", sa.Uuid, nullable=False),
        _key("development_id", "developments"),
        _key("organisation_id", "organisations", nullable=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("joined_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_group_members_development", "group_members", ["development_id", "id"])
    op.create_index(
        "ix_group_members_organisation", "group_members", ["organisation_id", "development_id"]
    )
    op.create_table(
        "group_meetings",
        sa.Column("id", sa.Uuid, nullable=False),
        _key("development_id", "developments"),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("notes", sa.String, nullable=False),
        sa.Column("noted_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_group_meetings_held", "group_meetings", ["development_id", "held_on", "id"])
    op.create_table(
        "group_decisions",
        sa.Column("id", sa.Uuid, nullable=False),
        _key("meeting_id", "group_meetings"),
        _key("development_id", "developments"),
        sa.Column("text", sa.String, nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_group_decisions_meeting_id", "group_decisions", ["meeting_id"])
    op.create_index(
        "ix_group_decisions_public",
        "group_decisions",
        ["development_id", "id"],
        postgresql_where=sa.text("is_public"),
    )
    op.create_table(
        "group_actions",
        sa.Column("id", sa.Uuid, nullable=False),
        _key("meeting_id", "group_meetings"),
        _key("development_id", "developments"),
        _key("member_id", "group_members"),
        _key("organisation_id", "organisations", nullable=True),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_group_actions_meeting_id", "group_actions", ["meeting_id"])
    for name, columns in (
        ("ix_group_actions_open", ["development_id", "due_on", "id"]),
        ("ix_group_actions_waiting", ["organisation_id", "due_on"]),
    ):
        op.create_index(name, "group_actions", columns, postgresql_where=sa.text("done_on IS NULL"))


def downgrade() -> None:
    for table in ("group_actions", "group_decisions", "group_meetings", "group_members"):
        op.drop_table(table)
