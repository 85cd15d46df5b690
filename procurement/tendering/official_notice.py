"""May the publication of this notice be recorded now?

A notice follows its stage of the procurement (Procurement Act 2023): one of a later
stage than has been reached is refused, and one whose time has passed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from procurement.ground.refusal import Refusal
from procurement.tendering.central_notice import central_notice_faults
from procurement.tendering.notices import NOTICE_TITLES

BEFORE_TENDER = ("UK1", "UK2", "UK3")
"""What comes before the tender notice."""

OF_CONTRACT = ("UK7", "UK8", "UK9", "UK10", "UK11")
"""What is about one contract; the others are about the procurement."""

BY_ITS_STEP = {
    "UK4": "Its number is entered as the tender is published.",
    "UK6": "Its number is entered as the award is published.",
    "UK12": "Its number is entered as the tender is cancelled.",
}
"""What is recorded together with the step that it announces."""

NEVER_OPEN = "UK5"
"""An award without a competition (s44): a tender here is an open one."""


@dataclass(frozen=True, slots=True)
class NoticeStage:
    """How far a procurement and, where the notice is about one, its contract have come."""

    owed: Collection[str]
    """The codes of the notices that its regime owes or allows."""
    is_published: bool
    is_signed: bool = False
    """Both sides have signed the contract."""
    is_ended: bool = False
    """The contract is completed or terminated."""
    has_open_change: bool = False
    """A change of the contract waits to be signed."""
    is_change_noticed: bool = False
    """The notice of that change is recorded."""


def stage_fault(code: str, stage: NoticeStage) -> Refusal | None:
    """Why this notice cannot be recorded by itself now; None where it can."""
    title = NOTICE_TITLES[code].lower()
    if code not in stage.owed:
        return Refusal(f"The law that applies here knows no {title}.")
    if code == NEVER_OPEN:
        return Refusal(
            "This is an open competition: a transparency notice is for an award without one (s44)."
        )
    if code in BY_ITS_STEP:
        return Refusal(BY_ITS_STEP[code])
    if code in BEFORE_TENDER and stage.is_published:
        return Refusal(f"The tender is published: a {title} comes before it.")
    if code in OF_CONTRACT and not stage.is_signed:
        return Refusal(f"A {title} comes after both sides have signed the contract.")
    if code == "UK10" and not stage.has_open_change:
        return Refusal(
            "No change is proposed: this notice tells of one before both sides sign it (s75)."
        )
    if code == "UK10" and stage.is_change_noticed:
        return Refusal("The contract change notice of this change is recorded already (s75).")
    if code == "UK11" and not stage.is_ended:
        return Refusal("The contract has not ended: this notice follows its end (s80).")
    return None


def publication_faults(
    number: str,
    published_at: datetime | None,
    now: datetime,
    *,
    not_before: datetime | None = None,
    after_what: str = "",
) -> list[Refusal]:
    """A Refusal for each thing wrong with where and when a notice was published on the central
    platform; fields ``central_notice`` and ``central_notice_at``. ``not_before`` is when what it
    tells of came about, which ``after_what`` names."""
    faults = central_notice_faults(number, published_at, now, is_owed=True)
    if published_at is not None and not_before is not None and published_at < _minute(not_before):
        faults.append(
            Refusal(
                f"This notice can only be published after {after_what}.", field="central_notice_at"
            )
        )
    return faults


def _minute(moment: datetime) -> datetime:
    """The minute a moment falls in: a notice tells no seconds."""
    return moment.replace(second=0, microsecond=0)
