"""What is changed of a package that was posted, and what becomes of the offers that were made to it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.ground.calendar import in_london_words
from procurement.ground.exact import in_full
from procurement.ground.refusal import Refusal
from procurement.packages.package import PackageFacts


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is another now, in words."""

    what: str
    was: str
    now: str


def changes_between(before: PackageFacts, after: PackageFacts) -> Sequence[Changed]:
    """What differs, in the order in which a package is read."""
    was, now = _said(before) | _promised(before), _said(after) | _promised(after)
    return [
        Changed(what, was.get(what, ""), now.get(what, ""))
        for what in was | now
        if was.get(what, "") != now.get(what, "")
    ]


def check_change(
    before: PackageFacts, after: PackageFacts, why: str, *, takes_offers: bool
) -> Sequence[Changed]:
    """What is changed. Refuses a change once no offers are taken, one that brings the moment nearer,
    one without a reason, and one of nothing."""
    if not takes_offers:
        raise Refusal("A package is changed while it takes offers. What you typed is still here.")
    _check_moment(before.closes_at, after.closes_at)
    if not why.strip():
        raise Refusal("Say why: everyone who was asked or has answered reads it.", field="why")
    changed = changes_between(before, after)
    if not changed:
        raise Refusal("Nothing is another than before. Change what is to be changed.")
    return changed


def _check_moment(was: datetime | None, to: datetime | None) -> None:
    if was == to or (was is not None and to is not None and to > was):
        return
    if was is None:
        raise Refusal(
            "Offers are taken until you choose one, and whoever answers has planned with that. Leave "
            "this empty.",
            field="closes_at",
        )
    raise Refusal(
        f"Offers are taken until {in_london_words(was)}, and whoever answers has planned with that. "
        "Leave it so, or give a later moment.",
        field="closes_at",
    )


def before_standing_by(made_to: int, version: int) -> None:
    """Refuses to stand by an offer that is one to the package as it is."""
    if made_to >= version:
        raise Refusal("This offer is made to the package as it is, so there is nothing to confirm.")


def before_choosing(made_to: int, version: int) -> None:
    """Refuses an offer whose makers have not said that it stands since the package was changed."""
    if made_to < version:
        raise Refusal(
            f"This offer was made to version {made_to} of the package, which is at version {version}. "
            "It can be chosen once its makers say that it stands, or make it anew. They are asked."
        )


def _promised(facts: PackageFacts) -> dict[str, str]:
    """Each promise by its words: how much by when, and how it is shown."""
    said: dict[str, str] = {}
    for clause in facts.clauses:
        what = f"Promise “{clause.text.strip()}”"
        quantity = f"{in_full(clause.quantity)} {clause.unit.strip()}"
        one = f"{quantity} by {clause.due_on:%-d %B %Y}. {_in_lines(clause.proof)}"
        said[what] = f"{said[what]}\n{one}" if what in said else one
    return said


def _in_lines(words: str) -> str:
    """The same however a browser ends its lines."""
    return "\n".join(words.strip().splitlines())


def _said(facts: PackageFacts) -> dict[str, str]:
    closes_at = in_london_words(facts.closes_at) if facts.closes_at else "until one is chosen"
    return {
        "What is wanted": facts.title.strip(),
        "What is to be done": facts.about.strip(),
        "First day": f"{facts.starts_on:%-d %B %Y}",
        "Last day": f"{facts.ends_on:%-d %B %Y}",
        "Price in mind, excluding VAT": _price(facts),
        "Offers are taken until": closes_at,
        "Payment": f"within {facts.payment_days} days",
        "Why longer than 7 days": facts.payment_reason.strip(),
        "Held back": f"{in_full(facts.retention)}% of each stage",
        "Terms": facts.terms.strip(),
    }


def _price(facts: PackageFacts) -> str:
    if facts.rate is None:
        return f"{facts.budget} in all"
    unit = facts.rate.unit.value.replace("_", " ")
    return f"£{facts.rate.pounds:,.2f} for each {unit}, {in_full(facts.rate.quantity)} of them"
