"""What of a tender is recorded for its notices, and where?"""

from collections.abc import Iterable
from datetime import date, datetime

from marketplace.engine.shown import day, moment, pounds
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import identifiers_of, organisation_named_by
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.declarations import declarations_of, declared
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.tendering.queries.tender_facts import made_of
from marketplace.tendering.queries.tenders import TenderParts, parts_of
from procurement.ground.calendar import london_day
from procurement.ground.exact import in_full
from procurement.tendering.conflict import assessment_faults, is_owed
from procurement.tendering.framework import Ordering
from procurement.tendering.notice_items import Said
from procurement.tendering.price_formula import FORMULA_IN_WORDS, PriceFormula
from procurement.tendering.regime import Regime

Recorded = dict[str, Said]
"""By the key of the item of a notice."""


def said_of_tender(tender: Tender, now: datetime) -> Recorded:
    """What the tender itself says; a thing that nobody has said yet is not in it."""
    buyer = organisation_named_by(tender.buyer_id)
    parts = parts_of(tender.id)
    regime = regime_for(tender, buyer.kind, london_day(now))
    return {
        **said_of_authority(buyer),
        **_of_subject(tender, parts, london_day(now)),
        **_of_lots(tender, parts),
        **_of_bidding(tender, parts, regime),
        **_of_terms(tender, parts),
        **_of_conflicts(tender),
    }


def said(origin: str, *sentences: str | None) -> Recorded:
    """One thing by its key, which is the end of ``origin``; nothing where nobody said anything.

    ``origin`` is ``key=table.column``: what is read where.
    """
    key, _, where = origin.partition("=")
    words = tuple(sentence.strip() for sentence in sentences if sentence and sentence.strip())
    return {key: Said(words, where)} if words else {}


def named(organisation: Organisation) -> str:
    """Its address on one line."""
    places = (organisation.street, organisation.town, organisation.postcode)
    return ", ".join(part for part in places if part)


def said_of_authority(buyer: Organisation) -> Recorded:
    """What every notice of an authority says of it."""
    identifiers = [f"{row.scheme}-{row.identifier}" for row in identifiers_of(buyer.id)]
    return {
        **said("authority=organisations.name", buyer.name),
        **said("authority_id=organisation_identifiers.identifier", *identifiers),
        **said("authority_address=organisations.street", named(buyer)),
        **said("authority_email=organisations.contact_email", buyer.contact_email),
    }


def _of_subject(tender: Tender, parts: TenderParts, today: date) -> Recorded:
    subject = tender.subject.replace("_", " ").capitalize() if "subject" in tender.decided else ""
    return {
        **said("title=tenders.title", tender.title),
        **said("procurement_id=tenders.ocid", tender.ocid),
        **said("description=tenders.description", tender.description),
        **said("kind=tenders.subject", subject),
        **said("cpv=tenders.cpv", ", ".join(tender.cpv)),
        **said("area=tenders.delivery", tender.delivery),
        **said("contract_dates=tenders.starts_on", *_dates(tender, parts)),
        **said("value=tenders.estimate", *_value(tender, parts, today)),
    }


def _dates(tender: Tender, parts: TenderParts) -> Iterable[str]:
    """Those of the tender, and of each lot that has others."""
    if tender.starts_on and tender.ends_on:
        yield f"{day(tender.starts_on)} to {day(tender.ends_on)}"
    for lot in parts.lots:
        if lot.starts_on or lot.ends_on:
            yield f"Lot {lot.number}: {' to '.join(map(day, lot.days(tender)))}"


def _value(tender: Tender, parts: TenderParts, today: date) -> Iterable[str]:
    if tender.whole_estimate is not None:
        yield f"{pounds(tender.whole_estimate)} including VAT, options and extensions"
    if made := made_of(tender, parts.lots, today):
        yield f"{pounds(sum(lot.net.pence for lot in made))} without VAT, with all of them"


def _of_lots(tender: Tender, parts: TenderParts) -> Recorded:
    lots = [f"Lot {lot.number}: {lot.title}. {_lot_value(lot)}" for lot in parts.lots]
    several = f"There are {len(lots)} lots." if len(lots) > 1 else None
    return {
        **said("lots=lots.title", *lots),
        **said("no_lots=tenders.no_lots_reason", several or tender.no_lots_reason),
        **said(
            "lot_limits=worked out: no limit can be set here",
            "A supplier may bid for every lot and win every lot." if lots else None,
        ),
    }


def _lot_value(lot: Lot) -> str:
    if lot.estimate is None:
        return ""
    more = {"options": lot.options_estimate, "extensions": lot.extension_estimate}
    added = [f", up to {pounds(sum_)} more by {name}" for name, sum_ in more.items() if sum_]
    return f"Estimate {pounds(lot.estimate)} without VAT{''.join(added)}."


