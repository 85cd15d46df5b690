"""Was a procurement decided as it was published? To be answered by anybody, from its public file.

The file holds what was published, when each bid arrived, what the panel agreed, and when the
award was made known. Bids other than the winner's have a number in it and no name. Nothing else is
needed: no database, no key.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from procurement.assessment import social_value
from procurement.assessment.assessment_method import AssessedBid, Method
from procurement.assessment.evaluation import score
from procurement.assessment.evaluation_record import (
    evaluation_from_json,
    first_in,
    number_as_json,
    result_as_json,
    social_value_from_json,
)
from procurement.assessment.tie import TIE_BREAK, ties_as_json
from procurement.bidding.merkle import root_over
from procurement.bidding.sealing import canonical
from procurement.ground.calendar import london_day
from procurement.ground.compared import NOTHING, Compared, same_keys
from procurement.ground.exact import exact, four_places
from procurement.ground.holidays import Holidays
from procurement.ground.refusal import Refusal
from procurement.ground.standstill import earliest_signing, standstill_ends
from procurement.tendering.minimum_period import Circumstances, minimum_tendering
from procurement.tendering.regime import Regime, promise_faults, standstill_length
from procurement.tendering.tie_rule import TieRule

Json = Mapping[str, Any]

_YES = "yes"
_KEPT_BY_BID = ("bids", "ranking", "warnings")


def procurement_compared(file: Any, holidays: Holidays) -> list[Compared]:
    """Every figure of the file beside what it must be by the rules.

    Refuses what is not such a file. What cannot be worked out again is a disagreement.
    """
    try:
        return [*_compared(file, holidays)]
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as no:
        raise Refusal(
            f"This is not the public file of a procurement: {no!r} is wrong in it."
        ) from no


def _compared(file: Json, holidays: Holidays) -> Iterator[Compared]:
    versions: Sequence[Json] = file["published"]
    yield from _published(versions)
    last = versions[-1]["content"]
    closes_at = datetime.fromisoformat(file["closes_at"])
    yield Compared("Deadline, as it was published last", last["closes_at"], file["closes_at"])
    yield from _time(versions[0], closes_at)
    yield from _arrivals(file, closes_at)
    regime = Regime(last["regime"])
    for lot in file["lots"]:
        yield from _scored(lot, last)
        if "panel" in lot:
            yield from _panel(lot)
        yield from _awarded(lot, regime, holidays)


def _published(versions: Sequence[Json]) -> Iterator[Compared]:
    for version in versions:
        found = sha256(canonical(version["content"])).hexdigest()
        yield Compared(f"Version {version['number']}: SHA-256", found, version["sha256"])


def _time(first: Json, closes_at: datetime) -> Iterator[Compared]:
    """The least time for tendering (PA23 s54), from the day of the first version."""
    began = london_day(datetime.fromisoformat(first["published_at"]))
    least = minimum_tendering(Regime(first["content"]["regime"]), Circumstances(), began)
    earliest = least.earliest_day(began)
    yield _holds(f"Bids were due on {earliest} or later", london_day(closes_at) >= earliest)


def _arrivals(file: Json, closes_at: datetime) -> Iterator[Compared]:
    """Every bid came before the deadline, none was opened before it, and the root holds them all."""
    for number, receipt in enumerate(file["receipts"], start=1):
        came = datetime.fromisoformat(receipt["received_at"])
        yield _holds(f"Receipt {number}: the bid came before the deadline", came < closes_at)
    opened_at = datetime.fromisoformat(file["opened_at"])
    yield _holds("Bids were opened at the deadline or later", opened_at >= closes_at)
    hashes = [bytes.fromhex(receipt["leaf_hash_hex"]) for receipt in file["receipts"]]
    yield Compared("Root of the receipts", root_over(hashes).hex(), file["root_hex"])


def _scored(lot: Json, published: Json) -> Iterator[Compared]:
    """Weights as published, social value from the promises, and every score and rank."""
    what, kept = f"Lot {lot['number']}", lot["evaluation"]
    yield from same_keys(f"{what}, method", _method_published(published, lot), _method_in(lot))
    try:
        method, figures = evaluation_from_json(kept)
        found = result_as_json(method, score(method, figures))
        earned = _social_values(lot)
    except Refusal as no:
        yield Compared(f"{what}: figures", "figures that can be ranked", str(no))
        return
    yield from _ties(what, lot, method, figures)
    told = {bid["id"]: str(bid["social_value"]) for bid in kept["bids"]}
    yield from same_keys(f"{what}, social value", earned or dict.fromkeys(told, "0"), told)
    for key in _KEPT_BY_BID:
        yield from same_keys(f"{what}, {key}", _numbered(found[key]), _numbered(lot["result"][key]))


def _ties(
    what: str, lot: Json, method: Method, figures: Sequence[AssessedBid]
) -> Iterator[Compared]:
    """Which bids are equal, by which step of the rule one is first, and no draw but between equal ones."""
    if "ties" in lot["result"]:
        found = ties_as_json(method, figures, score(method, figures).ranking)
        kept = _numbered(lot["result"]["ties"])
        yield from same_keys(f"{what}, equal bids", _numbered(found), kept)
    drawn = {bid.id for bid in figures if bid.drawn}
    if drawn:
        undrawn = [replace(bid, drawn=0) for bid in figures]
        is_so = len(drawn) > 1 and drawn == {*score(method, undrawn).first}
        yield _holds(f"{what}: the draw was between the bids that were equal in first place", is_so)


def _panel(lot: Json) -> Iterator[Compared]:
    """Of every bid that counts all was scored, and a reason is told where one person did it alone."""
    what, kept = f"Lot {lot['number']}", lot["panel"]["scored_by"]
    told = [row for row in lot["panel"]["alone_because"] if row["reason"].strip()]
    asked = [*lot["evaluation"]["quality"]["questions"], *lot["promises"]["clauses"]]
    counted = [bid["id"] for bid in lot["evaluation"]["bids"] if "disregarded_because" not in bid]
    for criterion in (row["id"] for row in asked):
        by = kept.get(criterion, {})
        is_whole = all(by.get(bid, 0) > 0 for bid in counted)
        yield _holds(f"{what}, {criterion}: scored by somebody of the panel", is_whole)
        for_it = [row["bid"] for row in told if row["criterion"] in (None, criterion)]
        alone = {bid for bid in counted if by.get(bid) == 1}
        is_told = None in for_it or alone <= {*for_it}
        yield _holds(
            f"{what}, {criterion}: why one person scored it alone is told", is_told or not alone
        )


def _social_values(lot: Json) -> dict[str, str]:
    if not lot["promises"]["clauses"]:
        return {}
    scores = social_value.score(*social_value_from_json(lot["promises"]))
    return {str(one.bid): str(number_as_json(exact(four_places(one.score)))) for one in scores}


def _method_published(published: Json, lot: Json) -> dict[str, str]:
    """What the last version says of how bids are judged, in the terms of the evaluation."""
    said = {
        "price weight": published["price_weight"],
        "quality weight": published["quality_weight"],
        "social value weight": published["social_value_weight"],
        "formula": published["price_formula"],
        "scale": published["scale"],
        "scale of promises": published["scale"],
        "rule for equal bids": _steps(TIE_BREAK[_tie_rule(published)]),
    }
    for row in published["questions"]:
        said[f"question {row['number']}"] = f"{_number(row['weight'])} {_number(row['minimum'])}"
    for row in published["clauses"]:
        parts = ("weight", "target", "quantity_share", "minimum")
        said[f"clause {row['number']}"] = " ".join(_number(row[part]) for part in parts)
    [of_lot] = [row for row in published["lots"] if row["number"] == lot["number"]]
    if published["price_formula"] == "benchmark":
        said |= {name: of_lot[name] for name in ("floor", "ceiling")}
    return {key: _number(value) for key, value in said.items()}


def _tie_rule(published: Json) -> TieRule | None:
    """Versions from before there was such a rule hold none."""
    return TieRule(published["tie_rule"]) if published.get("tie_rule") else None


def _steps(tie_break: Sequence[str]) -> str:
    return ", ".join([*map(str, tie_break), "draw"])


def _method_in(lot: Json) -> dict[str, str]:
    kept, promised = lot["evaluation"], lot["promises"]
    said = {
        "price weight": kept["price"]["weight"],
        "quality weight": kept["quality"]["weight"],
        "social value weight": kept["social_value"]["weight"],
        "formula": kept["price"]["formula"],
        "scale": kept["quality"]["scale"],
        "scale of promises": promised["scale"],
        "rule for equal bids": _steps(kept["tie_break"]),
    }
    for row in kept["quality"]["questions"]:
        said[row["id"]] = f"{_number(row['weight'])} {_number(row.get('minimum'))}"
    for row in promised["clauses"]:
        parts = ("weight", "target", "quantity_share", "minimum")
        said[row["id"]] = " ".join(_number(row.get(part)) for part in parts)
    if kept["price"]["formula"] == "benchmark":
        said |= {
            name: kept["price"]["parameters"][f"{name}_pence"] for name in ("floor", "ceiling")
        }
    return {key: _number(value) for key, value in said.items()}


def _awarded(lot: Json, regime: Regime, holidays: Holidays) -> Iterator[Compared]:
    """To the bid that is first, after its summaries, and signed after the standstill (ss19, 50, 51)."""
    what, award = f"Lot {lot['number']}", lot["award"]
    first = first_in(lot["result"])
    yield _holds(f"{what}: awarded to a bid that is first", award["bid"] in first)
    prices = {bid["id"]: str(bid["price_pence"]) for bid in lot["evaluation"]["bids"]}
    yield Compared(f"{what}: price", prices.get(award["bid"], NOTHING), str(award["price_pence"]))
    published_on = date.fromisoformat(award["published_on"])
    sent = london_day(datetime.fromisoformat(award["summaries_sent_at"]))
    yield _holds(
        f"{what}: summaries were sent before the award was published", sent <= published_on
    )
    promised = award.get("voluntary_standstill_days")
    if promised is not None:
        yield _holds(
            f"{what}: the buyer could choose this standstill", not promise_faults(regime, promised)
        )
    days = standstill_length(regime, None if promise_faults(regime, promised) else promised)
    ends = None if days is None else standstill_ends(published_on, days, holidays)
    yield Compared(
        f"{what}: last day of standstill", _day(ends), award["standstill_ends_on"] or NOTHING
    )
    if award["signed_on"]:
        signed_on = date.fromisoformat(award["signed_on"])
        from_day = published_on if days is None else earliest_signing(published_on, days, holidays)
        yield _holds(f"{what}: signed on {from_day} or later", signed_on >= from_day)


def _holds(what: str, is_so: bool) -> Compared:
    return Compared(what, _YES, _YES if is_so else "no")


def _numbered(values: Sequence[Any]) -> dict[str, Any]:
    return {str(number): value for number, value in enumerate(values, start=1)}


def _day(day: date | None) -> str:
    return NOTHING if day is None else day.isoformat()


def _number(value: Any) -> str:
    """A number as one text, however it is written: 60, "60.00"; other text as it is."""
    try:
        return NOTHING if value is None else str(exact(value))
    except (Refusal, ValueError, TypeError):
        return str(value)
