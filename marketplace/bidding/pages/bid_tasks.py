"""What is still to be done for a bid, where, and how long is left?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import url_for

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.queries.bid_content import BidParty, Draft
from marketplace.bidding.queries.bid_files import AttachedFile
from marketplace.bidding.queries.consortia import other_consortia_of
from marketplace.organisations.queries.hostings import groups_hosted_by
from marketplace.tendering.queries.tenders import TenderParts
from procurement.bidding.bid import word_count
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the list of tasks: where it is done, and how far it is."""

    title: str
    href: str
    status: str
    is_done: bool
    hint: str = ""


def tasks_of(
    bid: Bid, draft: Draft, parties: tuple[BidParty, ...], parts: TenderParts, faults: list[Refusal]
) -> list[Task]:
    """What is to be written, each with how far it is."""
    wrong = {(fault.field or "").split("-")[0] for fault in faults}
    wrong |= {fault.field or "" for fault in faults}
    tasks = []
    for question in parts.questions:
        part, words = f"answers-{question.id}", word_count(draft.answers.get(question.id, ""))
        status = f"{words:,} of {question.word_limit:,} words" if words else "Not started"
        if question.asked:
            there = {file.asked for file in draft.files.get(question.id, ())}
            status += f", {len(there)} of {_counted(len(question.asked), 'document')}"
        href = url_for("bid_parts.answer", bid_id=bid.id, question_id=question.id)
        title = f"Question {question.number}"
        is_done = part not in wrong and f"files-{question.id}" not in wrong
        tasks.append(Task(title, href, status, is_done, question.text))
    priced = f"{len(draft.prices)} of {_counted(len(parts.lots), 'lot')}"
    href = url_for("bid_parts.prices", bid_id=bid.id)
    tasks.append(
        Task(
            "Prices", href, priced if draft.prices else "Not started", "prices" not in wrong,
            "A price excluding VAT for each lot that you bid for.",
        )
    )  # fmt: skip
    if parts.clauses:
        href = url_for("bid_parts.commitments", bid_id=bid.id)
        made = sum(1 for commitment in draft.commitments.values() if commitment.quantity > 0)
        status = f"{made} of {_counted(len(parts.clauses), 'commitment')}"
        is_done = "commitments" in draft.saved and "commitments" not in wrong
        hint = "How much of each social benefit you promise, and how you will do it."
        tasks.append(Task("Social benefit", href, status if made else "Not started", is_done, hint))
    tasks += _of_itself(bid, draft, parts, wrong)
    if other_consortia_of(bid.tender_id, bid.organisation_id):
        href = url_for("bid_parts.declaration", bid_id=bid.id)
        is_done = "declaration" not in wrong
        hint = "Your organisation is asked into another bid for this tender."
        tasks.append(
            Task("Keeping two bids apart", href, "Said" if draft.declaration else "Not started",
                 is_done, hint)
        )  # fmt: skip
    if draft.for_group or (bid.consortium_id is None and groups_hosted_by([bid.organisation_id])):
        href = url_for("bid_parts.group", bid_id=bid.id)
        status = f"For {draft.for_group.name}" if draft.for_group else "For yourselves"
        hint = "A group that you host can be named beside you."
        tasks.append(Task("For whom you bid", href, status, "for_group" not in wrong, hint))
    if bid.consortium_id is not None:
        accepted = sum(part.has_accepted for part in parties)
        status = f"{accepted} of {_counted(len(parties), 'member')} accepted"
        href = url_for("consortia.show", consortium_id=bid.consortium_id)
        hint = "Members, work and shares. Everyone accepts before you can submit."
        tasks.append(
            Task("Who does what", href, status if len(parties) > 1 else "Nobody invited yet",
                 "members" not in wrong and len(parties) > 1, hint)
        )  # fmt: skip
    return tasks


def _of_itself(bid: Bid, draft: Draft, parts: TenderParts, wrong: set[str]) -> list[Task]:
    """Where the bidder says that it meets the conditions, and what it assures the buyer of."""
    tasks = []
    if parts.conditions:
        status = f"{len(draft.conditions)} of {_counted(len(parts.conditions), 'condition')}"
        tasks.append(
            Task(
                "Conditions of participation",
                url_for("assurances.conditions", bid_id=bid.id),
                status if draft.conditions else "Not started",
                "conditions" not in wrong,
                "Who meets each, and how. Whoever does not meet all of them is left out.",
            )
        )
    tasks.append(
        Task(
            "Assurances",
            url_for("assurances.assurances", bid_id=bid.id),
            "Given"
            if "assurances" not in wrong
            else "Begun"
            if draft.assurances
            else "Not started",
            "assurances" not in wrong,
            "An independent bid, conflicts of interest, terms and sub-contractors.",
        )
    )
    return tasks


def time_left(closes_at: datetime | None, now: datetime) -> str:
    """How long is left in words: “3 days and 4 hours”, “25 minutes”; empty once it is over."""
    if closes_at is None or now >= closes_at:
        return ""
    minutes = -(-(closes_at - now) // timedelta(minutes=1))
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return _counted(days, "day") + (f" and {_counted(hours, 'hour')}" if hours else "")
    if hours:
        minutes %= 60
        return _counted(hours, "hour") + (f" and {_counted(minutes, 'minute')}" if minutes else "")
    return _counted(minutes, "minute")


def links_of(bid: Bid) -> dict[str, Callable[[UUID], str] | str]:
    """Where each part of a bid is changed: ``answer`` of a question's id, prices, commitments."""
    return {
        "answer": lambda key: url_for("bid_parts.answer", bid_id=bid.id, question_id=key),
        "files": lambda key: url_for("bid_files.attach", bid_id=bid.id, question_id=key),
        "prices": url_for("bid_parts.prices", bid_id=bid.id),
        "commitments": url_for("bid_parts.commitments", bid_id=bid.id),
        "conditions": url_for("assurances.conditions", bid_id=bid.id),
        "assurances": url_for("assurances.assurances", bid_id=bid.id),
    }


def where_files_are(bid: Bid) -> Callable[[AttachedFile], str]:
    """Where those behind a bid read a file of it."""
    return lambda file: url_for("bid_files.read", bid_id=bid.id, kept=file.kept)


def where_to_mend(bid: Bid, fault: Refusal) -> str:
    """The page on which a fault of a bid is mended."""
    part, _, rest = (fault.field or "").partition("-")
    if part == "answers":
        return url_for("bid_parts.answer", bid_id=bid.id, question_id=rest)
    if part == "files":
        return url_for("bid_files.attach", bid_id=bid.id, question_id=rest)
    if part == "for_group":
        return url_for("bid_parts.group", bid_id=bid.id)
    if part in ("prices", "commitments", "declaration"):
        return url_for(f"bid_parts.{part}", bid_id=bid.id) + (f"#{fault.field}" if rest else "")
    if part in ("conditions", "assurances"):
        return url_for(f"assurances.{part}", bid_id=bid.id) + (f"#{rest}" if rest else "")
    if part == "members":
        return url_for("consortia.show", consortium_id=bid.consortium_id)
    return url_for("bids.show", bid_id=bid.id)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
