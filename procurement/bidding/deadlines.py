"""Until when are bids sealed, by what was published?

The deadline in the database could be moved by whoever holds the database. So each
bid is sealed under what was published when it was submitted, and opens only
against the log of everything published since, which is kept apart from the
database. A deadline in the log is never taken back: the latest one counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Publication:
    """One published version of a tender, as the log has it."""

    tender_id: str
    version: int
    closes_at: datetime
    """Aware UTC: when bids close by this version."""
    sha256: str
    """Of everything that was published, in hex."""

    def as_json(self) -> dict[str, Any]:
        return {
            "tender": self.tender_id,
            "version": self.version,
            "closes_at": self.closes_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "sha256": self.sha256,
        }

    @classmethod
    def from_json(cls, said: Any) -> "Publication":
        """Read what ``as_json`` wrote; KeyError, TypeError or ValueError for anything else."""
        closes_at = datetime.fromisoformat(said["closes_at"])
        return cls(str(said["tender"]), int(said["version"]), closes_at, str(said["sha256"]))


def check_published(log: Sequence[Publication], kept: Sequence[Publication]) -> None:
    """Refuses where what stands in the database is not what the log says was published."""
    if list(log) != list(kept):
        raise Refusal(
            "What the database says about this tender is not what was published, so no bid can be "
            "opened. Tell whoever looks after this marketplace: they compare the two with "
            "“marketplace verify”."
        )


def check_logged(log: Sequence[Publication], kept: Sequence[Publication]) -> None:
    """Refuses where a moment that stands in the database for a package is not in the log of it."""
    if not set(kept) <= set(log):
        raise Refusal(
            "What the database says about this package is not what was published, so no offer can be "
            "opened. Tell whoever looks after this marketplace."
        )


def sealed_until(under: Publication | None, log: Sequence[Publication]) -> datetime:
    """When a bid sealed ``under`` a publication may be opened: at the latest deadline in the log.

    A bid sealed before publications were bound into bids (None) depends on the log alone.
    Refuses a bid that was sealed under something the log does not have.
    """
    if not log or (under is not None and under not in log):
        raise Refusal(
            "This bid was sealed under a deadline that is not in the log of what was published, so "
            "it cannot be opened."
        )
    return max(publication.closes_at for publication in log)
