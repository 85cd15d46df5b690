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
    "UK1": "plannedProcurementNotice",
    "UK2": "marketEngagementNotice",
    "UK3": "plannedProcurementNotice",
    "UK4": "tenderNotice",
    "UK6": "awardNotice",
    "UK7": "contractNotice",
    "UK8": "implementationNotice",
    "UK9": "implementationNotice",
    "UK10": "contractNotice",
    "UK11": "contractTerminationNotice",
    "UK12": "tenderCancellationNotice",
}
"""The OCDS documentType of each, with the codes that the UK extension adds."""


def notice_document(row: OfficialNotice) -> ReleasedDocument:
    return ReleasedDocument(
        str(row.id),
        _KINDS[row.code],
        NOTICE_TITLES[row.code],
        central_notice_url(row.number),
        row.published_at,
        notice=row.code,
    )
