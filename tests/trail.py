"""What stands in the audit record, as text."""

import json

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.audit import AuditRecord


def all_on_record() -> str:
    """Everything that any record says of what was there before and after, in one text."""
    said = select(AuditRecord.before, AuditRecord.after, AuditRecord.rows)
    return json.dumps([list(row) for row in db.session.execute(said)], ensure_ascii=False)
