"""The pages of a consortium: form it, ask others in, agree who does what, accept."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, HiddenField, TextAreaField

from marketplace.bidding.actions import consortia
from marketplace.bidding.actions.consortia import MemberWork
from marketplace.bidding.models.consortia import (
    Consortium,
    ConsortiumMember,
    consortia_visible_to,
)
from marketplace.bidding.pages.bid_tasks import time_left
from marketplace.bidding.queries.bids import bid_of, own_bidders
from marketplace.bidding.queries.consortia import current_members, enterprises_named
from marketplace.bidding.queries.consortium_details import (
    consortium_details,
)
from marketplace.engine import clock
from marketplace.engine.access import may
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.engine.action import unchanged_since
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import organisation_by_id
from marketplace.tendering.models.tenders import Tender, tenders_visible_to
from marketplace.tendering.queries.tenders import tender_of
from marketplace.web.forms import Needed, NumberField, PageForm, PickField, TextField
from marketplace.web.tools import actor, get_or_404, number_in, page, say, signed_in

pages = Blueprint("consortia", __name__)


class FormForm(PageForm):
    organisation_id = PickField("Which of your organisations leads?")
    name = TextField("Name of the consortium", [Needed("Give the consortium a name.")])
    why_together = TextAreaField("Why do you bid together?", [Needed("Say why you bid together.")])


class InviteForm(PageForm):
    q = TextField("Name of the enterprise")
    organisation_id = HiddenField()


@pages.route("/tenders/<uuid:tender_id>/form-consortium", methods=["GET", "POST"])
@signed_in
def form(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tenders_visible_to(actor()).where(Tender.id == tender_id))
    own = own_bidders(actor(), tender)
    form = FormForm(organisation_id=request.args.get("organisation_id"))
    form.organisation_id.choices = [(str(bidder.id), bidder.name) for bidder in own]
    if form.accepts(
        lambda: consortia.form_consortium(
            actor(),
            tender.id,
            organisation_id=_id(form.organisation_id.data),
            name=form.name.data,
            why_together=(form.why_together.data or "").strip(),
        )
    ):
        say("The consortium is formed. Now ask the others in.")
        return redirect(url_for("consortia.show", consortium_id=form.result.consortium_id))
    return page("bidding/consortia/form.html", form=form, tender=tender, own=own)


@pages.get("/consortia/<uuid:consortium_id>")
@signed_in
def show(consortium_id: UUID) -> ResponseReturnValue:
    consortium = visible_consortium(consortium_id)
    return _shown(consortium)


@pages.route("/consortia/<uuid:consortium_id>/invite", methods=["GET", "POST"])
@signed_in
def invite(consortium_id: UUID) -> ResponseReturnValue:
    """Find an enterprise by its name in the directory and ask it in."""
    consortium = _led(consortium_id)
    form = InviteForm(q=request.args.get("q", ""))
    if request.method == "POST" and form.accepts(
        lambda: consortia.invite_member(
            actor(), consortium_id, organisation_id=_id(form.organisation_id.data)
        )
    ):
        say("They are asked by e-mail. Next, agree who does what and each member's share.")
        return redirect(url_for("consortia.show", consortium_id=consortium_id))
    words = form.q.data or ""
    inside = {who.id for _, who in current_members(consortium)}
    return page(
        "bidding/consortia/invite.html", form=form, consortium=consortium, words=words,
        tender=tender_of(consortium.tender_id),
        enterprises=[enterprise for enterprise in enterprises_named(words) if enterprise.id not in inside],
    )  # fmt: skip


@pages.route("/consortia/<uuid:consortium_id>/agree", methods=["GET", "POST"])
@signed_in
def agree(consortium_id: UUID) -> ResponseReturnValue:
    """Who does what, and what share of the price is whose."""
    consortium = _led(consortium_id)
    rows = current_members(consortium)
    form = _agreement_form(rows)
    ids = [who.id for _, who in rows]

    def save() -> None:
        with unchanged_since(number_in(form.seen.data)):
            consortia.agree_member_parts(
                actor(),
                consortium_id,
                parts={
                    member_id: MemberWork(
                        (form[f"work-{member_id}"].data or "").strip(),
                        form[f"share-{member_id}"].data or Decimal(0),
                    )
                    for member_id in ids
                },
            )

    if form.accepts(save):
        say("The agreement is saved. Every other member is asked by e-mail to accept it.")
        return redirect(url_for("consortia.show", consortium_id=consortium_id))
    form.seen.data = str(consortium.revision)
    total = sum((form[f"share-{member_id}"].data or Decimal(0) for member_id in ids), Decimal(0))
    return page(
        "bidding/consortia/agree.html", form=form, consortium=consortium, rows=rows, total=total,
        tender=tender_of(consortium.tender_id),
    )  # fmt: skip


@pages.route(
    "/consortia/<uuid:consortium_id>/remove/<uuid:organisation_id>", methods=["GET", "POST"]
)
@signed_in
def remove(consortium_id: UUID, organisation_id: UUID) -> ResponseReturnValue:
    consortium = _led(consortium_id)
    who = get_or_404(organisation_by_id(organisation_id))
    form = PageForm()
    if form.accepts(
        lambda: consortia.remove_member(actor(), consortium_id, organisation_id=organisation_id)
    ):
        say(f"{who.name} is no longer in the consortium. Agree the shares again.")
        return redirect(url_for("consortia.show", consortium_id=consortium_id))
    return page("bidding/consortia/remove.html", form=form, consortium=consortium, who=who)


@pages.route("/consortia/<uuid:consortium_id>/disband", methods=["GET", "POST"])
@signed_in
def disband(consortium_id: UUID) -> ResponseReturnValue:
    consortium = _led(consortium_id)
    form = PageForm()
    if form.accepts(lambda: consortia.disband_consortium(actor(), consortium_id)):
        say("The bid is yours alone now. What you wrote is kept.")
        bid = bid_of(consortium.tender_id, consortium.lead_id)
        return redirect(url_for("bids.show", bid_id=bid.id if bid else None))
    return page(
        "bidding/consortia/disband.html", form=form, consortium=consortium,
        tender=tender_of(consortium.tender_id),
    )  # fmt: skip


def visible_consortium(consortium_id: UUID) -> Consortium:
    """A consortium that the person leads, is asked into or has joined, or 404."""
    return get_or_404(consortia_visible_to(actor()).where(Consortium.id == consortium_id))


def _led(consortium_id: UUID) -> Consortium:
    consortium = visible_consortium(consortium_id)
    if not may(actor(), "member_parts.agree", consortium):
        raise NotAllowed("member_parts.agree")
    return consortium


def _shown(consortium: Consortium) -> ResponseReturnValue:
    leads = may(actor(), "member_parts.agree", consortium)
    details = consortium_details(actor(), consortium, clock.now(), leads=leads)
    return page(
        "bidding/consortia/show.html",
        consortium=consortium,
        tender=details.tender,
        lead=details.lead,
        rows=details.members,
        standing=details.standing,
        total=details.total,
        bid=details.bid,
        leads=leads,
        own=[member for member, _ in details.members if may(actor(), "member_part.accept", member)],
        is_open=details.is_open,
        is_current=details.is_current,
        lots=details.lots,
        split=details.split,
        left=time_left(details.tender.closes_at, clock.now()),
    )


def _id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise NotThere("organisation") from None


def _agreement_form(rows: Iterable[tuple[ConsortiumMember, Organisation]]) -> PageForm:
    fields: dict[str, Field] = {"seen": HiddenField()}
    values: dict[str, object] = {}
    for member, who in rows:
        fields[f"work-{who.id}"] = TextAreaField(f"What will {who.name} do?")
        fields[f"share-{who.id}"] = NumberField(f"Share of {who.name} in per cent")
        values[f"work-{who.id}"] = member.work
        values[f"share-{who.id}"] = member.share or None
    form: PageForm = type("AgreementForm", (PageForm,), fields)(**values)
    return form
