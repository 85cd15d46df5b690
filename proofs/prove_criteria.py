"""How many real award criteria and clauses can a tender here express? Usage: prove_criteria.py FOLDER

FOLDER holds ``social-value/``: award criteria and sentences about community benefits from real
notices. Each lot is written as a tender and judged by the rules of publication; what cannot be
expressed is listed with the reason. ``--list`` names each.
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from procurement.ground.refusal import Refusal
from procurement.tendering.award_criteria import ClauseFacts, QuestionFacts, check_clause_set
from procurement.tendering.tender import before_publishing

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.procurement.tendering.tender_examples import NOW, TENDER

Row = dict[str, str]
Judged = tuple[str, int, str]
"""What it is, how many criteria or sentences it has, and why it cannot be expressed: empty if it can."""

_WEIGHT = re.compile(r"\d+(\.\d+)?%?")


def main(folder: Path, *, lists: bool) -> int:
    """The exit status: 0 also where FOLDER is absent (and says so)."""
    known = folder / "social-value"
    if not known.is_dir():
        print(f"Criteria: not proved, because {known} is not there.")
        return 0
    lots = list(_lots(_read(known / "award_criteria_from_real_notices.csv")))
    sentences = list(_sentences(_read(known / "social_benefit_clauses_from_real_notices.csv")))
    _tell("award criteria", lots, lists=lists)
    _tell("sentences about benefits", sentences, lists=lists)
    return 0


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lots(rows: Sequence[Row]) -> Iterator[Judged]:
    processes: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        processes[row["ocid"]][row["lot_id"]].append(row)
    for ocid, lots in processes.items():
        kinds = {tuple(map(_said, criteria)) for criteria in lots.values()}
        for lot, criteria in lots.items():
            why = _why_not(criteria)
            if not why and len(kinds) > 1:
                why = "its lots are judged differently, and a tender has one set of criteria"
            yield f"{ocid} lot {lot}", len(criteria), why


def _said(row: Row) -> tuple[str, str, str]:
    return row["criterion_type"], row["criterion_name"], row["description_usually_weight"]


def _why_not(criteria: Sequence[Row]) -> str:
    """By the rules of publication, with each quality criterion as a question."""
    weights = []
    for row in criteria:
        typed = row["description_usually_weight"].strip()
        if not _WEIGHT.fullmatch(typed):
            return "no weight is given" if not typed else "a range is given, not a weight"
        weights.append(Decimal(typed.rstrip("%")))
    if sum(weights) != 100:
        return "the weights do not add up to 100"
    quality = [
        (row["criterion_name"] or "Quality", weight)
        for row, weight in zip(criteria, weights, strict=True)
        if row["criterion_type"] == "quality"
    ]
    whole = sum((weight for _, weight in quality), Decimal(0))
    facts = replace(
        TENDER,
        price_weight=100 - whole,
        quality_weight=whole,
        social_value_weight=Decimal(0),
        clauses=(),
        questions=tuple(
            QuestionFacts(place, name, weight * 100 / whole, 300)
            for place, (name, weight) in enumerate(quality)
            if whole
        ),
    )
    try:
        before_publishing(facts, NOW)
    except Refusal as no:
        return str(no)
    return ""


_NOT_ASKED = re.compile(
    r"does not intend|not required|user guide|sheltered|will not be evaluated|non evaluated", re.I
)
_ELSEWHERE = re.compile(
    r"refer to|see (the|appendix|section)|as (per|stated|detailed|set out)|detailed within|attachment"
    r"|appendix|documentation|procurement documents|tender (pack|documents)|preliminaries",
    re.I,
)
_AMOUNT = re.compile(
    r"\b(\d+|one|two|three|four|five|six|ten)\b (?:\w+ ){0,3}?"
    r"(apprentic\w+|placements?|jobs?|initiatives?|points?|weeks?|hours?|pupils|people|days?)",
    re.I,
)
_KIND = re.compile(
    r"apprentic|placement|training|employ|school|educat|suppl(y|ier)|volunteer|living wage|local",
    re.I,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}


def _sentences(rows: Sequence[Row]) -> Iterator[Judged]:
    for row in rows:
        yield f"{row['ocid']} {row['json_path']}", 1, _why_no_clause(row["sentence"])


def _why_no_clause(sentence: str) -> str:
    if found := _AMOUNT.search(sentence):
        target = Decimal(_NUMBERS.get(found[1].lower()) or found[1])
        clause = ClauseFacts("1", sentence, found[2].lower(), Decimal(100), target)
        try:
            check_clause_set([clause])
        except Refusal as no:
            return str(no)
        return ""
    if _NOT_ASKED.search(sentence):
        return "nothing is asked for"
    if _ELSEWHERE.search(sentence):
        return "what is asked for stands in another document"
    if _KIND.search(sentence):
        return "a kind of benefit without an amount: a question about quality can ask for it"
    return "a general wish, without a kind or an amount"


def _tell(what: str, judged: Sequence[Judged], *, lists: bool) -> None:
    fit = sum(count for _, count, why in judged if not why)
    print(f"Criteria: {fit} of {sum(count for _, count, _ in judged)} {what} can be expressed.")
    reasons: Counter[str] = Counter()
    for _, count, why in judged:
        if why:
            reasons[why] += count
    for why, count in reasons.most_common():
        print(f"Criteria:   {count} cannot: {why}.")
    if lists:
        for name, _, why in judged:
            print(f"Criteria:     {name}: {why or 'can be expressed'}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), lists="--list" in sys.argv))
