"""Messages between the two sides of a bid, or of a contract."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.assessment.pages.reading import assessed_tender
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.contracts.actions import threads
from marketplace.contracts.models.threads import Thread
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.queries.threads import (
    thread_of_bid,
    thread_of_contract,
    thread_shown,
    thread_visible_to,
    threads_by_bid,
)
from marketplace.contracts.rights import writes_as_its_buyer, writes_as_its_supplier
from marketplace.engine.access import buys_for_its_buyer, may
from marketplace.engine.act import NotAllowed
from marketplace.gateways import reply_addresses
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, beside, get_or_404, page, row_or_404, say, signed_in
from procurement.contracts.message import ANSWERABLE_FOR, Side

pages = Blueprint("threads", __name__)


class MessageForm(PageForm):
    words = TextAreaField("Your message")


@pages.get("/evaluations/<uuid:tender_id>/messages")
@signed_in
def index(tender_id: UUID) -> ResponseReturnValue:
    """Every bidder, and whether there is a thread with it."""
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_of(tender)
    return page(
        "contracts/threads/index.html",
        tender=tender,
        assessment=assessment,
        threads=threads_by_bid(bid.id for bid in assessment.bids),
    )


@pages.route("/evaluations/<uuid:tender_id>/bids/<uuid:bid_id>/messages", methods=["GET", "POST"])
@signed_in
def begin_with_bidder(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_of(tender)
    bid = row_or_404(assessment.bids, bid_id)
    if thread := thread_of_bid(bid.id):
        return redirect(url_for("threads.show", thread_id=thread.id))
    form, name = MessageForm(), assessment.name_of(bid.id)
    if form.accepts(
        lambda: threads.begin_bid_thread(
            actor(), tender.id, bid_id=bid.id, words=form.words.data or ""
        )
    ):
        say(f"Your message is on record, and {name} is told by e-mail.")
        return redirect(url_for("threads.show", thread_id=form.result.id))
    return page("contracts/threads/begin_with_bidder.html", tender=tender, name=name, form=form)


@pages.route("/contracts/<uuid:contract_id>/messages", methods=["GET", "POST"])
@signed_in
def begin_about_contract(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    if thread := thread_of_contract(contract.id):
        return redirect(url_for("threads.show", thread_id=thread.id))
    if not may(actor(), "contract_thread.begin", contract):
        raise NotAllowed("contract_thread.begin")
    form = MessageForm()
    if form.accepts(
        lambda: threads.begin_contract_thread(actor(), contract.id, words=form.words.data or "")
    ):
        say("Your message is on record, and the other side is told by e-mail.")
        return redirect(url_for("threads.show", thread_id=form.result.id))
    return page("contracts/threads/begin_about_contract.html", contract=contract, form=form)


@pages.route("/threads/<uuid:thread_id>", methods=["GET", "POST"])
@signed_in
def show(thread_id: UUID) -> ResponseReturnValue:
    thread = _visible(thread_id)
    form = MessageForm()
    if form.accepts(lambda: threads.write_thread(actor(), thread.id, words=form.words.data or "")):
        say("Your message is on record, and the other side is told by e-mail.")
        return redirect(url_for("threads.show", thread_id=thread.id))
    return page(
        "contracts/threads/show.html",
        thread=thread,
        shown=thread_shown(thread, beside()),
        form=form,
        side=_side(thread),
        buys=buys_for_its_buyer(actor(), thread),
        is_answered_by_email=reply_addresses.is_there(),
        answerable_days=ANSWERABLE_FOR.days,
    )


@pages.post("/threads/<uuid:thread_id>/settle")
@signed_in
def settle(thread_id: UUID) -> ResponseReturnValue:
    thread = _visible(thread_id)
    threads.settle_thread(actor(), thread.id)
    say("It is on record that no answer is needed.")
    return redirect(url_for("threads.show", thread_id=thread.id))


def _side(thread: Thread) -> Side | None:
    """The side that the person writes for; None for those who only read."""
    if writes_as_its_buyer(actor(), thread):
        return Side.BUYER
    return Side.SUPPLIER if writes_as_its_supplier(actor(), thread) else None


def _visible(thread_id: UUID) -> Thread:
    return get_or_404(thread_visible_to(actor(), thread_id))
