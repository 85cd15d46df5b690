"""What is in the file of a notice, for the platform on which it is published first?"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from marketplace.desk.queries.notice_documents import STAGES
from marketplace.desk.queries.open_data import release_of
from marketplace.desk.queries.open_data_ground import gathered_for
from marketplace.tendering.models.tenders import Tender
from procurement.open_data.release_facts import ReleaseFacts, ReleaseTag

_OF_CONTRACT = (ReleaseTag.CONTRACT, ReleaseTag.IMPLEMENTATION, ReleaseTag.CONTRACT_AMENDMENT,
                ReleaseTag.CONTRACT_TERMINATION)  # fmt: skip


def notice_release(
    tender: Tender, code: str, base_url: str, now: datetime, contract_id: UUID | None = None
) -> ReleaseFacts:
    """What a notice of a tender, or of one of its contracts, tells as it would stand now.

    What comes later in a procurement than the notice is left out, and so are other contracts.
    """
    tag = STAGES[code]
    whole = release_of(tender, gathered_for(base_url, tender.id), now)
    is_later = tag is ReleaseTag.AWARD or tag in _OF_CONTRACT
    return replace(
        whole,
        release_id=f"{tender.ocid}-{code}-{now:%Y%m%dT%H%M%SZ}",
        released_at=now,
        tags=(tag,),
        bid_counts=whole.bid_counts if is_later else (),
        awards=whole.awards if is_later else (),
        contracts=tuple(
            row if tag is ReleaseTag.CONTRACT_AMENDMENT else replace(row, proposed_amendments=())
            for row in whole.contracts
            if row.id == str(contract_id)
        ),
    )
