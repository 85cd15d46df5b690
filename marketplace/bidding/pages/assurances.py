"""The two parts of a bid in which a bidder speaks of itself: conditions met, and assurances."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.bidding.pages.assurance_forms import (
    assurance_form,
    assurances_in,
    condition_form,
    conditions_in,
)
from marketplace.bidding.pages.bid_parts import bid_written, saved_again, saves_part
from marketplace.bidding.pages.bid_tasks import time_left
from marketplace.bidding.queries.bid_faults import asks_exclusion_for
from marketplace.bidding.queries.bids import parties_of
from marketplace.engine import clock
from marketplace.engine.shown import plural
from marketplace.tendering.queries.tenders import parts_of
from marketplace.web.tools import page, say, signed_in

pages = Blueprint("assurances", __name__)


@pages.route("/bids/<uuid:bid_id>/conditions", methods=["GET", "POST"])
@signed_in
def conditions(bid_id: UUID) -> ResponseReturnValue:
    bid, tender, draft = bid_written(bid_id)
    asked, parties = parts_of(tender.id).conditions, parties_of(bid)
    form = condition_form(asked, parties, draft, bid)
    if saves_part(form, bid, "conditions", lambda: conditions_in(form, asked)):
        said = len(conditions_in(form, asked))
        say(f"Saved: who meets {said} of {plural(len(asked), 'condition')}.")
        return redirect(url_for("bids.show", bid_id=bid_id))
    draft, is_conflict = saved_again(form, bid, "conditions")
    return page(
        "bidding/bids/conditions.html", form=form, bid=bid, tender=tender, conditions=asked,
        is_conflict=is_conflict, saved=draft.conditions, parties=parties,
        left=time_left(tender.closes_at, clock.now()),
    )  # fmt: skip


@pages.route("/bids/<uuid:bid_id>/assurances", methods=["GET", "POST"])
@signed_in
def assurances(bid_id: UUID) -> ResponseReturnValue:
    bid, tender, draft = bid_written(bid_id)
    parties, asks_exclusion = parties_of(bid), asks_exclusion_for(tender, clock.now())
    form = assurance_form(parties, draft, bid, asks_exclusion=asks_exclusion)
    if saves_part(form, bid, "assurances", lambda: assurances_in(form, parties)):
        say("Saved. The check of your bid says what is still to be assured, if anything is.")
        return redirect(url_for("bids.show", bid_id=bid_id))
    draft, is_conflict = saved_again(form, bid, "assurances")
    return page(
        "bidding/bids/assurances.html", form=form, bid=bid, tender=tender, parties=parties,
        is_conflict=is_conflict, saved=draft.assurances, asks_exclusion=asks_exclusion,
        left=time_left(tender.closes_at, clock.now()),
    )  # fmt: skip
