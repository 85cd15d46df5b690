"""Is every notice made of ten real procurements valid? Usage: prove_notices.py FOLDER

FOLDER holds ``ocds/`` with notices as published, and the schemas of OCDS 1.1.5 and its extensions. Ten
processes of four publishers are taken in, drafted from by their buyers, and brought, row by row, as far as
they had come; of each notice that they had the file is made here, and validated with the extension of the
United Kingdom among those it declares. What the publisher had said and no file says is listed, with why.
``--list`` names each field.
"""

import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from prove_ocds import _validating as validating
from sqlalchemy import select

from marketplace.assessment.models.awards import Award
from marketplace.bidding.models.bids import Bid, BidPrice
from marketplace.commands.working import working_database
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.notice_files import notice_release
from marketplace.engine import changes, clock, db, trail
from marketplace.engine.access import SYSTEM, Actor, Role
from marketplace.engine.act import Act
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.notices import import_notice_batch
from marketplace.tendering.actions.tenders import draft_tender
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import Condition, Lot, Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.bidding.bid import BidState
from procurement.contracts.contract import ContractState
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.open_data.notice import NoticeFacts, NoticeStage, RefusedRelease
from procurement.open_data.ocds_fields import (
    day,
    flag,
    list_,
    moment,
    object_,
    objects,
    pence,
    text,
)
from procurement.open_data.ocds_package import release_package
from procurement.open_data.ocds_read import read_process, read_releases
from procurement.tendering.tender import TenderState

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.cast import Make
from tests.procurement.open_data.release_examples import PUBLISHER

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
ACT = datetime(2025, 2, 24, tzinfo=UTC)
"""What began before the Procurement Act has no notices of it: here it begins with the Act."""
TAKEN = {"find-a-tender": 2, "sell2wales": 2, "public-contracts-scotland": 2, "contracts-finder": 4}
"""How many of each publisher: ten."""

NOT_SAID = {
    r"parties/": "of an organisation only name, register, address and kind are told, and that it is a "
    "voluntary, community or social enterprise only where it is known to be one",
    r"(awards|contracts|tender)/documents/|links/|relatedProcesses/|(awards|tender)/datePublished": (
        "notices, documents and links of the publisher stay there: a file links to what is here"
    ),
    r"description$|awards/(contractPeriod|description|items|mainProcurementCategory)"
    r"|tender/(classification|additionalClassifications|contractPeriod)": (
        "it is told once, of the lots and items of the tender or of the contract"
    ),
    r"tender/items/additionalClassifications": "of several codes the first is the main one, and a "
    "code is told by its number",
    r"tender/items/delivery": "the place of delivery is recorded in words, which no field here holds",
    r"contracts/(hasRenewal|renewal|period/maxExtentDate)|tender/(hasRecurrence|recurrence)"
    r"|tender/lots/(hasOptions|hasRenewal|options|renewal)": (
        "options and renewals are entered lot by lot with their sums and months, which no notice "
        "here tells apart; recurrence stands on the page of the notice alone"
    ),
    r".*value/amountGross": "VAT is recorded of bids and of estimates, not of contracts",
    r"tender/(lots/submissionTerms|submission|bidOpening|communication|participationFees)": (
        "there is one way for all: in English, on the pages of this marketplace, free of charge"
    ),
    r"tender/contractTerms": "how a contract is carried out, ordered and invoiced stands in its terms",
    r"tender/(legalBasis|coveredBy|crossBorderLaw|reviewDetails)": "which law and agreements hold is "
    "worked out or recorded in words, on the page of the notice alone",
    r"tender/techniques|tender/lotDetails/maximumLots": "there is no framework, no electronic auction "
    "and no limit of lots here",
    r"tender/minValue": "there is one estimate, and no range",
    r"tender/lots/contractPeriod/duration": "there are dates, and no durations",
    r"tender/lots/awardCriteria/criteria/description": "what a criterion asks stands in the questions "
    "of the tender",
    r"tender/selectionCriteria/criteria/minimum": "a condition is met or not",
    r"tender/awardPeriod/startDate": "of the award only its expected day is recorded",
}
"""Fields of the publishers that no file has, and why."""

Object = dict[str, Any]


def main(folder: Path, *, lists: bool) -> int:
    """The exit status: 0 where everything holds, or where FOLDER is absent (and says so)."""
    if not (folder / "ocds").is_dir():
        print(f"Notices: not proved, because {folder}/ocds is not there.")
        return 0
    chosen = [one for name, many in TAKEN.items() for one in _chosen(folder / "ocds" / name, many)]
    with tempfile.TemporaryDirectory() as var:
        Path(var).chmod(0o755)
        os.environ.pop("DATABASE_URL", None)
        os.environ["MARKETPLACE_VAR"] = var
        made = _made(chosen)
    faults: list[str] = []
    unsaid: Counter[str] = Counter()
    for facts in chosen:
        packages = made[facts.ocid]
        print(f"Notices: {facts.ocid}: {', '.join(packages)}.")
        for code, package in packages.items():
            faults += validating(folder / "ocds", f"{code} of {facts.ocid}", package)
        said = {path for one in packages.values() for path in _paths(one["releases"])}
        unsaid.update(set(_paths(facts.release)) - said)
    faults += _told(unsaid, lists=lists)
    for fault in faults:
        print(f"Notices: {fault}")
    return 1 if faults else 0


