"""Coming work of a development, who watches it, and the tenders and contracts that belong to it."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "coming_packages",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("development_id", sa.Uuid, sa.ForeignKey("developments.id"), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("cpv", sa.String, nullable=False),
        sa.Column("value_from", sa.BigInteger),
        sa.Column("value_to", sa.BigInteger),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("phase", sa.String, nullable=False),
        sa.Column("added_at", moment, nullable=False),
        sa.Column("withdrawn_at", moment),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_coming_packages_next",
        "coming_packages",
        ["development_id", "month", "id"],
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "development_watches",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("development_id", sa.Uuid, sa.ForeignKey("developments.id"), nullable=False),
        sa.Column("organisation_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("development_id", "organisation_id"),
    )
    op.create_index(
        "ix_development_watches_organisation", "development_watches", ["organisation_id", "id"]
    )
    op.create_table(
        "development_links",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("development_id", sa.Uuid, sa.ForeignKey("developments.id"), nullable=False),
        sa.Column("tender_id", sa.Uuid, sa.ForeignKey("tenders.id")),
        sa.Column("contract_id", sa.Uuid, sa.ForeignKey("contracts.id")),
        sa.Column("linked_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tender_id"),
        sa.UniqueConstraint("contract_id"),
        sa.CheckConstraint("(tender_id IS NULL) <> (contract_id IS NULL)", name="one_thing"),
    )
    op.create_index(
        "ix_development_links_development", "development_links", ["development_id", "id"]
    )


def downgrade() -> None:
    op.drop_table("development_links")
    op.drop_table("development_watches")
    op.drop_table("coming_packages")
