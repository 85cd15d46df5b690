"""A developer or contractor posts a package, invites enterprises to it and answers their questions."""

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"

_THEMES = ["built_environment", "food", "tourism", "retail", "health", "other"]
_UNITS = ["hour", "day", "week", "square_metre", "metre", "piece"]
_STATES = ["posted", "closed", "chosen", "contracted", "withdrawn"]


def upgrade() -> None:
    op.create_table(
        "packages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("poster_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("development_id", sa.Uuid, sa.ForeignKey("developments.id")),
        sa.Column("parent_contract_id", sa.Uuid, sa.ForeignKey("contracts.id")),
        sa.Column("won_elsewhere", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("theme", _choice(*_THEMES), nullable=False),
        sa.Column("cpv", sa.String, nullable=False),
        sa.Column("postcode", sa.String, nullable=False),
        sa.Column("latitude", sa.Numeric),
        sa.Column("longitude", sa.Numeric),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("budget", sa.BigInteger),
        sa.Column("rate", sa.Numeric),
        sa.Column("quantity", sa.Numeric),
        sa.Column("unit", _choice(*_UNITS)),
        sa.Column("audience", _choice("invited", "place", "everyone"), nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("way", _choice("sealed", "open"), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("payment_days", sa.Integer, nullable=False),
        sa.Column("payment_reason", sa.String, nullable=False),
        sa.Column("retention", sa.Numeric, nullable=False),
        sa.Column("terms", sa.String, nullable=False),
        sa.Column("state", _choice(*_STATES), nullable=False),
        sa.Column("sealing_key", sa.LargeBinary),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_because", sa.String, nullable=False),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id"), unique=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_packages_poster", "packages", ["poster_id", "posted_at", "id"])
    op.create_index("ix_packages_posted", "packages", ["posted_at", "id"])
    op.create_index("ix_packages_development_id", "packages", ["development_id"])
    op.create_index("ix_packages_parent_contract_id", "packages", ["parent_contract_id"])
    op.create_table(
        "package_invitations",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("package_id", sa.Uuid, sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True)),
        sa.Column("declined_because", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("package_id", "organisation_id"),
    )
    op.create_index(
        "ix_package_invitations_organisation",
        "package_invitations",
        ["organisation_id", "package_id"],
    )
    op.create_table(
        "package_questions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("package_id", sa.Uuid, sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("question", sa.String, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_package_questions_package_id", "package_questions", ["package_id"])


def downgrade() -> None:
    op.drop_table("package_questions")
    op.drop_table("package_invitations")
    op.drop_table("packages")


def _choice(*values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, length=40)
