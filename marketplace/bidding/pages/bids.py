"""The pages of a bid: begin, its list of tasks, check and submit, withdraw."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from marketplace.assessment.queries.results import results_of
from marketplace.bidding.actions import bids
from marketplace.bidding.models.bids import Bid, bids_visible_to, bids_written_by
from marketplace.bidding.pages.bid_tasks import (
    links_of,
    tasks_of,
    time_left,
    where_files_are,
    where_to_mend,
)
from marketplace.bidding.queries.bid_content import split_price, submitted
from marketplace.bidding.queries.bid_details import bid_details, is_open_for_bids
from marketplace.bidding.queries.bid_lists import bids_listed_for, consortia_listed_for
from marketplace.bidding.queries.bids import (
    begun_bids,
    own_bidders,
)
from marketplace.contracts.queries.around_bid import around_bid
from marketplace.engine import clock
from marketplace.engine.access import may
from marketplace.tendering.models.tenders import Tender, tenders_visible_to
from marketplace.tendering.queries.tenders import tender_of
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.bidding.bid import BidState, word_count

pages = Blueprint("bids", __name__)


class BeginForm(PageForm):
    organisation_id = RadioField(
        "Which of your organisations bids?", [Needed("Choose the organisation that bids.")]
    )
    how = RadioField(
        "Alone or together?",
        [Needed("Choose whether you bid alone or lead a consortium.")],
        choices=[("alone", "Alone"), ("together", "Together with others, as the lead")],
    )


@pages.get("/bids")
@signed_in
def index() -> ResponseReturnValue:
    listed = bids_listed_for(actor(), beside())
    return page(
        "bidding/bids/index.html",
        listed=listed,
        results=results_of([bid.id for bid, *_ in listed.rows]),
        consortia=consortia_listed_for(actor()),
    )


@pages.route("/tenders/<uuid:tender_id>/begin-bid", methods=["GET", "POST"])
@signed_in
def begin(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tenders_visible_to(actor()).where(Tender.id == tender_id))
    own, begun = own_bidders(actor(), tender), begun_bids(actor(), tender)
    free = [bidder for bidder in own if bidder.id not in begun]
    form = BeginForm(organisation_id=str(free[0].id) if len(free) == 1 else None)
    form.organisation_id.choices = [(str(bidder.id), bidder.name) for bidder in free]
    if request.method == "POST" and form.validate():
        organisation_id = UUID(form.organisation_id.data)
        if form.how.data == "together":
            return redirect(
                url_for("consortia.form", tender_id=tender.id, organisation_id=organisation_id)
            )
        if form.accepts(
            lambda: bids.begin_bid(actor(), tender.id, organisation_id=organisation_id)
        ):
            say("Your bid is begun. Nobody else can read what you write.")
            return redirect(url_for("bids.show", bid_id=form.result.id))
    return page(
        "bidding/bids/begin.html", form=form, tender=tender, free=free, begun=begun, own=own,
        is_open=is_open_for_bids(tender, clock.now()),
    )  # fmt: skip


@pages.get("/bids/<uuid:bid_id>")
@signed_in
def show(bid_id: UUID) -> ResponseReturnValue:
    bid = get_or_404(bids_visible_to(actor()).where(Bid.id == bid_id))
    writes = may(actor(), "bid.save", bid)
    known = bid_details(actor(), bid, clock.now(), writes=writes)
    tender, draft, parties, faults = known.tender, known.draft, known.parties, known.faults
    can_write = known.is_open and writes
    return page(
        "bidding/bids/show.html",
        bid=bid,
        tender=tender,
        organisation=known.organisation,
        buyer=known.buyer,
        consortium=known.consortium,
        parties=parties,
        tasks=tasks_of(bid, draft, parties, known.parts, faults) if can_write else [],
        faults=faults,
        versions=known.versions,
        writes=writes,
        is_open=known.is_open,
        is_changed=writes and known.is_changed,
        is_tender_changed=known.is_tender_changed,
        left=time_left(tender.closes_at, clock.now()),
        around=around_bid(bid, writes=writes),
    )


@pages.route("/bids/<uuid:bid_id>/submit", methods=["GET", "POST"])
@signed_in
def submit(bid_id: UUID) -> ResponseReturnValue:
    """Check the whole bid, then submit it."""
    bid = get_or_404(bids_written_by(actor()).where(Bid.id == bid_id))
    form = PageForm()
    if form.accepts(lambda: bids.submit_bid(actor(), bid_id)):
        say("Your bid has arrived and is sealed. This is your receipt.")
        return redirect(url_for("receipts.show", bid_id=bid_id, number=form.result.number))
    known = bid_details(actor(), bid, clock.now(), writes=True)
    tender = known.tender
    return page(
        "bidding/bids/check.html",
        bid=bid,
        tender=tender,
        form=form,
        parts=known.parts,
        content=submitted(known.draft, known.parties, tender.version, clock.today()),
        faults=[(str(fault), where_to_mend(bid, fault)) for fault in known.faults],
        file_at=where_files_are(bid),
        links=links_of(bid) if known.is_open else {},
        is_open=known.is_open,
        left=time_left(tender.closes_at, clock.now()),
        is_submitted=bid.state is BidState.SUBMITTED,
        words_in=word_count,
        split_price=split_price,
    )


@pages.route("/bids/<uuid:bid_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(bid_id: UUID) -> ResponseReturnValue:
    bid = get_or_404(bids_written_by(actor()).where(Bid.id == bid_id))
    form = PageForm()
    if form.accepts(lambda: bids.withdraw_bid(actor(), bid_id)):
        say(
            "The bid is withdrawn and no longer counts. You can submit it again until the deadline."
        )
        return redirect(url_for("bids.show", bid_id=bid_id))
    tender = tender_of(bid.tender_id)
    return page("bidding/bids/withdraw.html", bid=bid, tender=tender, form=form)
