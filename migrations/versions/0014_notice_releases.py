"""All releases of a process are kept as published, people's details apart."""

import hashlib
import json
from uuid import uuid4

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """The one release known of each process is the first that is kept."""
    kept = op.create_table(
        "notice_releases",
        sa.Column("ocid", sa.String(), nullable=False),
        sa.Column("release_id", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("release", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_releases")),
        sa.UniqueConstraint(
            "ocid",
            "release_id",
            "released_at",
            "sha256",
            name=op.f("uq_notice_releases_ocid_release_id_released_at_sha256"),
        ),
    )
    known = op.get_bind().execute(
        sa.text("SELECT ocid, release_id, released_at, release, imported_at FROM notices")
    )
    for row in known.mappings().all():
        text = json.dumps(row["release"], sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        op.bulk_insert(kept, [{**row, "id": uuid4(), "sha256": digest}])


def downgrade() -> None:
    op.drop_table("notice_releases")
