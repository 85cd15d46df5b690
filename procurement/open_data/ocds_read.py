"""What do the releases in this file say, and which cannot be taken, and why?

Reads Contracts Finder, Find a Tender, Public Contracts Scotland and Sell2Wales
as they publish (OCDS 1.1 with their habits). Only a release without an ocid, a
buyer or a title is refused: whatever else is missing or misshapen is left empty.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from procurement.open_data.notice import (
    CpvCode,
    NoticeFacts,
    NoticeLotFacts,
    NoticeStage,
    PartyFacts,
    PublishedCriterion,
    RefusedRelease,
)
from procurement.open_data.ocds_fields import (
    day,
    decimal,
    exact,
    flag,
    list_,
    moment,
    object_,
    objects,
    pence,
    storable,
    tags_of,
    text,
)
from procurement.open_data.ocds_file import releases_in
from procurement.open_data.ocds_merge import compiled
from procurement.open_data.ocds_terms import Object
from procurement.open_data.personal import without_people

_ORG_ID = re.compile(r"([A-Z]{2}-[A-Z]{2,8})-(\S.*)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:%|per ?cent)?")


def read_releases(content: bytes, filename: str) -> list[NoticeFacts | RefusedRelease]:
    """Each release of the file in order, taken or refused. Refuses a file that cannot be read."""
    return [read_release(entry, place) for place, entry in releases_in(content, filename)]


def read_process(releases: Sequence[Object]) -> NoticeFacts | RefusedRelease:
    """All releases of a process, as kept, read as the one that they are merged."""
    return read_release(compiled([exact(release) for release in releases]), "process")


def read_release(entry: Any, place: str) -> NoticeFacts | RefusedRelease:
    """One release as facts; or refused, under its id or ``place``."""
    if not isinstance(entry, dict):
        return RefusedRelease(place, "This is not a JSON object, so it is no release.")
    try:
        release = without_people(entry)
    except RecursionError:
        return RefusedRelease(place, "It is nested too deeply to be read.")
    ocid = text(release.get("ocid"))
    name = text(release.get("id")) or ocid or place
    if not ocid:
        return RefusedRelease(name, "It has no ocid.")
    parties = _parties(release)
    buyer = _buyer(release, parties)
    if buyer is None:
        return RefusedRelease(name, "It has no buyer.")
    title = _title(release)
    if not title:
        return RefusedRelease(name, "It has no title.")
    return _facts(release, ocid, title, buyer, parties)


def _facts(
    release: Object, ocid: str, title: str, buyer: PartyFacts, parties: dict[str, PartyFacts]
) -> NoticeFacts:
    tender, awards, contracts = (
        object_(release.get("tender")),
        objects(release.get("awards")),
        objects(release.get("contracts")),
    )
    tags = tags_of(release)
    net, gross, currency = _value(tender, awards, contracts)
    items = [item for thing in (tender, *awards) for item in objects(thing.get("items"))]
    period = _contract_period(tender, _made(awards), _made(contracts))
    return NoticeFacts(
        ocid=ocid,
        release_id=text(release.get("id")) or f"{ocid}-{text(release.get('date'))}",
        released_at=moment(release.get("date")),
        stage=_stage(tags, release),
        tags=tags,
        status=text(tender.get("status")),
        title=title,
        description=text(tender.get("description")) or text(release.get("description")),
        buyer=buyer,
        other_parties=tuple(party for party in parties.values() if party != buyer),
        value_pence=net,
        gross_value_pence=gross,
        currency=currency,
        category=_category(tender, awards),
        procedure=text(tender.get("procurementMethodDetails"))
        or text(tender.get("procurementMethod")),
        cpv_codes=_cpv_codes([tender, *items]),
        lots=tuple(_lot(lot) for lot in objects(tender.get("lots"))),
        award_criteria=_criteria(tender),
        delivery_places=_deliveries(items, "description", "streetAddress", "locality"),
        delivery_postcodes=_deliveries(items, "postalCode"),
        delivery_regions=_deliveries(items, "region"),
        published_at=_published_at(tender, release),
        tender_ends_at=moment(object_(tender.get("tenderPeriod")).get("endDate")),
        contract_starts_on=day(period.get("startDate")),
        contract_ends_on=day(period.get("endDate")),
        is_suitable_for_vcse=flag(object_(tender.get("suitability")).get("vcse")),
        source_url=_source_url(release, [tender, *awards, *contracts]),
        release=storable(release),
    )


def _title(release: Object) -> str:
    holders = [object_(release.get("tender")), release]
    holders += [*objects(release.get("contracts")), *objects(release.get("awards"))]
    return next((title for holder in holders if (title := text(holder.get("title")))), "")


def _parties(release: Object) -> dict[str, PartyFacts]:
    """Organisations by their id in the release; suppliers of an award may stand only there."""
    parties: dict[str, PartyFacts] = {}
    for index, party in enumerate(objects(release.get("parties"))):
        if text(party.get("name")):
            parties[text(party.get("id")) or f"party {index}"] = _party(party)
    for award in objects(release.get("awards")):
        for supplier in objects(award.get("suppliers")):
            key = text(supplier.get("id")) or text(supplier.get("name"))
            if text(supplier.get("name")) and key not in parties:
                parties[key] = _party({**supplier, "roles": ["supplier"]})
    return parties


def _buyer(release: Object, parties: dict[str, PartyFacts]) -> PartyFacts | None:
    named = object_(release.get("buyer"))
    if text(named.get("id")) in parties:
        return parties[text(named.get("id"))]
    if text(named.get("name")):
        return _party({**named, "roles": ["buyer"]})
    return next((party for party in parties.values() if "buyer" in party.roles), None)


def _party(party: Object) -> PartyFacts:
    address, details = object_(party.get("address")), object_(party.get("details"))
    return PartyFacts(
        name=text(party.get("name")),
        identifiers=_identifiers(party),
        roles=tuple(filter(None, map(text, list_(party.get("roles"))))),
        street=text(address.get("streetAddress")),
        locality=text(address.get("locality")),
        region=text(address.get("region")),
        postcode=text(address.get("postalCode")),
        country=text(address.get("countryName")) or text(address.get("country")),
        is_vcse=flag(details.get("vcse")),
        scale=text(details.get("scale")),
    )


def _identifiers(party: Object) -> tuple[tuple[str, str], ...]:
    identifiers: dict[tuple[str, str], None] = {}
    for entry in [object_(party.get("identifier")), *objects(party.get("additionalIdentifiers"))]:
        if text(entry.get("scheme")) and text(entry.get("id")):
            identifiers[text(entry.get("scheme")), text(entry.get("id"))] = None
    match = _ORG_ID.fullmatch(text(party.get("id")))
    if match:
        identifiers[match[1], match[2]] = None
    return tuple(identifiers)


def _stage(tags: tuple[str, ...], release: Object) -> NoticeStage:
    """The furthest stage that the tags name or, of a compiled release, that it holds."""
    named = [
        stage
        for stage, prefixes in _PREFIXES.items()
        if any(tag.startswith(prefixes) for tag in tags)
    ]
    if not named or "compiled" in tags:
        named.append(_held_stage(release))
    return max(named, key=list(NoticeStage).index)


_PREFIXES = {
    NoticeStage.CONTRACT: ("contract", "implementation"),
    NoticeStage.AWARD: ("award",),
    NoticeStage.TENDER: ("tender",),
    NoticeStage.PLANNING: ("planning",),
}


def _held_stage(release: Object) -> NoticeStage:
    if objects(release.get("contracts")):
        return NoticeStage.CONTRACT
    if objects(release.get("awards")):
        return NoticeStage.AWARD
    if set(object_(release.get("tender"))) - {"id", "title", "description", "status"}:
        return NoticeStage.TENDER
    return NoticeStage.PLANNING


_NOT_MADE = frozenset({"cancelled", "unsuccessful"})
"""States of awards and contracts under which nothing is bought."""


def _made(things: list[Object]) -> list[Object]:
    return [thing for thing in things if text(thing.get("status")) not in _NOT_MADE]


def _value(
    tender: Object, awards: list[Object], contracts: list[Object]
) -> tuple[int | None, int | None, str]:
    """(net, gross, currency) of the tender or, where it has none, of contracts, then awards.

    A sum whose currency is not said stands back behind one that has a currency.
    """
    sums = filter(None, map(_sum, ([tender], _made(contracts), _made(awards))))
    return max(sums, key=lambda found: bool(found[2]), default=(None, None, ""))


def _sum(things: list[Object]) -> tuple[int, int | None, str] | None:
    values = [object_(thing.get("value")) for thing in things]
    currencies = {text(value.get("currency")) for value in values if value}
    known = [one for value in values if (one := pence(value.get("amount"))) is not None]
    if not known or len(currencies) != 1:
        return None
    gross = [one for value in values if (one := pence(value.get("amountGross"))) is not None]
    return sum(known), sum(gross) if len(gross) == len(known) else None, currencies.pop()


def _category(tender: Object, awards: list[Object]) -> str:
    holders = (tender, *awards)
    return next(
        (kind for holder in holders if (kind := text(holder.get("mainProcurementCategory")))), ""
    )


def _cpv_codes(holders: list[Object]) -> tuple[CpvCode, ...]:
    codes: dict[str, CpvCode] = {}
    for holder in holders:
        classes = [object_(holder.get("classification"))]
        for entry in [*classes, *objects(holder.get("additionalClassifications"))]:
            code = text(entry.get("id"))
            if text(entry.get("scheme")) == "CPV" and code and code not in codes:
                codes[code] = CpvCode(code, text(entry.get("description")))
    return tuple(codes.values())


def _lot(lot: Object) -> NoticeLotFacts:
    value = object_(lot.get("value"))
    return NoticeLotFacts(
        text(lot.get("id")),
        text(lot.get("title")),
        text(lot.get("description")),
        pence(value.get("amount")),
        text(value.get("currency")),
    )


def _criteria(tender: Object) -> tuple[PublishedCriterion, ...]:
    return tuple(
        _criterion(criterion, text(holder.get("id")) if holder is not tender else "")
        for holder in (tender, *objects(tender.get("lots")))
        for criterion in objects(object_(holder.get("awardCriteria")).get("criteria"))
    )


def _criterion(criterion: Object, lot_id: str) -> PublishedCriterion:
    """Find a Tender puts the weight in ``numbers``, Scotland and Wales in the description."""
    weight = next(
        (
            decimal(number.get("number"))
            for number in objects(criterion.get("numbers"))
            if text(number.get("weight")).startswith("percentage")
        ),
        None,
    )
    description = text(criterion.get("description"))
    match = _PERCENT.fullmatch(description)
    if weight is None and match:
        weight = Decimal(match[1])
    return PublishedCriterion(
        lot_id, text(criterion.get("type")), text(criterion.get("name")), weight, description
    )


def _deliveries(items: list[Object], *fields: str) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for item in items:
        places = [object_(item.get("deliveryLocation")), object_(item.get("deliveryAddress"))]
        for place in [*places, *objects(item.get("deliveryAddresses"))]:
            for field in fields:
                if text(place.get(field)):
                    names[text(place.get(field))] = None
    return tuple(names)


def _contract_period(tender: Object, awards: list[Object], contracts: list[Object]) -> Object:
    periods = [object_(contract.get("period")) for contract in contracts]
    periods += [object_(award.get("contractPeriod")) for award in awards]
    periods += [object_(tender.get("contractPeriod"))]
    periods += [object_(lot.get("contractPeriod")) for lot in objects(tender.get("lots"))]
    return next((period for period in periods if text(period.get("startDate"))), {})


def _published_at(tender: Object, release: Object) -> datetime | None:
    return moment(tender.get("datePublished")) or moment(release.get("date"))


def _source_url(release: Object, holders: list[Object]) -> str:
    """The page of the notice itself: the web document, newest stage first."""
    pages = [
        text(document.get("url"))
        for holder in [*reversed(holders), object_(release.get("planning"))]
        for document in objects(holder.get("documents"))
        if text(document.get("format")) == "text/html"
    ]
    links = [
        text(link.get("href"))
        for link in objects(release.get("links"))
        if text(link.get("rel")) == "canonical"
    ]
    return next((url for url in [*pages, *links] if url.startswith("https://")), "")
