"""What of a tender's publication is done later."""

from uuid import UUID

from marketplace.engine.jobs import job
from marketplace.tendering.actions.publications import log_publication
from marketplace.tendering.queries.publications import logged, publication_of
from marketplace.tendering.queries.tenders import versions_of


@job
def log_publications(outbox_id: UUID, tender_id: str) -> None:
    """Put the versions of a tender that was published before there was a log into it."""
    log = logged(UUID(tender_id))
    for version in versions_of(UUID(tender_id)):
        if publication_of(version) not in log:
            log_publication(version)
