"""An enterprise says what it can do, how much at a time, and what it holds until when."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0067"
down_revision = "0066"

_KINDS = [
    "public_liability_insurance",
    "employers_liability_insurance",
    "professional_indemnity_insurance",
    "product_liability_insurance",
    "construction_industry_scheme",
    "health_and_safety_accreditation",
    "food_hygiene_rating",
    "quality_management_certificate",
    "environmental_management_certificate",
    "living_wage_accreditation",
    "other",
]


def upgrade() -> None:
    op.create_table(
        "profiles",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("largest_contract", sa.BigInteger),
        sa.Column("people", sa.Integer),
        sa.Column("miles", sa.Integer),
        sa.Column("themes", JSONB, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id"),
    )
    op.create_table(
        "capabilities",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("cpv", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id", "number"),
    )
    op.create_table(
        "holdings",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("kind", sa.Enum(*_KINDS, native_enum=False, length=40), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("amount", sa.BigInteger),
        sa.Column("expires_on", sa.Date),
        sa.Column("document_id", sa.Uuid, sa.ForeignKey("documents.id")),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_holdings_organisation", "holdings", ["organisation_id", "expires_on"])


def downgrade() -> None:
    for table in ("holdings", "capabilities", "profiles"):
        op.drop_table(table)
