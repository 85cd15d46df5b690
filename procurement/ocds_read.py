"""What do the releases in this file say, and which cannot be taken, and why?

Reads Contracts Finder, Find a Tender, Public Contracts Scotland and Sell2Wales
as they publish (OCDS 1.1 with their habits). Only a release without an ocid, a
buyer or a title is refused: whatever else is missing or misshapen is left empty.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from procurement.calendar import LONDON, london_day
from procurement.money import in_pence
from procurement.notice import (
    CpvCode,
    NoticeFacts,
    NoticeLotFacts,
    NoticeStage,
    PartyFacts,
    PublishedCriterion,
    RefusedRelease,
)
from procurement.ocds_file import releases_in
from procurement.personal import without_people

_Object = dict[str, Any]

_ORG_ID = re.compile(r"([A-Z]{2}-[A-Z]{2,8})-(\S.*)")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:%|per ?cent)?")
_MOST = Decimal(10) ** 15


def read_releases(content: bytes, filename: str) -> Iterator[NoticeFacts | RefusedRelease]:
    """Each release of the file in order, taken or refused. Refuses a file that cannot be read."""
    for place, found in releases_in(content, filename):
        yield read_release(found, place)


def read_release(found: Any, place: str) -> NoticeFacts | RefusedRelease:
    """One release as facts; or refused, under its id or ``place``."""
    if not isinstance(found, dict):
        return RefusedRelease(place, "This is not a JSON object, so it is no release.")
    try:
        release = without_people(found)
    except RecursionError:
        return RefusedRelease(place, "It is nested too deeply to be read.")
    ocid = _text(release.get("ocid"))
    name = _text(release.get("id")) or ocid or place
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
    release: _Object, ocid: str, title: str, buyer: PartyFacts, parties: dict[str, PartyFacts]
) -> NoticeFacts:
    tender, awards, contracts = (
        _object(release.get("tender")),
        _objects(release.get("awards")),
        _objects(release.get("contracts")),
    )
    tags = tuple(filter(None, map(_text, _list(release.get("tag")))))
    pence, gross, currency = _value(tender, awards, contracts)
    items = [item for thing in (tender, *awards) for item in _objects(thing.get("items"))]
    period = _contract_period(tender, awards, contracts)
    return NoticeFacts(
        ocid=ocid,
        release_id=_text(release.get("id")) or f"{ocid}-{_text(release.get('date'))}",
        released_at=_moment(release.get("date")),
        stage=_stage(tags, release),
        tags=tags,
        status=_text(tender.get("status")),
        title=title,
        description=_text(tender.get("description")) or _text(release.get("description")),
        buyer=buyer,
        other_parties=tuple(party for party in parties.values() if party != buyer),
        value_pence=pence,
        gross_value_pence=gross,
        currency=currency,
        category=_category(tender, awards),
        procedure=_text(tender.get("procurementMethodDetails"))
        or _text(tender.get("procurementMethod")),
        cpv_codes=_cpv_codes([tender, *items]),
        lots=tuple(_lot(lot) for lot in _objects(tender.get("lots"))),
        award_criteria=_criteria(tender),
        delivery_places=_deliveries(items, "description", "streetAddress", "locality"),
        delivery_postcodes=_deliveries(items, "postalCode"),
        delivery_regions=_deliveries(items, "region"),
        published_at=_published_at(tender, release),
        tender_ends_at=_moment(_object(tender.get("tenderPeriod")).get("endDate")),
        contract_starts_on=_day(period.get("startDate")),
        contract_ends_on=_day(period.get("endDate")),
        is_suitable_for_vcse=_flag(_object(tender.get("suitability")).get("vcse")),
        source_url=_source_url(release, [tender, *awards, *contracts]),
        release=_as_published(release),
    )


def _title(release: _Object) -> str:
    holders = [_object(release.get("tender")), release]
    holders += [*_objects(release.get("contracts")), *_objects(release.get("awards"))]
    return next((title for one in holders if (title := _text(one.get("title")))), "")


def _parties(release: _Object) -> dict[str, PartyFacts]:
    """Organisations by their id in the release; suppliers of an award may stand only there."""
    parties: dict[str, PartyFacts] = {}
    for index, party in enumerate(_objects(release.get("parties"))):
        if _text(party.get("name")):
            parties[_text(party.get("id")) or f"party {index}"] = _party(party)
    for award in _objects(release.get("awards")):
        for supplier in _objects(award.get("suppliers")):
            key = _text(supplier.get("id")) or _text(supplier.get("name"))
            if _text(supplier.get("name")) and key not in parties:
                parties[key] = _party({**supplier, "roles": ["supplier"]})
    return parties


def _buyer(release: _Object, parties: dict[str, PartyFacts]) -> PartyFacts | None:
    named = _object(release.get("buyer"))
    if _text(named.get("id")) in parties:
        return parties[_text(named.get("id"))]
    if _text(named.get("name")):
        return _party({**named, "roles": ["buyer"]})
    return next((party for party in parties.values() if "buyer" in party.roles), None)


def _party(party: _Object) -> PartyFacts:
    address, details = _object(party.get("address")), _object(party.get("details"))
    return PartyFacts(
        name=_text(party.get("name")),
        identifiers=_identifiers(party),
        roles=tuple(filter(None, map(_text, _list(party.get("roles"))))),
        street=_text(address.get("streetAddress")),
        locality=_text(address.get("locality")),
        region=_text(address.get("region")),
        postcode=_text(address.get("postalCode")),
        country=_text(address.get("countryName")) or _text(address.get("country")),
        is_vcse=_flag(details.get("vcse")),
        scale=_text(details.get("scale")),
    )


def _identifiers(party: _Object) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    for one in [_object(party.get("identifier")), *_objects(party.get("additionalIdentifiers"))]:
        if _text(one.get("scheme")) and _text(one.get("id")):
            found[_text(one.get("scheme")), _text(one.get("id"))] = None
    match = _ORG_ID.fullmatch(_text(party.get("id")))
    if match:
        found[match[1], match[2]] = None
    return tuple(found)


def _stage(tags: tuple[str, ...], release: _Object) -> NoticeStage:
    """The furthest stage that the tags name or, of a compiled release, that it holds."""
    starts = {
        NoticeStage.CONTRACT: ("contract", "implementation"),
        NoticeStage.AWARD: ("award",),
        NoticeStage.TENDER: ("tender",),
        NoticeStage.PLANNING: ("planning",),
    }
    for stage, prefixes in starts.items():
        if any(tag.startswith(prefixes) for tag in tags):
            return stage
    if _objects(release.get("contracts")):
        return NoticeStage.CONTRACT
    if _objects(release.get("awards")):
        return NoticeStage.AWARD
    if set(_object(release.get("tender"))) - {"id", "title", "description", "status"}:
        return NoticeStage.TENDER
    return NoticeStage.PLANNING


def _value(
    tender: _Object, awards: list[_Object], contracts: list[_Object]
) -> tuple[int | None, int | None, str]:
    """(net, gross, currency) of the tender or, where it has none, of contracts, then awards."""
    for things in ([tender], contracts, awards):
        values = [_object(thing.get("value")) for thing in things]
        currencies = {_text(value.get("currency")) for value in values if value}
        sums = [_pence(value.get("amount")) for value in values]
        known = [pence for pence in sums if pence is not None]
        if known and len(currencies) == 1:
            gross = [_pence(value.get("amountGross")) for value in values]
            whole = [pence for pence in gross if pence is not None]
            return sum(known), sum(whole) if len(whole) == len(known) else None, currencies.pop()
    return None, None, ""


def _category(tender: _Object, awards: list[_Object]) -> str:
    holders = (tender, *awards)
    return next(
        (kind for one in holders if (kind := _text(one.get("mainProcurementCategory")))), ""
    )


def _cpv_codes(holders: list[_Object]) -> tuple[CpvCode, ...]:
    found: dict[str, CpvCode] = {}
    for holder in holders:
        classes = [_object(holder.get("classification"))]
        for one in [*classes, *_objects(holder.get("additionalClassifications"))]:
            code = _text(one.get("id"))
            if _text(one.get("scheme")) == "CPV" and code and code not in found:
                found[code] = CpvCode(code, _text(one.get("description")))
    return tuple(found.values())


def _lot(lot: _Object) -> NoticeLotFacts:
    value = _object(lot.get("value"))
    return NoticeLotFacts(
        _text(lot.get("id")),
        _text(lot.get("title")),
        _text(lot.get("description")),
        _pence(value.get("amount")),
        _text(value.get("currency")),
    )


def _criteria(tender: _Object) -> tuple[PublishedCriterion, ...]:
    return tuple(
        _criterion(one, _text(holder.get("id")) if holder is not tender else "")
        for holder in (tender, *_objects(tender.get("lots")))
        for one in _objects(_object(holder.get("awardCriteria")).get("criteria"))
    )


def _criterion(one: _Object, lot_id: str) -> PublishedCriterion:
    """Find a Tender puts the weight in ``numbers``, Scotland and Wales in the description."""
    weight = next(
        (
            _decimal(number.get("number"))
            for number in _objects(one.get("numbers"))
            if _text(number.get("weight")).startswith("percentage")
        ),
        None,
    )
    description = _text(one.get("description"))
    match = _PERCENT.fullmatch(description)
    if weight is None and match:
        weight = Decimal(match[1])
    return PublishedCriterion(
        lot_id, _text(one.get("type")), _text(one.get("name")), weight, description
    )


def _deliveries(items: list[_Object], *fields: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for item in items:
        places = [_object(item.get("deliveryLocation")), _object(item.get("deliveryAddress"))]
        for place in [*places, *_objects(item.get("deliveryAddresses"))]:
            for field in fields:
                if _text(place.get(field)):
                    found[_text(place.get(field))] = None
    return tuple(found)


def _contract_period(tender: _Object, awards: list[_Object], contracts: list[_Object]) -> _Object:
    periods = [_object(contract.get("period")) for contract in contracts]
    periods += [_object(award.get("contractPeriod")) for award in awards]
    periods += [_object(tender.get("contractPeriod"))]
    periods += [_object(lot.get("contractPeriod")) for lot in _objects(tender.get("lots"))]
    return next((period for period in periods if _text(period.get("startDate"))), {})


def _published_at(tender: _Object, release: _Object) -> datetime | None:
    return _moment(tender.get("datePublished")) or _moment(release.get("date"))


def _source_url(release: _Object, holders: list[_Object]) -> str:
    """The page of the notice itself: the web document, newest stage first."""
    pages = [
        _text(document.get("url"))
        for holder in [*reversed(holders), _object(release.get("planning"))]
        for document in _objects(holder.get("documents"))
        if _text(document.get("format")) == "text/html"
    ]
    links = [
        _text(link.get("href"))
        for link in _objects(release.get("links"))
        if _text(link.get("rel")) == "canonical"
    ]
    return next((url for url in [*pages, *links] if url.startswith("https://")), "")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: Any) -> _Object:
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[_Object]:
    return [one for one in _list(value) if isinstance(one, dict)]


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < _MOST else None


def _pence(value: Any) -> int | None:
    number = _decimal(value)
    return None if number is None else in_pence(number)


def _moment(value: Any) -> datetime | None:
    """An aware moment; one without an offset is London's."""
    try:
        found = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=LONDON)


def _day(value: Any) -> date | None:
    moment = _moment(value)
    return london_day(moment) if moment else None


def _as_published(value: Any) -> Any:
    """Numbers as JSON has them again: the kept copy is evidence, sums are read from ``…_pence``."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_as_published(part) for part in value]
    if isinstance(value, dict):
        return {key: _as_published(part) for key, part in value.items()}
    return value