def _chosen(publisher: Path, many: int) -> list[NoticeFacts]:
    """The processes of a publisher that have come furthest and say most."""
    processes: defaultdict[str, list[Object]] = defaultdict(list)
    for path in sorted(publisher.glob("*.json*")):
        for found in read_releases(path.read_bytes(), path.name):
            if not isinstance(found, RefusedRelease):
                processes[found.ocid].append(dict(found.release))
    read = [read_process(releases) for releases in processes.values()]
    taken = [facts for facts in read if isinstance(facts, NoticeFacts)]
    stages = list(NoticeStage)
    taken.sort(
        key=lambda facts: (
            -stages.index(facts.stage), -len(set(_paths(facts.release))), facts.ocid
        )
    )  # fmt: skip
    return taken[:many]


def _paths(told: Any, path: str = "") -> Iterator[str]:
    """The names that lead to each value; that something is one of several is left out."""
    if isinstance(told, dict):
        for key, part in told.items():
            yield from _paths(part, f"{path}/{key}" if path else key)
    elif isinstance(told, list):
        for part in told:
            yield from _paths(part, path)
    elif told not in (None, ""):
        yield path


def _told(unsaid: Mapping[str, int], *, lists: bool) -> Iterator[str]:
    """Says why what is not in the files is not there; what has no reason is a fault."""
    by_reason: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(unsaid):
        found = (why for pattern, why in NOT_SAID.items() if re.match(pattern, path))
        why = next(found, "")
        if why:
            by_reason[why].append(path)
        else:
            yield f"{path} is in no file, and nobody has said why"
    for why, paths in by_reason.items():
        print(f"Notices: not said, {len(paths)}: {why}.")
        for path in paths if lists else ():
            print(f"Notices:     {path}")


def _made(chosen: list[NoticeFacts]) -> dict[str, dict[str, Object]]:
    """The file of each notice that each process had, by its code."""
    changes.unrecorded = _recorded
    with working_database():
        import_notice_batch(SYSTEM, None, releases=chosen)
        make = Make()
        return {facts.ocid: dict(_files(facts, make)) for facts in chosen}


def _recorded(_: changes.Changes) -> None:
    """What the proof writes by hand has its record too."""
    trail.append(Act(SYSTEM, clock.now(), "record.widen"), type(None), None, {}, {})


def _files(facts: NoticeFacts, make: Make) -> Iterator[tuple[str, Object]]:
    """Drafted by its buyer, and brought on row by row: only what was published is in the rows."""
    notice = db.session.scalars(select(Notice).where(Notice.ocid == facts.ocid)).one()
    buyer = db.session.get_one(Organisation, notice.buyer_id)
    actor = make.member(buyer, Role.BUYER)
    tender = draft_tender(actor, buyer.id, notice_id=notice.id)
    _fill(tender, facts)
    if facts.stage is NoticeStage.PLANNING:
        yield "UK3", _package(tender, "UK3")
        return
    with db.transaction():
        tender.state = TenderState.PUBLISHED
        tender.published_at = max(facts.published_at or facts.dated, ACT)
    yield "UK4", _package(tender, "UK4")
    if facts.stage is NoticeStage.TENDER:
        return
    awards = _awarded(tender, facts, actor)
    yield "UK6", _package(tender, "UK6")
    for contract in _signed(facts, tender, awards):
        yield "UK7", _package(tender, "UK7", contract)


def _package(tender: Tender, code: str, contract: Contract | None = None) -> Object:
    facts = notice_release(tender, code, PUBLISHER.uri, NOW, contract)
    package: Object = release_package([facts], PUBLISHER, uri=PUBLISHER.uri, published_at=NOW)
    return package


