"""The pages of a consortium: form it, ask others in, agree who does what, accept."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import Field, HiddenField, SelectField, TextAreaField

from marketplace.bidding.actions import consortia, members
from marketplace.bidding.actions.consortia import MemberPart
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import Consortium, ConsortiumMember, consortia_visible_to
from marketplace.bidding.pages.bid_tasks import time_left
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import parts_of as split_of
from marketplace.bidding.queries.bids import bid_of, is_party, parties_of, versions_of, which
from marketplace.bidding.queries.consortia import current_members, enterprises_named
from marketplace.engine import clock, db
from marketplace.engine.access import Role, may
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.engine.action import unchanged_since
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender, tenders_visible_to
from marketplace.tendering.queries.tenders import parts_of
from marketplace.web.forms import Needed, NumberField, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, number_in, page, say, signed_in
from procurement.tendering.tender import TenderState, is_closed

pages = Blueprint("consortia", __name__)


class FormForm(PageForm):
    organisation_id = SelectField("Which of your organisations leads?")
    name = TextField("Name of the consortium", [Needed("Give the consortium a name.")])
    why_together = TextAreaField("Why do you bid together?", [Needed("Say why you bid together.")])


class InviteForm(PageForm):
    q = TextField("Name of the enterprise")
    organisation_id = HiddenField()


@pages.route("/tenders/<uuid:tender_id>/form-consortium", methods=["GET", "POST"])
@signed_in
def form(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tenders_visible_to(actor()).where(Tender.id == tender_id))
    own = db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(actor().organisations_as(Role.BID_WRITER) - {tender.buyer_id}))
        .order_by(Organisation.name)
    ).all()
    form = FormForm(organisation_id=request.args.get("organisation_id"))
    form.organisation_id.choices = [(str(one.id), one.name) for one in own]
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
    consortium = _consortium(consortium_id)
    return _show(consortium)


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
        tender=db.session.get_one(Tender, consortium.tender_id),
        enterprises=[one for one in enterprises_named(words) if one.id not in inside],
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
                    one: MemberPart(
                        (form[f"work-{one}"].data or "").strip(),
                        form[f"share-{one}"].data or Decimal(0),
                    )
                    for one in ids
                },
            )

    if form.accepts(save):
        say("The agreement is saved. Every other member is asked by e-mail to accept it.")
        return redirect(url_for("consortia.show", consortium_id=consortium_id))
    form.seen.data = str(consortium.revision)
    total = sum((form[f"share-{one}"].data or Decimal(0) for one in ids), Decimal(0))
    return page(
        "bidding/consortia/agree.html", form=form, consortium=consortium, rows=rows, total=total,
        tender=db.session.get_one(Tender, consortium.tender_id),
    )  # fmt: skip


@pages.route(
    "/consortia/<uuid:consortium_id>/remove/<uuid:organisation_id>", methods=["GET", "POST"]
)
@signed_in
def remove(consortium_id: UUID, organisation_id: UUID) -> ResponseReturnValue:
    consortium = _led(consortium_id)
    who = get_or_404(select(Organisation).where(Organisation.id == organisation_id))
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
        tender=db.session.get_one(Tender, consortium.tender_id),
    )  # fmt: skip


@pages.post("/members/<uuid:member_id>/accept")
@signed_in
def accept(member_id: UUID) -> ResponseReturnValue:
    """Accept the agreement that the page showed."""
    _, consortium = _member(member_id)
    form = PageForm()
    seen = request.form.get("seen", "")
    if form.accepts(lambda: members.accept_member_part(actor(), member_id, seen=number_in(seen))):
        say("You have accepted. The lead can submit the bid when every member has.")
        return redirect(url_for("consortia.show", consortium_id=consortium.id))
    return _show(consortium, form)


@pages.route("/members/<uuid:member_id>/decline", methods=["GET", "POST"])
@signed_in
def decline(member_id: UUID) -> ResponseReturnValue:
    member, consortium = _member(member_id)
    form = PageForm()
    if form.accepts(lambda: members.decline_member_part(actor(), member_id)):
        say("You are no longer part of that consortium. The lead is told by e-mail.")
        return redirect(url_for("organisations.mine"))
    bid = bid_of(consortium.tender_id, consortium.lead_id)
    return page(
        "bidding/consortia/decline.html", form=form, consortium=consortium, member=member,
        who=db.session.get_one(Organisation, member.organisation_id), bid=bid,
    )  # fmt: skip


def _consortium(consortium_id: UUID) -> Consortium:
    return get_or_404(consortia_visible_to(actor()).where(Consortium.id == consortium_id))


def _led(consortium_id: UUID) -> Consortium:
    consortium = _consortium(consortium_id)
    if not may(actor(), "member_parts.agree", consortium):
        raise NotAllowed("member_parts.agree")
    return consortium


def _member(member_id: UUID) -> tuple[ConsortiumMember, Consortium]:
    member = get_or_404(
        select(ConsortiumMember).where(
            ConsortiumMember.id == member_id,
            ConsortiumMember.organisation_id.in_(actor().organisations_as(Role.BID_WRITER)),
        )
    )
    return member, _consortium(member.consortium_id)


def _show(consortium: Consortium, form: PageForm | None = None) -> ResponseReturnValue:
    tender = db.session.get_one(Tender, consortium.tender_id)
    rows = current_members(consortium)
    bid = bid_of(tender.id, consortium.lead_id)
    leads = may(actor(), "member_parts.agree", consortium)
    is_current = bid is not None and bid.consortium_id == consortium.id
    is_open = (
        is_current
        and tender.state is TenderState.PUBLISHED
        and tender.closes_at is not None
        and not is_closed(tender.closes_at, clock.now())
    )
    return page(
        "bidding/consortia/show.html",
        form=form or PageForm(),
        consortium=consortium,
        tender=tender,
        lead=db.session.get_one(Organisation, consortium.lead_id),
        rows=rows,
        total=sum((member.share for member, _ in rows), Decimal(0)),
        bid=bid,
        leads=leads,
        own=[member for member, who in rows if may(actor(), "member_part.accept", member)],
        is_open=is_open,
        is_current=is_current,
        lots=parts_of(tender.id).lots,
        split=_split(bid, leads=leads),
        left=time_left(tender.closes_at, clock.now()),
    )


def _split(bid: Bid | None, *, leads: bool) -> dict[UUID, list[tuple[str, int]]]:
    """Who gets what of each lot's price, in pence: by the draft for the lead, else as submitted."""
    if bid is None:
        return {}
    if leads:
        written, parties = sealed.read_draft(bid.id, bid.draft), parties_of(bid)
    elif bid.version:
        row = versions_of(bid)[0]
        content = sealed.own_content(which(bid, row.number), row.sealed)
        if not is_party(content, actor()):
            return {}
        written, parties = content.written, content.parties
    else:
        return {}
    if sum(part.share for part in parties) != 100:
        return {}
    names = [part.name for part in parties]
    return {
        key: list(zip(names, split_of(price.pence, parties), strict=True))
        for key, price in written.prices.items()
    }


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
