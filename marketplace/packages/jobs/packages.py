"""What is due when the moment of a package has come, and when its contract is signed."""

from uuid import UUID

from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job
from marketplace.packages.actions import links, openings


@job
def package_closed(outbox_id: UUID, package_id: str) -> None:
    """Take no more offers, and open sealed ones; nothing where it was closed or withdrawn before."""
    with once_for(outbox_id):
        openings.close_package(SYSTEM, UUID(package_id))


@job
def follow_signed_contract(outbox_id: UUID, contract_id: str) -> None:
    """Show a contract with the development of the package that it was written from."""
    with once_for(outbox_id):
        links.follow_link(SYSTEM, UUID(contract_id))
