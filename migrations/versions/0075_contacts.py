"""Whom to speak to at an organisation or about a development, and what was said."""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0074"

_KINDS = ["procurement", "payment", "estates", "jobs", "bridging"]


def _key(name: str, table: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "contacts",
        sa.Column("id", sa.Uuid, nullable=False),
        _key("organisation_id", "organisations"),
        _key("development_id", "developments", nullable=True),
        sa.Column("kind", sa.Enum(*_KINDS, native_enum=False, length=40), nullable=False),
        _key("person_id", "persons", nullable=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False),
        sa.Column("telephone", sa.String, nullable=False),
        sa.Column("named_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_contacts_organisation", "contacts", ["organisation_id", "id"])
    op.create_index("ix_contacts_development", "contacts", ["development_id", "id"])
    op.create_index("ix_contacts_person", "contacts", ["person_id"])
    op.create_index("ix_contacts_email", "contacts", [sa.text("lower(email)")])
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid, nullable=False),
        _key("contact_id", "contacts"),
        sa.Column("with_whom", sa.String, nullable=False),
        sa.Column("said", sa.String, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("answered_on", sa.Date),
        sa.Column("next_step", sa.String, nullable=False),
        sa.Column("next_on", sa.Date),
        sa.Column("moved_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date),
        _key("logged_by", "persons"),
        _key("logged_for", "organisations", nullable=True),
        sa.Column("logged_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_conversations_contact", "conversations", ["contact_id", "asked_on"])
    op.create_index("ix_conversations_logger", "conversations", ["logged_by", "id"])
    op.create_index("ix_conversations_logged_for", "conversations", ["logged_for", "id"])
    for name, column in (("still", "moved_on"), ("next", "next_on")):
        op.create_index(
            f"ix_conversations_{name}",
            "conversations",
            [column, "id"],
            postgresql_where=sa.text("closed_on IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("conversations")
    op.drop_table("contacts")
