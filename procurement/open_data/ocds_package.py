"""In what wrapping are releases published, and what does it declare?

OCDS 1.1.5 release packages and record packages. A package declares those of the
extensions that its releases use.
"""

from collections.abc import Sequence
from datetime import datetime

from procurement.open_data.ocds_terms import Object, at, lean
from procurement.open_data.ocds_write import release
from procurement.open_data.release_facts import Publisher, ReleaseFacts

_OPEN_CONTRACTING = "https://raw.githubusercontent.com/open-contracting-extensions"
EXTENSIONS = {
    "lots": f"{_OPEN_CONTRACTING}/ocds_lots_extension/master/extension.json",
    "awardCriteria": f"{_OPEN_CONTRACTING}/ocds_awardCriteria_extension/master/extension.json",
    "selectionCriteria": (
        f"{_OPEN_CONTRACTING}/ocds_selectionCriteria_extension/master/extension.json"
    ),
    "techniques": f"{_OPEN_CONTRACTING}/ocds_techniques_extension/master/extension.json",
    "options": f"{_OPEN_CONTRACTING}/ocds_options_extension/master/extension.json",
    "renewal": f"{_OPEN_CONTRACTING}/ocds_renewal_extension/master/extension.json",
    "suitability": f"{_OPEN_CONTRACTING}/ocds_suitability_extension/master/extension.json",
    "bids": f"{_OPEN_CONTRACTING}/ocds_bid_extension/v1.1.5/extension.json",
    "communication": f"{_OPEN_CONTRACTING}/ocds_communication_extension/master/extension.json",
    "metrics": f"{_OPEN_CONTRACTING}/ocds_metrics_extension/master/extension.json",
    "failures": (f"{_OPEN_CONTRACTING}/ocds_performance_failures_extension/master/extension.json"),
    "completion": (f"{_OPEN_CONTRACTING}/ocds_contract_completion_extension/master/extension.json"),
    "uk": "https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json",
}
"""What our releases may use, by the address of each extension."""


def release_package(
    facts: Sequence[ReleaseFacts], publisher: Publisher, *, uri: str, published_at: datetime
) -> Object:
    """A release package (a JSON object) of the releases, in their order."""
    releases = [release(process) for process in facts]
    return {**_envelope(releases, publisher, uri, published_at), "releases": releases}


def record_package(
    processes: Sequence[Sequence[ReleaseFacts]],
    publisher: Publisher,
    *,
    uri: str,
    published_at: datetime,
) -> Object:
    """A record package: for each process all its releases, oldest first, and where it stands.

    Each release tells the whole process, so the compiled release is the newest.
    """
    records = [_record([release(facts) for facts in process]) for process in processes]
    releases = [told for record in records for told in record["releases"]]
    return {**_envelope(releases, publisher, uri, published_at), "records": records}


def _record(releases: list[Object]) -> Object:
    newest = releases[-1]
    compiled = {**newest, "id": f"{newest['ocid']}-{newest['date']}", "tag": ["compiled"]}
    return {"ocid": newest["ocid"], "releases": releases, "compiledRelease": compiled}


def _envelope(
    releases: list[Object], publisher: Publisher, uri: str, published_at: datetime
) -> Object:
    envelope: Object = lean(
        {
            "uri": uri,
            "version": "1.1",
            "extensions": extensions_used(releases),
            "publishedDate": at(published_at),
            "publisher": {"name": publisher.name, "uri": publisher.uri},
            "license": publisher.licence,
            "publicationPolicy": publisher.policy,
        }
    )
    return envelope


def extensions_used(releases: Sequence[Object]) -> list[str]:
    """The addresses of the extensions that hold fields of these releases."""
    tenders = [holder["tender"] for holder in releases]
    contracts = [signed for holder in releases for signed in holder.get("contracts", [])]
    work = [signed.get("implementation", {}) for signed in contracts]
    lots = [lot for holder in tenders for lot in holder.get("lots", [])]
    used = {
        "lots": True,
        "awardCriteria": any("awardCriteria" in lot for lot in lots),
        "selectionCriteria": any("selectionCriteria" in holder for holder in tenders),
        "techniques": any("techniques" in holder for holder in tenders),
        "options": any("hasOptions" in lot for lot in lots),
        "renewal": any("hasRenewal" in lot for lot in lots),
        "suitability": True,
        "bids": any("bids" in holder for holder in releases),
        "communication": any("communication" in holder for holder in tenders),
        "metrics": any("agreedMetrics" in signed for signed in contracts)
        or any("metrics" in done for done in work),
        "failures": any("performanceFailures" in done for done in work),
        "completion": any("endDate" in done for done in work),
        "uk": True,
    }
    return [EXTENSIONS[name] for name, is_used in used.items() if is_used] if releases else []
