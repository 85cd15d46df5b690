"""An e-mail address is proved by a link that was sent to it."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

INVITED = """
    UPDATE person_details SET email_proved_at = joined.at FROM (
        SELECT record.person_id, lower(invitation.email) AS email, max(record.at) AS at
        FROM audit_records record JOIN invitations invitation ON invitation.id = record.subject_id
        WHERE record.verb = 'invitation.accept' GROUP BY 1, 2
    ) joined
    WHERE joined.person_id = person_details.person_id AND joined.email = lower(person_details.email)
"""
RESET = """
    UPDATE person_details SET email_proved_at = followed.at FROM (
        SELECT reset.person_id, max(record.at) AS at
        FROM audit_records record JOIN password_resets reset ON reset.id = record.subject_id
        WHERE record.verb IN ('password.reset', 'person.reset_password')
        AND NOT EXISTS (
            SELECT FROM audit_records changed
            WHERE changed.verb = 'person.update' AND changed.subject_id = reset.person_id
            AND changed.at >= reset.expires_at - interval '1 hour'
        ) GROUP BY 1
    ) followed
    WHERE followed.person_id = person_details.person_id
"""


def upgrade() -> None:
    """Proved is who is on record as having used a link that was sent to the address held now.

    That is an invitation to this very address, or a new password chosen by a link after
    which the person's details were not changed. Everybody else is asked when they sign in.
    """
    op.add_column(
        "person_details", sa.Column("email_proved_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(INVITED)
    op.execute(RESET)
    op.alter_column("password_resets", "person_id", nullable=True)
    op.create_table(
        "address_proofs",
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("old_email", sa.String(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("stop_hash", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_address_proofs_person_id_persons")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_proofs")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_address_proofs_token_hash")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_address_proofs_stop_hash")),
    )
    op.create_index(op.f("ix_address_proofs_person_id"), "address_proofs", ["person_id"])
    op.create_index(op.f("ix_address_proofs_expires_at"), "address_proofs", ["expires_at"])


def downgrade() -> None:
    op.drop_table("address_proofs")
    op.execute("DELETE FROM password_resets WHERE person_id IS NULL")
    op.alter_column("password_resets", "person_id", nullable=False)
    op.drop_column("person_details", "email_proved_at")
