"""What was published about a tender's deadline: by the database, and by the log beside it?"""

from collections.abc import Sequence
from uuid import UUID

from marketplace.gateways import keys, public_log
from marketplace.tendering.models.tenders import TenderVersion
from marketplace.tendering.queries.tenders import last_version_of, versions_of
from procurement.bidding.deadlines import Publication, check_published
from procurement.bidding.sealing import tender_public_key


def publication_of(version: TenderVersion) -> Publication:
    """One published version, as a bid is bound to it and the log has it."""
    return Publication.from_json(
        {
            "tender": str(version.tender_id),
            "version": version.number,
            "closes_at": version.content["closes_at"],
            "sha256": version.sha256,
        }
    )


def published_now(tender_id: UUID) -> Publication:
    """The last version: what a bid that is submitted now is bound to."""
    return publication_of(last_version_of(tender_id))


def sealing_key(tender_id: UUID) -> bytes:
    """The public key that is published with a tender: bids are encrypted to it."""
    return tender_public_key(keys.master(), str(tender_id))


def logged(tender_id: UUID) -> list[Publication]:
    """Everything that was ever put into the log of a tender. Refuses an altered one."""
    return [Publication.from_json(said) for said in public_log.entries(str(tender_id))]


def checked_log(tender_id: UUID) -> list[Publication]:
    """The log, where it agrees with the database; refuses where it does not.

    A version is logged before it is committed. Where that failed, the version that came
    after under its number stands behind it; the deadline it named still counts.
    """
    return checked_against(
        tender_id, [publication_of(version) for version in versions_of(tender_id)]
    )


def checked_against(subject_id: UUID, kept: Sequence[Publication]) -> list[Publication]:
    """The same of whatever was published in versions: a tender, or a package."""
    log = logged(subject_id)
    latest = {publication.version: publication for publication in log}
    check_published([latest[number] for number in sorted(latest)], kept)
    return log
