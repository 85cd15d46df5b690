"""How is a procurement said in the Open Contracting Data Standard?

OCDS 1.1.5 with the extensions for lots, techniques, award and selection criteria, bids (counts
only), suitability, communication, and the United Kingdom; contracts: ``ocds_contract``.
"""

from procurement.ground.refusal import Refusal
from procurement.open_data.notice import PartyFacts
from procurement.open_data.ocds_contract import contract
from procurement.open_data.ocds_terms import (
    Object,
    amendment,
    at,
    document,
    end_of,
    lean,
    number,
    party_id,
    period,
    reference,
    start_of,
    value,
)
from procurement.open_data.release_facts import (
    BidCount,
    ReleasedAward,
    ReleasedLot,
    ReleasedTender,
    ReleaseFacts,
    ReleaseTag,
)
from procurement.tendering.lot import Beyond, LotState
from procurement.tendering.tender import TenderState

_TENDER_STATUS = {
    TenderState.PUBLISHED: "active",
    TenderState.OPENED: "active",
    TenderState.AWARDED: "complete",
    TenderState.CANCELLED: "cancelled",
}
_OF_PLANNING = ("plannedProcurementNotice", "marketEngagementNotice")
_LOT_STATUS = {
    LotState.OPEN: "active",
    LotState.AWARDED: "complete",
    LotState.CANCELLED: "cancelled",
}


def ocid(prefix: str, tender_id: str) -> str:
    """The open contracting id of a process: registered prefix, then our own id.

    ``prefix`` is six characters after ``ocds-`` and must be registered with the Open
    Contracting Partnership before anything is published under it.
    """
    return f"{prefix}-{tender_id}"


def release(facts: ReleaseFacts) -> Object:
    """One release as a JSON object, valid against OCDS 1.1.5.

    Refuses a tender that is not published, a party without an identifier, and bid
    counts before the bids are opened: how many have bid is nobody's business till then.
    """
    if facts.tender.state is TenderState.DRAFT:
        raise Refusal("A draft is not published, so it has no open data.")
    if facts.tender.state is TenderState.PUBLISHED and facts.bid_counts:
        raise Refusal("How many bids there are is published only after they are opened.")
    written: Object = lean(
        {
            "ocid": facts.ocid,
            "id": facts.release_id,
            "date": at(facts.released_at),
            "tag": [str(tag) for tag in facts.tags],
            "initiationType": "tender",
            "language": "en",
            "parties": _parties(facts),
            "buyer": reference(facts.buyer),
            "planning": _planning(facts.tender),
            "tender": _tender(facts.tender, is_planned=ReleaseTag.PLANNING in facts.tags),
            "bids": {"statistics": [_count(count) for count in facts.bid_counts]},
            "awards": [_award(award) for award in facts.awards],
            "contracts": [contract(signed) for signed in facts.contracts],
        }
    )
    return written


def _parties(facts: ReleaseFacts) -> list[Object]:
    """Each organisation once, with every role that it has in the process."""
    named = [(facts.buyer, "buyer")]
    named += [(supplier, "supplier") for award in facts.awards for supplier in award.suppliers]
    for signed in facts.contracts:
        for payment in signed.payments:
            named += [(payment.payer, "payer"), (payment.payee, "payee")]
    roles: dict[str, list[str]] = {}
    parties: dict[str, PartyFacts] = {}
    for party, role in named:
        parties.setdefault(party_id(party), party)
        held = roles.setdefault(party_id(party), [])
        if role not in held:
            held.append(role)
    return [_party(party, roles[key]) for key, party in parties.items()]


def _party(party: PartyFacts, roles: list[str]) -> Object:
    identifiers = [{"scheme": scheme, "id": id} for scheme, id in party.identifiers]
    return {
        "id": party_id(party),
        "name": party.name,
        "identifier": {**identifiers[0], "legalName": party.name},
        "additionalIdentifiers": identifiers[1:],
        "address": {
            "streetAddress": party.street,
            "locality": party.locality,
            "region": party.region,
            "postalCode": party.postcode,
            "countryName": party.country,
        },
        "roles": roles,
        "details": {"vcse": party.is_vcse},
    }


def _planning(tender: ReleasedTender) -> Object:
    """What came before the tender notice: its notices, and the market engagement."""
    engagement = {
        "id": "engagement",
        "title": "Market engagement",
        "type": "engagement",
        "description": tender.engaged_how,
        "dueDate": at(end_of(tender.engaged_until)),
    }
    has_engagement = bool(tender.engaged_how or tender.engaged_until)
    return {
        "documents": [document(one) for one in tender.documents if one.kind in _OF_PLANNING],
        "milestones": [engagement] if has_engagement else [],
    }


