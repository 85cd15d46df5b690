"""What follows for the search when an organisation has another name, or the notices of another one."""

from uuid import UUID

from marketplace.engine.jobs import Lane, job_in
from marketplace.tendering.actions.search_documents import keep_again


@job_in(Lane.IMPORTS)
def search_by_name(outbox_id: UUID, organisation_id: str) -> None:
    """Write the documents of what an organisation buys anew; done twice, it is the same."""
    keep_again(UUID(organisation_id))
