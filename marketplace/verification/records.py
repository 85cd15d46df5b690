"""Are published tenders, documents and the audit chain still what they were?"""

from collections.abc import Iterator

from sqlalchemy import func, select, tuple_

from marketplace.engine import db, trail
from marketplace.engine.access import RIGHTS
from marketplace.engine.audit import AuditRecord, RecordDay
from marketplace.engine.former_verbs import verb_today
from marketplace.gateways import files
from marketplace.organisations.models.documents import DocumentVersion
from marketplace.tendering.models.tenders import Tender, TenderVersion
from marketplace.tendering.queries.publications import checked_log
from marketplace.tendering.queries.tender_versions import fingerprint_of
from procurement.ground.compared import NOTHING, Compared
from procurement.ground.refusal import Refusal

_AGREES = "agrees with the versions kept"


def tender_versions() -> Iterator[Compared]:
    """The SHA-256 of each version of a tender, and that the versions run from 1 to the last."""
    rows = db.session.execute(
        select(TenderVersion, Tender.title)
        .join(Tender, Tender.id == TenderVersion.tender_id)
        .order_by(TenderVersion.id)
        .execution_options(yield_per=200)
    )
    for version, title in rows:
        yield Compared(
            f"Version {version.number} of “{title}”",
            fingerprint_of(version.content),
            version.sha256,
        )
    kept = (
        select(func.count())
        .where(TenderVersion.tender_id == Tender.id)
        .correlate(Tender)
        .scalar_subquery()
    )
    for tender, count in db.session.execute(select(Tender, kept).where(Tender.version > 0)):
        yield Compared(f"Versions kept of “{tender.title}”", str(tender.version), str(count))


def publications() -> Iterator[Compared]:
    """What the database says was published, against the log that is kept apart from it."""
    published = select(Tender.id, Tender.title).where(Tender.version > 0).order_by(Tender.id)
    for tender_id, title in db.session.execute(published):
        try:
            checked_log(tender_id)
            said = _AGREES
        except Refusal as no:
            said = str(no)
        yield Compared(f"Log of what was published of “{title}”", _AGREES, said)


def documents() -> Iterator[Compared]:
    """The bytes of each document against the SHA-256 and the size on record."""
    for version in db.session.scalars(
        select(DocumentVersion).order_by(DocumentVersion.id).execution_options(yield_per=200)
    ):
        content = files.read(version.sha256)
        yield Compared(
            f"Document “{version.file_name}”, version {version.id}",
            f"{version.size} bytes with SHA-256 {version.sha256}",
            f"{NOTHING}, or other bytes"
            if content is None
            else f"{len(content)} bytes with SHA-256 {version.sha256}",
        )


def audit_chain() -> Iterator[Compared]:
    """Every record follows the one before and is as it was written."""
    faults = list(trail.breaks())
    for fault in faults:
        yield Compared(fault, "an unbroken chain", "a break")
    count = db.session.scalar(select(func.count()).select_from(AuditRecord)) or 0
    for _ in range(max(count - len(faults), 0)):
        yield Compared("Audit record", "an unbroken chain", "an unbroken chain")


def published_days() -> Iterator[Compared]:
    """Each root that was published, and that every line still holds the record it ended in then."""
    for day in db.session.scalars(select(RecordDay).order_by(RecordDay.day)):
        yield Compared(f"Root of the record on {day.day}", trail.root(day.heads), day.root)
        ends = [(line, place) for line, place, _ in day.heads]
        held = {
            (line, place): hash
            for line, place, hash in db.session.execute(
                select(AuditRecord.line, AuditRecord.place, AuditRecord.hash).where(
                    tuple_(AuditRecord.line, AuditRecord.place).in_(ends)
                )
            )
        }
        for line, place, hash in day.heads:
            kept = held.get((line, place))
            yield Compared(
                f"Record {place} of line {line}, published on {day.day}",
                trail.mark(line, place, hash),
                trail.mark(line, place, kept) if kept else NOTHING,
            )


def audit_verbs() -> Iterator[Compared]:
    """Each verb on record is a right of today, where it was renamed under its new name."""
    for verb in db.session.scalars(select(AuditRecord.verb).distinct().order_by(AuditRecord.verb)):
        right = verb_today(verb)
        yield Compared(f"Verb {verb} of the audit", right, right if right in RIGHTS else NOTHING)
