"""What followed from the scores: prices that were asked about, bids set aside, and who came first?"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from marketplace.assessment.models.awards import Award
from marketplace.assessment.models.evaluations import LotRanking
from marketplace.assessment.queries.price_enquiries import OfferedPrice, prices_offered
from marketplace.assessment.queries.rankings import first_ranked, set_aside_in, ties_said
from marketplace.assessment.queries.record_parts import Grid, Part, RecordOf
from marketplace.engine.shown import day, moment, money, number, plural
from marketplace.tendering.models.tenders import Lot
from procurement.assessment.abnormally_low import EnquiryState
from procurement.assessment.award import AwardState
from procurement.assessment.disregard import GROUND_IN_WORDS
from procurement.tendering.lot import LotState


def unfinished(of: RecordOf, rankings: Mapping[UUID, LotRanking]) -> list[str]:
    """What is still open of the assessment, in sentences."""
    assessment, still = of.assessment, []
    if assessment.unapproved:
        who = plural(assessment.unapproved, "evaluator")
        still.append(f"{who} still to approve the agreed scores.")
    for lot in assessment.lots:
        if lot.state is LotState.OPEN and assessment.bids_for(lot) and lot.id not in rankings:
            still.append(f"The ranking of lot {lot.number} is not worked out.")
        elif lot.state is LotState.OPEN and lot.id in rankings:
            if assessment.tender.tie_rule and len(first_ranked(rankings[lot.id])) > 1:
                still.append(
                    f"The draw between the equal bids for lot {lot.number} is not on record."
                )
            still.append(f"Lot {lot.number} is not decided.")
    return still


def results(
    of: RecordOf, rankings: Mapping[UUID, LotRanking], awards: Sequence[Award]
) -> Iterator[Part]:
    """Prices, disregarded bids, then each lot with its ranking and award."""
    if of.is_for_buyer or rankings:
        yield from _prices(of)
    yield _disregards(of)
    for lot in of.assessment.lots:
        yield _lot(of, lot, rankings.get(lot.id), [row for row in awards if row.lot_id == lot.id])


def _prices(of: RecordOf) -> Iterator[Part]:
    offered = prices_offered(of.assessment)
    told = [
        (lot, offer) for lot in of.assessment.lots for offer in offered[lot.id] if _is_told(offer)
    ]
    yield Part(
        "Prices that seemed abnormally low",
        words=[] if told else ["No price seemed so low that its bidder had to be asked."],
    )
    for lot, offer in told:
        yield Part(
            f"{offer.name}, lot {lot.number}: {money(offer.price)}",
            words=[*offer.flags, *_enquiry(of, offer)],
            is_within=True,
        )


def _is_told(offer: OfferedPrice) -> bool:
    return bool(offer.flags) or offer.enquiry is not None


def _enquiry(of: RecordOf, offer: OfferedPrice) -> Iterator[str]:
    row = offer.enquiry
    if row is None:
        yield "Its bidder was not asked about it."
        return
    yield f"Asked on {moment(row.asked_at)}, to be answered by the end of {day(row.reply_by)}."
    if of.is_for_buyer:
        yield f"Question: {row.question}"
        if row.answered_at:
            yield f"Explained on {moment(row.answered_at)}: {row.answer}"
    if row.decided_at:
        is_explained = row.state is EnquiryState.ACCEPTED
        found = "explained, so the bid counts" if is_explained else "not explained"
        yield f"Decided on {moment(row.decided_at)}: the price is {found}. Reason: {row.reason}"
    else:
        yield "Nothing is decided about it yet."


def _disregards(of: RecordOf) -> Part:
    assessment = of.assessment
    numbers = {lot.id: f"lot {lot.number}" for lot in assessment.lots}
    rows = []
    for row in assessment.disregards:
        ground = f"{GROUND_IN_WORDS[row.ground]}. " if row.ground else ""
        ended = "–"
        if row.ended_at:
            ended = f"{moment(row.ended_at)}, {of.name(row.ended_by)}: {row.ended_because}"
        rows.append(
            [
                assessment.name_of(row.bid_id),
                "Every lot" if row.lot_id is None else numbers[row.lot_id].capitalize(),
                f"{ground}{row.reason}",
                f"{of.name(row.decided_by)}, {moment(row.decided_at)}",
                ended,
            ]
        )
    headings = ["Bid", "For", "Reason", "Decided by", "Counts again since"]
    return Part(
        "Disregarded bids",
        words=[] if rows else ["No bid was set aside by a decision."],
        grid=Grid("Bids that were set aside", headings, rows) if rows else None,
    )


def _lot(of: RecordOf, lot: Lot, ranking: LotRanking | None, awards: Sequence[Award]) -> Part:
    heading = f"Lot {lot.number}: {lot.title}"
    decided = list(_decided(of, lot, awards))
    if ranking is None:
        why = (
            "No bid was made for it."
            if not of.assessment.bids_for(lot)
            else ("Its ranking is not worked out.")
        )
        return Part(heading, words=[why], after=decided)
    names = {str(bid.id): of.assessment.name_of(bid.id) for bid in of.assessment.bids}
    return Part(
        heading,
        words=[
            f"Ranking of {moment(ranking.ranked_at)}. Weights as published: price "
            f"{number(of.assessment.tender.price_weight)}, quality "
            f"{number(of.assessment.tender.quality_weight)}, social value "
            f"{number(of.assessment.tender.social_value_weight)}."
        ],
        grid=_ranking(of, lot, ranking, names),
        after=[*_beside(of, ranking, names), *decided],
    )


def _ranking(of: RecordOf, lot: Lot, ranking: LotRanking, names: Mapping[str, str]) -> Grid:
    per_point = of.assessment.tender.price_formula == "price_per_quality_point"
    counted = "Pence per point" if per_point else "Total"
    prices = {bid["id"]: bid["price_pence"] for bid in ranking.inputs["bids"]}
    numbers = ["Price", "Price points", "Quality points", "Social value points", counted]
    ranked = sorted(
        (row for row in ranking.result["bids"] if row["rank"]), key=lambda row: row["rank"]
    )
    return Grid(
        f"Ranking of lot {lot.number}",
        ["Rank", "Bid", *numbers],
        [
            [
                str(row["rank"]),
                names[row["id"]],
                money(prices[row["id"]]),
                row["price_score"] or "–",
                row["quality_score"],
                row["social_value_score"],
                row["total"] or row["pence_per_point"],
            ]
            for row in ranked
        ],
        numbers,
    )


def _beside(of: RecordOf, ranking: LotRanking, names: Mapping[str, str]) -> Iterator[str]:
    """Who has no rank and why, the order had they counted, and what the formula warns of."""
    titles: dict[Hashable, str] = {
        str(row.id): f"{row.number}. {row.text}" for row in of.assessment.criteria
    }
    result: dict[str, Any] = ranking.result
    yield from ties_said(ranking, names)
    if result.get("ties") and of.assessment.tender.tie_rule:
        yield f"The published rule for equal bids: {of.assessment.tender.tie_rule.in_words}."
    for draw in of.assessment.draws:
        if draw.lot_id == ranking.lot_id:
            yield (
                f"Drawn: {of.assessment.name_of(draw.bid_id)}, in the presence of two people "
                f"({draw.first_witness}; {draw.second_witness}). {draw.how} (Recorded by "
                f"{of.name(draw.recorded_by)}, {moment(draw.recorded_at)}.)"
            )
    for bid_id, why in set_aside_in(ranking, titles).items():
        yield f"{names[bid_id]} was disregarded. {why}"
    if result["had_all_counted"] != result["ranking"]:
        order = ", ".join(names[id] for id in result["had_all_counted"])
        yield f"Had the disregarded bids counted, the order would be: {order}."
    for warning in result["warnings"]:
        if warning["code"] == "rank_reversal":
            yield (
                f"Without the bid of {names[warning['bid']]}, which cannot win, "
                f"{names[warning['first_without']]} would come first. The price formula makes this "
                "possible; the published method stands."
            )
        else:
            yield f"The bid of {names[warning['bid']]} has a price of £0."


def _decided(of: RecordOf, lot: Lot, awards: Sequence[Award]) -> Iterator[str]:
    for row in awards:
        given_up = " This award was given up since." if row.state is AwardState.CANCELLED else ""
        yield (
            f"Awarded to {of.assessment.name_of(row.bid_id)} by {of.name(row.decided_by)} on "
            f"{moment(row.decided_at)}. Reason: {row.reason}{given_up}"
        )
    if lot.state is LotState.CANCELLED:
        yield f"The lot was given up: {lot.cancelled_because}"
