"""A choice can be taken back: its letter stays, and a package can have another one after it."""

import sqlalchemy as sa
from alembic import op

revision = "0087"
down_revision = "0086"


def upgrade() -> None:
    op.create_table(
        "choices_taken_back",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("letter_id", sa.Uuid, sa.ForeignKey("award_letters.id"), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_by", sa.Uuid, sa.ForeignKey("persons.id"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("letter_id"),
    )
    op.create_index("ix_award_letters_package_id", "award_letters", ["package_id"])
    op.drop_constraint(op.f("uq_award_letters_package_id"), "award_letters", type_="unique")


def downgrade() -> None:
    op.drop_table("choices_taken_back")
    op.execute(
        "DELETE FROM award_letters USING award_letters AS later "
        "WHERE later.package_id = award_letters.package_id AND later.id > award_letters.id"
    )
    op.create_unique_constraint(
        op.f("uq_award_letters_package_id"), "award_letters", ["package_id"]
    )
    op.drop_index("ix_award_letters_package_id", "award_letters")
