"""What a bidder does: begin a bid, save it, submit it, replace it, withdraw it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.bidding.models.bids import Bid, BidVersion
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import BidParty, Content, check_part, submitted
from marketplace.bidding.queries.bid_faults import faults_of, refuse_part
from marketplace.bidding.queries.bids import bid_of, bid_writers_of, parties_of, which
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.publications import published_now
from procurement.bidding.bid import BID, BidState, before_beginning, check_in_time
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.conflict import before_bidding
from procurement.tendering.tender import TenderState


@action("bid.begin")
def begin_bid(act: Act, tender: Tender, *, organisation_id: UUID) -> Bid:
    """Begin a bid for one of the person's organisations; one for each organisation and tender."""
    check_may_bid(act, tender, organisation_id)
    if bid_of(tender.id, organisation_id) is not None:
        raise Refusal(
            "Your organisation has begun a bid for this tender already. Find it in your work.",
            field="organisation_id",
        )
    return begin_within(act, tender, organisation_id)


@action("bid.save")
def save_bid(act: Act, bid: Bid, *, part: str, value: object, seen: int) -> Bid:
    """Save one part of the draft, encrypted: ``answers-<question id>``, ``prices``, ``commitments``,
    ``conditions``, ``assurances``, ``declaration`` or ``for_group``.

    ``seen`` is the bid's revision when the person's page was made: where a colleague
    has saved the same part since, this refuses and saves nothing.
    """
    tender = still_open(bid, act)
    check_part(part, value)
    refuse_part(bid, tender, part, value)
    draft = sealed.read_draft(bid.id, bid.draft)
    if draft.saved.get(part, 0) > seen:
        raise Refusal(
            "A colleague saved this part while you were working on it. Nothing was lost: what is "
            "saved now and what you typed both stand below. Put together what you need, then save."
        )
    bid.draft = sealed.keep_draft(bid.id, draft.with_part(part, value, bid.revision + 1))
    act.note(part=part)
    return bid


@action("bid.submit")
def submit_bid(act: Act, bid: Bid) -> BidVersion:
    """Submit the draft as a new version, sealed; it replaces the one before. Refuses at the deadline.

    Everyone who writes the bid, and every member of its consortium, gets the receipt
    by e-mail: the time and the SHA-256, nothing of what was submitted.
    """
    tender = still_open(bid, act)
    draft = sealed.read_draft(bid.id, bid.draft)
    parties = parties_of(bid)
    refuse_if_any(faults_of(bid, draft, parties, tender, act.now))
    if tender.sealing_key is None:
        raise Refusal("This tender has no key to seal bids to. Tell the buyer.")
    bid.state = BID.after(bid.state, "replace" if bid.state is BidState.SUBMITTED else "submit")
    bid.version += 1
    bid.submitted_at, bid.withdrawn_at = act.now, None
    content = submitted(draft, parties, tender.version, act.today)
    under = published_now(tender.id)
    packed, sha256 = sealed.seal(which(bid, bid.version), content, tender.sealing_key, under)
    version = act.add(
        BidVersion(
            bid_id=bid.id,
            number=bid.version,
            sealed=packed,
            sha256=sha256,
            received_at=act.now,
            submitted_by=act.person_id,
        )
    )
    act.note(version=version.number, sha256=sha256)
    _tell(
        act,
        bid,
        tender,
        parties,
        "bid_submitted",
        version=version.number,
        sha256=sha256,
        signature=sealed.signature(which(bid, bid.version), act.now, sha256),
    )
    return version


def last_submitted(bid: Bid) -> Content:
    """What a submitted bid says, for those who wrote it."""
    packed = db.session.scalars(
        select(BidVersion.sealed).where(
            BidVersion.bid_id == bid.id, BidVersion.number == bid.version
        )
    ).one()
    return sealed.own_content(which(bid, bid.version), packed)


@action("bid.withdraw")
def withdraw_bid(act: Act, bid: Bid) -> None:
    """Take a submitted bid back before the deadline; it can be submitted again until then."""
    tender = still_open(bid, act)
    withdraw_within(act, bid, tender, parties_of(bid))


def withdraw_within(act: Act, bid: Bid, tender: Tender, parties: Sequence[BidParty]) -> None:
    """Withdraw a bid within an action, and tell everyone whose bid it is."""
    bid.state = BID.after(bid.state, "withdraw")
    bid.withdrawn_at = act.now
    _tell(act, bid, tender, parties, "bid_withdrawn")


def begin_within(act: Act, tender: Tender, organisation_id: UUID) -> Bid:
    """A new draft, within an action."""
    return act.add(
        Bid(
            tender_id=tender.id,
            organisation_id=organisation_id,
            state=BidState.DRAFT,
            version=0,
            created_at=act.now,
        )
    )


def check_may_bid(act: Act, tender: Tender, organisation_id: UUID) -> Organisation:
    """The organisation, where the person may begin a bid for it now; else NotAllowed or a Refusal."""
    if organisation_id not in act.actor.organisations_as(Role.BID_WRITER):
        raise NotAllowed(act.verb)
    check_open(tender, act)
    organisation = db.session.get_one(Organisation, organisation_id)
    before_beginning(
        organisation_id,
        tender.buyer_id,
        supplies=organisation.kind.supplies,
        field="organisation_id",
    )
    refuse_its_buyers(act, tender, "organisation_id")
    if organisation.dissolved_on is not None or organisation.merged_into_id is not None:
        raise Refusal(
            f"{organisation.name} no longer exists, so it cannot bid.", field="organisation_id"
        )
    return organisation


def refuse_its_buyers(act: Act, tender: Tender, field: str | None = None) -> None:
    """Nobody bids for a tender that they buy or assess themselves."""
    before_bidding(
        is_of_buyer=act.actor.has(tender.buyer_id, Role.BUYER, Role.EVALUATOR), field=field
    )


def check_open(tender: Tender, act: Act) -> None:
    """Refuses where bids are not, or no longer, accepted; judged by arrival at the server."""
    if tender.closes_at is not None and tender.state is not TenderState.CANCELLED:
        check_in_time(tender.closes_at, act.now)
    if tender.state is not TenderState.PUBLISHED:
        raise Refusal(f"This tender is {tender.state}, so no bids are accepted.")


def still_open(bid: Bid, act: Act) -> Tender:
    """The tender as it stands now that the bid's row is held: an extension counts, so does opening."""
    tender: Tender = db.session.scalars(
        select(Tender).where(Tender.id == bid.tender_id).execution_options(populate_existing=True)
    ).one()
    check_open(tender, act)
    refuse_its_buyers(act, tender)
    return tender


def _tell(
    act: Act, bid: Bid, tender: Tender, parties: Sequence[BidParty], template: str, **values: object
) -> None:
    for person_id in bid_writers_of([part.organisation_id for part in parties]):
        act.give_receipt(
            person_id,
            template,
            bid_id=bid.id,
            title=tender.title,
            at=act.now,
            closes_at=tender.closes_at,
            **values,
        )