def _of_bidding(tender: Tender, parts: TenderParts, regime: Regime) -> Recorded:
    closes = f"Until {moment(tender.closes_at)}, London time" if tender.closes_at else None
    documents = [document.kind for document in documents_of_tender(tender.id)]
    light = "A light-touch contract" if regime is Regime.LIGHT else "None"
    return {
        **said("procedure=worked out: every tender here", "Open procedure (s20(2)(a))"),
        **said("special_regime=worked out: tenders.subject and estimate", light),
        **said("e_auction=worked out: none is held here", "No"),
        **said(
            "submission=tenders.closes_at",
            closes and f"{closes}, electronically, on the page of the tender on this marketplace",
        ),
        **said("closes_at=tenders.closes_at", closes),
        **said("languages=worked out: the pages are in English", "English"),
        **said("criteria=tenders.price_weight", *_criteria(tender, parts)),
        **said(
            "short_period=worked out: the whole period is asked for",
            "The tendering period is not shortened.",
        ),
        **said(
            "documents=documents.kind",
            *(documents or ["All of it stands on the page of the tender."]),
        ),
        **said("conditions=conditions.text", *_conditions(tender, parts)),
        **said("reserved=worked out: nothing is reserved here", "It is not reserved."),
        **said(
            "payment_terms=tenders.payment_days",
            f"Within {tender.payment_days} days of receiving a valid invoice"
            if "payment_days" in tender.decided
            else None,
            tender.payment_reason and f"Why it takes longer than 7 days: {tender.payment_reason}",
        ),
        **said("award_on=tenders.award_on", day(tender.award_on) if tender.award_on else None),
    }


def _conditions(tender: Tender, parts: TenderParts) -> Iterable[str]:
    for one in parts.conditions:
        kind = f" ({one.kind.in_words.lower()})" if one.kind else ""
        yield f"Condition {one.number}{kind}: {one.text} Shown by: {one.shown_by}"
    if not parts.conditions and (tender.published_at or "conditions" in tender.decided):
        yield "None"


def _criteria(tender: Tender, parts: TenderParts) -> Iterable[str]:
    if "price_formula" not in tender.decided:
        return
    yield (
        f"Price, {in_full(tender.price_weight)} per cent: "
        + FORMULA_IN_WORDS[PriceFormula(tender.price_formula)]
    )
    yield f"Quality, {in_full(tender.quality_weight)} per cent"
    for question in parts.questions:
        yield f"Question {question.number}, {in_full(question.weight)} of quality: {question.text}"
        for one in question.asked:
            yield f"With the answer to question {question.number}: {one.label} ({one.in_words})"
    yield f"Social value, {in_full(tender.social_value_weight)} per cent"
    for clause in parts.clauses:
        yield f"Clause {clause.number}, {in_full(clause.weight)} of social value: {clause.text}"
    if tender.tie_rule:
        yield f"Where two bids are equal: {tender.tie_rule.in_words}"
    for score, words in enumerate(tender.scale_words or ()):
        yield f"A score of {score} means: {words}"


def _of_terms(tender: Tender, parts: TenderParts) -> Recorded:
    return {
        **said("suits=tenders.suits_sme", *_suits(tender)),
        **said("risks=tenders.risks", tender.risks),
        **said("after_expiry=tenders.after_expiry", tender.after_expiry),
        **said("options=lots.options", *_options(tender, parts)),
        **said("framework=tenders.ordering", _ordering(tender)),
        **said("engagement=tenders.engagement", tender.engagement),
        **_before_the_notice(tender),
        **said(
            "agreements=tenders.agreements",
            tender.agreements.in_words if tender.agreements else None,
        ),
        **said("not_awarded=tenders.cancelled_because", tender.cancelled_because),
    }


def _ordering(tender: Tender) -> str | None:
    """Where it was published before this was asked, nothing could be called off."""
    ordering = tender.ordering or (Ordering.AT_ONCE if tender.published_at else None)
    return ordering.in_full if ordering else None


def _options(tender: Tender, parts: TenderParts) -> Iterable[str]:
    """Of each lot that has any; none where that is said of every lot."""
    told = [
        f"Lot {lot.number}: {sentence}"
        for lot in parts.lots
        for sentence in lot.beyond.in_words(lot.days(tender)[1])
    ]
    is_said = all(None not in (lot.options_estimate, lot.extension_months) for lot in parts.lots)
    return told or (["None"] if tender.published_at or is_said else [])


def _before_the_notice(tender: Tender) -> Recorded:
    on, until = tender.notice_on, tender.engaged_until
    return {
        **said("tender_notice_on=tenders.notice_on", day(on) if on else None),
        **said("engagement_until=tenders.engaged_until", day(until) if until else None),
        **said("engagement_how=tenders.engaged_how", tender.engaged_how),
    }


def _suits(tender: Tender) -> Iterable[str]:
    for name, value in (
        ("Small and medium-sized enterprises", tender.suits_sme),
        ("Voluntary, community and social enterprises", tender.suits_vcse),
    ):
        if value is not None:
            yield f"{name}: {'yes' if value else 'no'}"


def _of_conflicts(tender: Tender) -> Recorded:
    """Confirmed only where everybody who declared did so since the bidders are known, and each
    interest is dealt with (s83)."""
    rows = declarations_of([tender.id])[tender.id].values()
    told = [one for row in rows if (one := declared(row))]
    owed = any(is_owed(one, tender.opened_at) for one in told)
    if not told or owed or assessment_faults([], told):
        return {}
    return said(
        "conflicts=interest_declarations.declared_at",
        "Conflicts of interest were assessed, and the assessment is up to date.",
    )
