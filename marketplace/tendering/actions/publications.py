"""How does what is published come into the log that anybody can keep, and where it is found?"""

from marketplace.gateways import public_log
from marketplace.tendering.actions.search_documents import keep_documents
from marketplace.tendering.models.tenders import Tender, TenderVersion
from marketplace.tendering.queries.publications import publication_of


def make_public(version: TenderVersion, tender: Tender) -> None:
    """Log a version, and let the tender be found by its words as they are now."""
    log_publication(version)
    keep_documents(Tender, [tender.id])


def log_publication(version: TenderVersion) -> None:
    """Put a version into the public log, before anybody can bid by it."""
    public_log.add(str(version.tender_id), publication_of(version).as_json())
