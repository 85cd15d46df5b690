"""Does a buyer want two people, and has the second approved?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.organisations.queries.people import names_of_people
from marketplace.tendering.models.approvals import Approval
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.notice_said import said_of_tender
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.tendering.queries.tender_versions import content_of, fingerprint_of
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal
from procurement.tendering.second_person import ApprovalState, Step

_AFTER_APPROVAL = ("central_notice", "central_notice_at")
"""What is written down after the approval: the notice is published once it is given."""

_APART = "conflicts"
"""What notices confirm and the approval is not about: interests are declared after it too (s83)."""


@dataclass(frozen=True, slots=True)
class Approving:
    """A step that wants two people: the newest approval, where one was asked for, and whether it is
    one of what stands now."""

    step: Step
    newest: Approval | None
    is_of_now: bool
    mark: str
    names: Mapping[UUID, str]
    """Of who asked and who answered."""

    @property
    def is_given(self) -> bool:
        return self._is(ApprovalState.APPROVED)

    @property
    def is_asked(self) -> bool:
        return self._is(ApprovalState.ASKED)

    def _is(self, state: ApprovalState) -> bool:
        return self.newest is not None and self.is_of_now and self.newest.state is state


def newest_approval(tender_id: UUID, step: Step) -> Approval | None:
    """The one that counts."""
    return session.scalars(
        select(Approval)
        .where(Approval.tender_id == tender_id, Approval.step == step)
        .order_by(Approval.id.desc())
        .limit(1)
    ).one_or_none()


def approving(tender: Tender, step: Step, mark: str) -> Approving | None:
    """How far the second person's approval is; None where the buyer wants no two."""
    if not wants_two(tender.buyer_id):
        return None
    newest = newest_approval(tender.id, step)
    people = [newest.asked_by, newest.answered_by] if newest else []
    return Approving(
        step,
        newest,
        newest is not None and newest.mark == mark,
        mark,
        names_of_people([person for person in people if person]),
    )


def wants_two(buyer_id: UUID) -> bool:
    """Whether an organisation wants two people for a publication and an award."""
    wanted = select(Organisation.wants_two).where(Organisation.id == buyer_id)
    return bool(session.scalar(wanted))


def approving_draft(tender: Tender, now: datetime) -> Approving | None:
    """The same of a draft; its mark is worked out only where the buyer wants two."""
    if not wants_two(tender.buyer_id):
        return None
    return approving(tender, Step.PUBLICATION, publication_mark(tender, now))


def before_approval(faults: Iterable[Refusal]) -> list[Refusal]:
    """Those of what a draft lacks that keep it from being approved: not its notice elsewhere."""
    return [fault for fault in faults if fault.field not in _AFTER_APPROVAL]


def publication_mark(tender: Tender, now: datetime) -> str:
    """The mark of a draft as everybody will read it and as its notices hold it, but for their number
    elsewhere, and of why less VAT is due: the law that applies rests on it. A draft of which the law
    is not clear has the mark of nothing."""
    buyer = organisation_named_by(tender.buyer_id)
    try:
        regime = regime_for(tender, buyer.kind, london_day(now))
    except Refusal:
        return ""
    content = content_of(tender, parts_of(tender.id), documents_of_tender(tender.id), buyer, regime)
    shown = {name: value for name, value in content.items() if name not in _AFTER_APPROVAL}
    told = said_of_tender(tender, now)
    return fingerprint_of(
        shown
        | {
            "less_vat_because": tender.less_vat_because,
            "told": {key: list(one.sentences) for key, one in told.items() if key != _APART},
        }
    )
