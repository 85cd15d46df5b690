"""Does a reason compare one bid with another?

A score is given against the published criterion, never against another bid, and
an assessment summary explains it by reference to the tender alone. Comparing
("better", "wider") is one of the faults for which an evaluation was set aside
in Lancashire Care NHS Foundation Trust v Lancashire County Council [2018] EWHC 1589 (TCC).
"""

import re
from collections.abc import Iterable

_OTHERS = (
    r"(?:other|others|another|rival|rivals|competitor|competitors|competing|rest|winner|winning|"
    r"successful|unsuccessful|losing|remaining|next|previous|bids|bidders|tenders|tenderers|"
    r"submissions)"
)
_REQUIRED = (
    r"(?:required|requirement|requirements|minimum|target|asked|specified|specification|"
    r"needed|stated|published|threshold|law|before|today|now|last year)"
)
_DEGREE = (
    r"(?:better|worse|wider|broader|narrower|stronger|weaker|superior|inferior|preferable|"
    r"cheaper|dearer)"
)
_OF_A_BID = (
    r"(?:answer|response|bid|tender|submission|proposal|offer|approach|plan|method|range|coverage|"
    r"experience|evidence|understanding|detail|score|price|team|record)"
)
_PATTERNS = [
    re.compile(rf"\b{_DEGREE}\b(?:\s+\w+){{0,3}}\s+than\b(?![^.;]*\b{_REQUIRED}\b)", re.I),
    re.compile(rf"\b{_DEGREE}\s+(?:\w+\s+)?{_OF_A_BID}\b(?!\s+than\b[^.;]*\b{_REQUIRED}\b)", re.I),
    re.compile(rf"\bthan\b[^.;]{{0,40}}\b{_OTHERS}\b", re.I),
    re.compile(
        rf"\b(?:compared|comparison|relative|unlike|alongside)\b[^.;]{{0,40}}\b{_OTHERS}\b", re.I
    ),
    re.compile(
        r"\b(?:best|strongest|weakest|worst|cheapest|highest|lowest)\s+"
        r"(?:\w+\s+)?(?:bid|bidder|tender|answer|response|submission|score|of\s+the|of\s+all|received)\b",
        re.I,
    ),
]


def comparisons(text: str, other_suppliers: Iterable[str] = ()) -> list[str]:
    """The words in ``text`` that compare it with another bid, in order; none where it is fair.

    ``other_suppliers`` are the names of the other bidders: naming one is comparing.
    More or better than what the tender *requires* is no comparison. It looks at
    words, not at meaning: it finds the plain cases and a person must read the rest.
    """
    rules = [*_PATTERNS, *(_name(name) for name in other_suppliers if name.strip())]
    spans = sorted(match.span() for rule in rules for match in rule.finditer(text))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return [text[start:end] for start, end in joined]


def _name(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name.strip())}(?!\w)", re.I)