def _tender(tender: ReleasedTender, *, is_planned: bool) -> Object:
    return {
        "id": tender.id,
        "title": tender.title,
        "description": tender.description,
        "status": "planned" if is_planned else _TENDER_STATUS[tender.state],
        "mainProcurementCategory": tender.category,
        "procurementMethod": tender.method,
        "procurementMethodDetails": tender.method_details,
        "awardCriteria": "ratedCriteria",
        "submissionMethod": ["electronicSubmission"],
        "aboveThreshold": tender.is_above_threshold,
        "specialRegime": list(tender.special_regimes),
        "techniques": _framework() if tender.is_framework else {},
        "riskDetails": tender.risks,
        "finalStatusDate": at(tender.ended_at),
        "suitability": {"sme": tender.is_suitable_for_sme, "vcse": tender.is_suitable_for_vcse},
        "value": value(tender.value),
        "items": _items(tender),
        "lots": [_lot(lot, tender) for lot in tender.lots],
        "lotDetails": {"noLotsDivisionRationale": tender.undivided_reason},
        "selectionCriteria": {
            "criteria": [
                {"type": condition.kind, "description": condition.description}
                for condition in tender.conditions
            ]
        },
        "tenderPeriod": {"startDate": at(tender.published_at), "endDate": at(tender.closes_at)},
        "enquiryPeriod": {
            "startDate": at(tender.published_at),
            "endDate": at(tender.questions_close_at),
        },
        "awardPeriod": {"endDate": at(end_of(tender.award_on))},
        "communication": {"futureNoticeDate": at(start_of(tender.notice_on))},
        "documents": [document(one) for one in tender.documents if one.kind not in _OF_PLANNING],
        "amendments": [amendment(made) for made in tender.amendments],
    }


def _framework() -> Object:
    return {
        "hasFrameworkAgreement": True,
        "frameworkAgreement": {"method": "withoutReopeningCompetition"},
    }


def _items(tender: ReleasedTender) -> list[Object]:
    """One item for each lot, with the tender's CPV codes: the first is the main one."""
    if not tender.cpv_codes:
        return []
    codes = [
        {"scheme": "CPV", "id": code.code, "description": code.description}
        for code in tender.cpv_codes
    ]
    return [
        {
            "id": str(place),
            "classification": codes[0],
            "additionalClassifications": codes[1:],
            "relatedLot": lot.id,
        }
        for place, lot in enumerate(tender.lots, 1)
    ]


def _lot(lot: ReleasedLot, tender: ReleasedTender) -> Object:
    return {
        "id": lot.id,
        "title": lot.title,
        "description": lot.description,
        "status": _LOT_STATUS[lot.state],
        "value": value(lot.value),
        "contractPeriod": period(lot.starts_on, lot.ends_on, lot.beyond.latest(lot.ends_on)),
        **_beyond(lot.beyond),
        "awardCriteria": {
            "criteria": [
                {
                    "type": str(criterion.kind),
                    "name": criterion.name,
                    "description": criterion.description,
                    "numbers": [{"number": number(criterion.weight), "weight": "percentageExact"}],
                }
                for criterion in tender.criteria
            ]
        },
    }


def _beyond(beyond: Beyond) -> Object:
    """Options and extensions; nothing of them where nobody was asked for them."""
    months = beyond.extension_months
    return {
        "hasOptions": None if months is None and not beyond.options else bool(beyond.options),
        "options": {"description": beyond.options},
        "hasRenewal": None if months is None else months > 0,
        "renewal": {"description": beyond.extension if months else ""},
    }


def _count(count: BidCount) -> Object:
    return {
        "id": f"{count.measure}-{count.lot_id or 'all'}",
        "measure": str(count.measure),
        "value": count.count,
        "relatedLot": count.lot_id,
    }


def _award(award: ReleasedAward) -> Object:
    return {
        "id": award.id,
        "status": award.status,
        "date": at(award.decided_at),
        "value": value(award.value),
        "suppliers": [reference(supplier) for supplier in award.suppliers],
        "relatedLots": [award.lot_id],
        "assessmentSummariesDateSent": at(award.summaries_sent_at),
        "standstillPeriod": period(award.standstill_from, award.standstill_to),
        "documents": [document(published) for published in award.documents],
    }
