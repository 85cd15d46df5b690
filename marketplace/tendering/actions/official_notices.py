"""What is kept of a notice of the Act once it was published on the central platform?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.shown import day
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.official_notices import OfficialNotice
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.notice_said import said, said_of_tender
from marketplace.tendering.queries.official_notices import is_notice_owed, is_number_taken
from marketplace.tendering.queries.regimes import regime_for
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.organisations.organisation import Kind
from procurement.tendering.notice_items import Said, notice_lines
from procurement.tendering.official_notice import publication_faults
from procurement.tendering.regime import Regime

_NOT_KEPT = "authority_email"
"""It may be a person's: it stands with the organisation, where it can be changed and erased."""


@dataclass(frozen=True, slots=True)
class Published:
    """Under which number, and when, a notice was published on the central platform."""

    number: str
    at: datetime | None


NOT_SAID = Published("", None)


def refuse_unpublished(
    act: Act, published: Published, not_before: datetime | None, after_what: str
) -> None:
    """Refuses what cannot be where and when a notice was published, or is not said; within an
    action. ``after_what`` names what the notice follows, and ``not_before`` is when that was."""
    refuse_if_any(
        publication_faults(
            published.number,
            published.at,
            act.now,
            not_before=not_before,
            after_what=after_what,
        )
    )


def keep_notice(
    act: Act,
    tender: Tender,
    code: str,
    published: Published,
    regime: Regime,
    recorded: Mapping[str, Said],
    contract_id: UUID | None = None,
) -> OfficialNotice:
    """Keep a notice as it stands now, within an action; refuses a number that another one has."""
    assert published.at is not None
    if is_number_taken(tender.id, published.number):
        raise Refusal(
            f"Notice {published.number} is recorded here already: each notice has its own number.",
            field="central_notice",
        )
    act.note(notice=code, number=published.number)
    return act.add(
        OfficialNotice(
            tender_id=tender.id,
            contract_id=contract_id,
            code=code,
            number=published.number,
            published_at=published.at,
            lines=kept_lines(code, regime, recorded),
            recorded_by=act.person_id,
            recorded_at=act.now,
        )
    )


def kept_lines(code: str, regime: Regime, recorded: Mapping[str, Said]) -> list[dict[str, Any]]:
    """What a notice says, as it is kept: key, label and sentences of each line."""
    return [
        {
            "key": line.item.key,
            "label": line.item.label,
            "sentences": list(line.said.sentences) if line.said else [],
        }
        for line in notice_lines(code, regime, recorded)
        if line.item.key != _NOT_KEPT
    ]


def keep_tender_notice(act: Act, tender: Tender, buyer: Kind) -> None:
    """Keep the tender notice (UK4) where the draft says that it was published, within an action."""
    if tender.central_notice_at is not None:
        published = Published(tender.central_notice, tender.central_notice_at)
        regime = regime_for(tender, buyer, act.today)
        keep_notice(act, tender, "UK4", published, regime, said_of_tender(tender, act.now))


def keep_changed_notice(act: Act, tender: Tender, published: Published, regime: Regime) -> None:
    """Keep the tender notice as it is republished, where one is owed, within an action (s31)."""
    if not is_notice_owed("UK4", tender, act.now):
        return
    refuse_unpublished(act, published, tender.published_at, "the tender was published")
    keep_notice(act, tender, "UK4", published, regime, said_of_tender(tender, act.now))


def keep_end_notice(act: Act, tender: Tender, published: Published, lot: Lot | None = None) -> None:
    """Keep the procurement termination notice (UK12) where one is owed, within an action, for all
    or for one lot; its day is that of the decision (s55)."""
    if not is_notice_owed("UK12", tender, act.now):
        return
    refuse_unpublished(act, published, tender.published_at, "the tender was published")
    recorded = said_of_tender(tender, act.now) | said(
        "not_awarded_on=worked out: the day on which it is recorded", day(act.today)
    )
    if lot is not None:
        ended = f"Lot {lot.number}: {lot.title}: {lot.cancelled_because}"
        recorded |= said("not_awarded=lots.cancelled_because", ended)
    buyer = db.session.get_one(Organisation, tender.buyer_id)
    regime = regime_for(tender, buyer.kind, act.today)
    keep_notice(act, tender, "UK12", published, regime, recorded)
