"""Of what does each official notice tell in open data, and where can it be read?"""

from collections.abc import Mapping

from marketplace.tendering.models.official_notices import OfficialNotice
from procurement.open_data.release_facts import ReleasedDocument, ReleaseTag
from procurement.tendering.central_notice import central_notice_url
from procurement.tendering.notices import NOTICE_TITLES

STAGES: Mapping[str, ReleaseTag] = {
    "UK1": ReleaseTag.PLANNING,
    "UK2": ReleaseTag.PLANNING,
    "UK3": ReleaseTag.PLANNING,
    "UK4": ReleaseTag.TENDER,
    "UK6": ReleaseTag.AWARD,
    "UK7": ReleaseTag.CONTRACT,
    "UK8": ReleaseTag.IMPLEMENTATION,
    "UK9": ReleaseTag.IMPLEMENTATION,
    "UK10": ReleaseTag.CONTRACT_AMENDMENT,
    "UK11": ReleaseTag.CONTRACT_TERMINATION,
    "UK12": ReleaseTag.TENDER_CANCELLATION,
}
"""What each notice tells of."""

_KINDS = {
    ReleaseTag.PLANNING: "plannedProcurementNotice",
    ReleaseTag.TENDER: "tenderNotice",
    ReleaseTag.TENDER_CANCELLATION: "tenderNotice",
    ReleaseTag.AWARD: "awardNotice",
}
"""OCDS documentType of the notice of each stage; of a contract it is contractNotice."""


def notice_document(row: OfficialNotice) -> ReleasedDocument:
    return ReleasedDocument(
        str(row.id),
        _KINDS.get(STAGES[row.code], "contractNotice"),
        NOTICE_TITLES[row.code],
        central_notice_url(row.number),
        row.published_at,
        notice=row.code,
    )
