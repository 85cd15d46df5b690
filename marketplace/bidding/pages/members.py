"""The word of one member: accept what the consortium agreed, decline, leave."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.bidding.actions import members
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember, members_answered_by
from marketplace.bidding.pages.assurance_forms import accept_form, declared_in
from marketplace.bidding.pages.consortia import visible_consortium
from marketplace.bidding.queries.bids import bid_of
from marketplace.bidding.queries.consortium_details import member_organisation
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.tendering.queries.tenders import tender_of
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, number_in, page, say, signed_in

pages = Blueprint("members", __name__)


@pages.route("/members/<uuid:member_id>/accept", methods=["GET", "POST"])
@signed_in
def accept(member_id: UUID) -> ResponseReturnValue:
    """Accept the agreement that the page showed, with what every bidder declares."""
    member, consortium = _member(member_id)
    form = accept_form(consortium.revision)
    if form.accepts(
        lambda: members.accept_member_part(
            actor(), member_id, seen=number_in(form.seen.data), declared=declared_in(form)
        )
    ):
        say("You have accepted. The lead can submit the bid when every member has.")
        return redirect(url_for("consortia.show", consortium_id=consortium.id))
    form.seen.data = str(consortium.revision)
    return page(
        "bidding/members/accept.html", form=form, consortium=consortium, member=member,
        lead=organisation_named_by(consortium.lead_id), who=member_organisation(member),
        tender=tender_of(consortium.tender_id),
    )  # fmt: skip


@pages.route("/members/<uuid:member_id>/decline", methods=["GET", "POST"])
@signed_in
def decline(member_id: UUID) -> ResponseReturnValue:
    member, consortium = _member(member_id)
    form = PageForm()
    if form.accepts(lambda: members.decline_member_part(actor(), member_id)):
        say("You are no longer part of that consortium. The lead is told by e-mail.")
        return redirect(url_for("work.show"))
    bid = bid_of(consortium.tender_id, consortium.lead_id)
    return page(
        "bidding/members/decline.html", form=form, consortium=consortium, member=member,
        who=member_organisation(member), bid=bid,
    )  # fmt: skip


def _member(member_id: UUID) -> tuple[ConsortiumMember, Consortium]:
    member = get_or_404(members_answered_by(actor()).where(ConsortiumMember.id == member_id))
    return member, visible_consortium(member.consortium_id)
