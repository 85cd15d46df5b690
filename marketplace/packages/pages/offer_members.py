"""Offering together: who is asked in, who does what for which share, and each one's answer."""

from decimal import Decimal
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, TextAreaField

from marketplace.bidding.queries.consortia import enterprises_named
from marketplace.engine import clock
from marketplace.packages.actions import offer_members
from marketplace.packages.actions.offer_members import MemberPart
from marketplace.packages.models.offers import OfferMember, offer_members_answered_by
from marketplace.packages.pages.offers import offer_step, visible_offer
from marketplace.packages.queries.offers import members_of, offer_details
from marketplace.web.forms import NumberField, PageForm
from marketplace.web.tools import (
    actor,
    get_or_404,
    id_in,
    page,
    said,
    say,
    signed_in,
)
from procurement.ground.refusal import Refusal

pages = Blueprint("offer_members", __name__)


class PartRow(Form):
    organisation_id = HiddenField()
    work = TextAreaField("What does it do?")
    share = NumberField("Share of the price")
    remove = BooleanField("Leave out")


class PartsForm(PageForm):
    share = FieldList(FormField(PartRow), "Shares")

    def parts(self) -> dict[UUID, MemberPart]:
        """Who stays in, with work and share as typed."""
        return {
            key: MemberPart((row.form.work.data or "").strip(), row.form.share.data or Decimal(0))
            for row in self.share
            if (key := id_in(row.form.organisation_id.data or "")) and not row.form.remove.data
        }

    def refuse(self, fault: Refusal) -> None:
        """What a rule says of one member’s work stands at that row as well."""
        super().refuse(fault)
        for row in self.share:
            if fault.field == f"work-{row.form.organisation_id.data}":
                row.form.work.errors = [str(fault)]
            elif fault.field == "share":
                row.form.share.errors = [str(fault)]


class AskForm(PageForm):
    organisation_id = HiddenField()


@pages.route("/offers/<uuid:offer_id>/together", methods=["GET", "POST"])
@signed_in
def agree(offer_id: UUID) -> ResponseReturnValue:
    """Who does what, for which share of the price."""
    offer = visible_offer(offer_id, "offer_members.agree")
    members = members_of(offer.id)
    form = PartsForm(
        data={
            "share": [
                {
                    "organisation_id": str(row.organisation_id),
                    "work": row.work,
                    "share": row.share or None,
                }
                for row, _ in members
            ]
        }
    )
    if form.accepts(
        lambda: offer_members.agree_offer_members(actor(), offer.id, parts=form.parts())
    ):
        say("It is saved. Every other member is asked by e-mail to accept price and part.")
        return redirect(url_for("offers.show", offer_id=offer.id))
    names = {str(row.organisation_id): name for row, name in members}
    return page(
        "packages/offer_members/agree.html",
        form=form,
        offer=offer,
        names=names,
        details=offer_details(offer, clock.now(), is_own=True),
    )


@pages.route("/offers/<uuid:offer_id>/ask", methods=["GET", "POST"])
@signed_in
def ask(offer_id: UUID) -> ResponseReturnValue:
    """Find an enterprise by its name and ask it in."""
    offer = visible_offer(offer_id, "offer_member.ask")
    form, words = AskForm(), said("q")
    if form.accepts(
        lambda: offer_members.ask_offer_member(
            actor(), offer.id, organisation_id=id_in(form.organisation_id.data or "") or offer.id
        )
    ):
        say("They are asked by e-mail. Now say who does what, and each one’s share.")
        return redirect(url_for("offer_members.agree", offer_id=offer.id))
    inside = {row.organisation_id for row, _ in members_of(offer.id)} | {offer.organisation_id}
    return page(
        "packages/offer_members/ask.html",
        form=form,
        offer=offer,
        words=words,
        enterprises=[row for row in enterprises_named(words) if row.id not in inside],
    )


@pages.post("/offer-parts/<uuid:offer_member_id>/accept")
@signed_in
def accept(offer_member_id: UUID) -> ResponseReturnValue:
    member = _own_part(offer_member_id)
    return offer_step(
        visible_offer(member.offer_id),
        offer_members.accept_offer_part,
        "You have accepted price and part. The lead is told.",
        of=member.id,
    )


@pages.route("/offer-parts/<uuid:offer_member_id>/decline", methods=["GET", "POST"])
@signed_in
def decline(offer_member_id: UUID) -> ResponseReturnValue:
    member = _own_part(offer_member_id)
    form = PageForm()
    if form.accepts(lambda: offer_members.decline_offer_part(actor(), member.id)):
        say("You are out of this offer. The lead is told.")
        return redirect(url_for("offers.index"))
    return page("packages/offer_members/decline.html", form=form, member=member)


def _own_part(offer_member_id: UUID) -> OfferMember:
    member: OfferMember = get_or_404(
        offer_members_answered_by(actor()).where(OfferMember.id == offer_member_id)
    )
    return member
