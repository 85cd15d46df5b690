"""Packages are answered: sealed or round by round, by several together, and one is chosen."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0077"
down_revision = "0076"

_STATES = ["draft", "made", "chosen", "not_chosen", "withdrawn"]


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("package_id", sa.Uuid, sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("poster_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("state", sa.Enum(*_STATES, native_enum=False, length=40), nullable=False),
        sa.Column("draft", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("agreed_round", sa.Integer),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True)),
        sa.Column("told", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("package_id", "organisation_id"),
    )
    op.create_index("ix_offers_organisation", "offers", ["organisation_id", "id"])
    op.create_index("ix_offers_poster", "offers", ["poster_id", "id"])
    op.create_table(
        "offer_members",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("offer_id", sa.Uuid, sa.ForeignKey("offers.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("work", sa.LargeBinary, nullable=False),
        sa.Column("share", sa.LargeBinary, nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        sa.Column("declined_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("offer_id", "organisation_id"),
    )
    op.create_index("ix_offer_members_organisation_id", "offer_members", ["organisation_id"])
    op.create_table(
        "offer_versions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("offer_id", sa.Uuid, sa.ForeignKey("offers.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("offer_id", "number"),
    )
    op.create_table(
        "offer_rounds",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("offer_id", sa.Uuid, sa.ForeignKey("offers.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column(
            "side", sa.Enum("enterprise", "poster", native_enum=False, length=40), nullable=False
        ),
        sa.Column("price", sa.BigInteger, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("offer_id", "number"),
    )
    op.create_table(
        "award_letters",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("package_id", sa.Uuid, sa.ForeignKey("packages.id"), nullable=False),
        sa.Column("offer_id", sa.Uuid, sa.ForeignKey("offers.id"), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("package_id"),
    )


def downgrade() -> None:
    for table in ("award_letters", "offer_rounds", "offer_versions", "offer_members", "offers"):
        op.drop_table(table)
