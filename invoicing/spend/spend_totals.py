"""Which rows of a file of spending sum up others, and are no payments?"""

import re
from collections.abc import Iterator, Sequence

_ALONE = re.compile(
    r"(?:(?:sub|grand|overall|page|running|report|final)[\s\-]*)*totals?"
    r"(?:\s+(?:(?:for|of)\b.*|amount|spend|spending|expenditure|payments?|paid|value))?"
    r"|(?:(?:balance|total|amount)\s+)?(?:brought|carried)\s+forward"
)
_AT_A_TIME = 10_000
_BEHIND = re.compile(r"(.+?)[\s\-–:]+(?:sub[\s\-]*)?totals?")


def totals(suppliers: Sequence[str], amounts: Sequence[int | None]) -> set[int]:
    """The places of rows that are sums of others.

    Those whose supplier is only a word for one, and “… total” where … is a supplier of
    this file or the amount is what the rows above add up to.
    """
    if not any(map(_is_hinted, _joined(suppliers))):
        return set()
    written = {name: _folded(name) for name in set(suppliers)}
    hinted = {name for name, folded in written.items() if _is_hinted(folded)}
    known = set(written.values())
    sums: set[int] = set()
    above = since_last = 0
    for at, (name, amount) in enumerate(zip(suppliers, amounts, strict=True)):
        if name in hinted and _is_sum(written[name], known, amount in {above, since_last}):
            sums.add(at)
            since_last = 0
        else:
            above += amount or 0
            since_last += amount or 0
    return sums


def _joined(names: Sequence[str]) -> Iterator[str]:
    """Names in small letters, many at a time: nearly no file has sums in it, and this is quick."""
    for at in range(0, len(names), _AT_A_TIME):
        yield "\n".join(names[at : at + _AT_A_TIME]).casefold()


def _is_hinted(folded: str) -> bool:
    return "total" in folded or "forward" in folded


def _is_sum(folded: str, known: set[str], adds_up: bool) -> bool:
    if _ALONE.fullmatch(folded):
        return True
    behind = _BEHIND.fullmatch(folded)
    return behind is not None and (adds_up or behind[1] in known)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split()).strip(" .:*-–")