def _fill(tender: Tender, facts: NoticeFacts) -> None:
    """What a draft from a notice does not begin with, as far as the publisher said it."""
    said = object_(facts.release.get("tender"))
    fits = object_(said.get("suitability"))
    gross = facts.gross_value_pence or facts.value_pence
    with db.transaction():
        tender.subject = facts.category or "services"
        is_in_pounds = facts.currency == "GBP" and gross is not None
        tender.estimate = Money(gross or 0) if is_in_pounds else None
        tender.options_estimate = Money(0) if is_in_pounds else None
        tender.closes_at = facts.tender_ends_at
        tender.questions_until = moment(object_(said.get("enquiryPeriod")).get("endDate"))
        tender.award_on = day(object_(said.get("awardPeriod")).get("endDate"))
        tender.suits_sme, tender.suits_vcse = flag(fits.get("sme")), facts.is_suitable_for_vcse
        tender.risks = text(said.get("riskDetails")) or None
        weights = _weights(facts)
        tender.price_weight, tender.quality_weight, tender.social_value_weight = weights
        lots = parts_of(tender.id).lots
        if len(lots) == 1 and lots[0].estimate is None and is_in_pounds:
            lots[0].estimate = Money(facts.value_pence or 0)
        wanted = objects(object_(said.get("selectionCriteria")).get("criteria"))
        db.session.add_all(
            Condition(tender_id=tender.id, number=number, text=text(one.get("description")))
            for number, one in enumerate(wanted, 1)
            if text(one.get("description"))
        )


def _weights(facts: NoticeFacts) -> tuple[Decimal, Decimal, Decimal]:
    """Price and quality of the first lot that has criteria; nothing where a weight cannot be read."""
    first = next((one.lot_id for one in facts.award_criteria), "")
    rows = [one for one in facts.award_criteria if one.lot_id == first]
    if any(one.weight is None for one in rows):
        return Decimal(0), Decimal(0), Decimal(0)
    of_price = sum((one.weight or Decimal(0) for one in rows if one.kind == "price"), Decimal(0))
    whole = sum((one.weight or Decimal(0) for one in rows), Decimal(0))
    return of_price, whole - of_price, Decimal(0)


def _awarded(tender: Tender, facts: NoticeFacts, actor: Actor) -> dict[str, Award]:
    """The awards with their winning bids, by the publisher's ids; one for each lot."""
    lots = {lot.number: lot for lot in parts_of(tender.id).lots}
    places = {lot.id: place for place, lot in enumerate(facts.lots, 1)}
    awards: dict[str, Award] = {}
    with db.transaction():
        tender.state = TenderState.AWARDED
        for said in objects(facts.release.get("awards")):
            lot = lots.pop(places.get((list_(said.get("relatedLots")) or [""])[0], 1), None)
            supplier = _supplier(said)
            if lot is None or supplier is None:
                print(f"Notices: {facts.ocid}: an award has no lot or supplier left for it.")
                continue
            awards[text(said.get("id"))] = _award(tender, lot, supplier, said, actor)
    return awards


def _supplier(said: Object) -> Organisation | None:
    name = next((text(one.get("name")) for one in objects(said.get("suppliers"))), "")
    wanted = select(Organisation).where(Organisation.name == " ".join(name.split()))
    return db.session.scalars(wanted.limit(1)).one_or_none()


def _award(tender: Tender, lot: Lot, who: Organisation, said: Object, actor: Actor) -> Award:
    at = moment(said.get("date")) or NOW
    bid = Bid(
        tender_id=tender.id, organisation_id=who.id, state=BidState.OPENED, version=1,
        created_at=at, submitted_at=at,
    )  # fmt: skip
    db.session.add(bid)
    db.session.flush()
    value = object_(said.get("value"))
    net, gross = pence(value.get("amount")), pence(value.get("amountGross"))
    if net is not None:
        vat = Money((gross or net) - net)
        db.session.add(BidPrice(bid_id=bid.id, lot_id=lot.id, price=Money(net), vat=vat))
    award = Award(
        tender_id=tender.id, lot_id=lot.id, bid_id=bid.id, state=AwardState.STANDSTILL,
        reason="As published.", decided_by=actor.person_id, decided_at=at,
        published_on=london_day(at),
    )  # fmt: skip
    db.session.add(award)
    db.session.flush()
    return award


def _signed(facts: NoticeFacts, tender: Tender, awards: Mapping[str, Award]) -> Iterator[Contract]:
    for said in objects(facts.release.get("contracts")):
        period, value = object_(said.get("period")), object_(said.get("value"))
        award, starts, ends = (
            awards.get(text(said.get("awardID"))),
            *map(day, (period.get("startDate"), period.get("endDate"))),
        )
        net, signed_at = pence(value.get("amount")), moment(said.get("dateSigned"))
        if award is None or starts is None or ends is None or net is None or signed_at is None:
            print(f"Notices: {facts.ocid}: a contract lacks its award, dates, value or signature.")
            continue
        supplier = db.session.get_one(Bid, award.bid_id).organisation_id
        contract = Contract(
            award_id=award.id, state=ContractState.SIGNED, buyer_id=tender.buyer_id,
            supplier_id=supplier, title=text(said.get("title")), value=Money(net),
            theme=tender.theme, regime="public" if flag(said.get("aboveThreshold")) else "below",
            payment_days=30, starts_on=starts, ends_on=ends, prepared_at=signed_at,
            buyer_signed_at=signed_at, supplier_signed_at=signed_at,
        )  # fmt: skip
        with db.transaction():
            db.session.add(contract)
        yield contract


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), lists="--list" in sys.argv))
