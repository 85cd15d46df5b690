"""How does one bid stand for those behind it: what is written, what was submitted, what is missing?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from marketplace.bidding.models.bids import Bid, BidVersion
from marketplace.bidding.models.consortia import Consortium
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import BidParty, Content, Draft, split_price, submitted
from marketplace.bidding.queries.bid_faults import faults_of
from marketplace.bidding.queries.bids import parties_of, reads_version, versions_of, which
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import TenderParts, parts_of, tender_of
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState, is_closed


@dataclass(frozen=True, slots=True)
class BidDetails:
    """One bid, as those behind it read it before and after the opening."""

    tender: Tender
    organisation: Organisation
    buyer: Organisation
    consortium: Consortium | None
    draft: Draft
    """Empty for those who do not write it."""
    parties: tuple[BidParty, ...]
    parts: TenderParts
    faults: list[Refusal]
    """What keeps the draft from being submitted, while it can be and for those who write it."""
    versions: Sequence[BidVersion]
    """The submissions that the person reads, the newest first."""
    sent: Content | None
    """What was submitted last."""
    is_open: bool

    @property
    def is_changed(self) -> bool:
        """What is written differs from what was submitted last."""
        if self.sent is None:
            return False
        sent_on = london_day(self.versions[0].received_at)
        now = submitted(self.draft, self.parties, self.sent.tender_version, sent_on)
        return now.as_json() != self.sent.as_json()

    @property
    def is_tender_changed(self) -> bool:
        """The tender was changed after the last submission."""
        return self.sent is not None and self.sent.tender_version < self.tender.version


def bid_details(actor: Actor, bid: Bid, now: datetime, *, writes: bool) -> BidDetails:
    """Read whole; ``writes`` is whether the person may change it."""
    tender, parties, versions = tender_of(bid.tender_id), parties_of(bid), versions_of(bid)
    draft = sealed.read_draft(bid.id, bid.draft) if writes else Draft()
    is_open = is_open_for_bids(tender, now)
    return BidDetails(
        tender=tender,
        organisation=session.get_one(Organisation, bid.organisation_id),
        buyer=session.get_one(Organisation, tender.buyer_id),
        consortium=session.get(Consortium, bid.consortium_id) if bid.consortium_id else None,
        draft=draft,
        parties=parties,
        parts=parts_of(tender.id),
        faults=faults_of(bid, draft, parties, tender, now) if is_open and writes else [],
        versions=versions
        if writes
        else [row for row in versions if reads_version(actor, bid, row)],
        sent=sealed.own_content(which(bid, versions[0].number), versions[0].sealed)
        if versions
        else None,
        is_open=is_open,
    )


def is_open_for_bids(tender: Tender, now: datetime) -> bool:
    """Bids can arrive: it is published, and its deadline has not passed."""
    return (
        tender.state is TenderState.PUBLISHED
        and tender.closes_at is not None
        and not is_closed(tender.closes_at, now)
    )


def price_split(actor: Actor, bid: Bid, *, leads: bool) -> dict[UUID, list[tuple[str, Money]]]:
    """Who gets what of each lot's price, in pence: by the draft for the lead, else as submitted."""
    if leads:
        written, parties = sealed.read_draft(bid.id, bid.draft), parties_of(bid)
    elif bid.version:
        row = versions_of(bid)[0]
        if not reads_version(actor, bid, row):
            return {}
        content = sealed.own_content(which(bid, row.number), row.sealed)
        written, parties = content.written, content.parties
    else:
        return {}
    if sum(part.share for part in parties) != 100:
        return {}
    names = [part.name for part in parties]
    return {
        key: list(zip(names, split_price(price.net, parties), strict=True))
        for key, price in written.prices.items()
    }
