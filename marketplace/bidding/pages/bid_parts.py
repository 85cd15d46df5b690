"""The pages on which a bid is written, one part at a time; each saves the encrypted draft."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.bidding.actions import bids
from marketplace.bidding.models.bids import Bid, bids_written_by
from marketplace.bidding.pages.bid_forms import (
    AnswerForm,
    DeclarationForm,
    GroupForm,
    PartForm,
    commitment_form,
    commitments_in,
    price_form,
    prices_in,
    quantity_names,
)
from marketplace.bidding.pages.bid_tasks import time_left, where_files_are
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import (
    Draft,
    GroupNamed,
    split_price,
    vat_choices,
    vat_on,
)
from marketplace.bidding.queries.bids import parties_of
from marketplace.bidding.queries.consortia import other_consortia_of
from marketplace.engine import clock
from marketplace.organisations.queries.hostings import groups_hosted_by
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of, tender_of
from marketplace.web.tools import actor, get_or_404, number_in, page, row_or_404, say, signed_in
from procurement.bidding.bid import word_count

pages = Blueprint("bid_parts", __name__)

_OURSELVES = "none"


@pages.route("/bids/<uuid:bid_id>/answers/<uuid:question_id>", methods=["GET", "POST"])
@signed_in
def answer(bid_id: UUID, question_id: UUID) -> ResponseReturnValue:
    bid, tender, draft = bid_written(bid_id)
    questions = parts_of(tender.id).questions
    question = row_or_404(questions, question_id)
    form = AnswerForm(text=draft.answers.get(question_id, ""), seen=str(bid.revision))
    part = f"answers-{question_id}"
    if saves_part(form, bid, part, lambda: _text(form)):
        words = word_count(_text(form))
        over = words - question.word_limit
        say(
            f"Question {question.number} is saved with {words:,} words: take out {over:,} before "
            "you submit."
            if over > 0
            else f"Question {question.number} is saved: {words:,} of {question.word_limit:,} words."
        )
        if "more" in request.form:
            return redirect(url_for("bid_files.attach", bid_id=bid_id, question_id=question_id))
        return redirect(url_for("bids.show", bid_id=bid_id))
    draft, is_conflict = saved_again(form, bid, part)
    return page(
        "bidding/bids/answer.html", form=form, bid=bid, tender=tender, question=question,
        is_conflict=is_conflict, saved=draft.answers.get(question_id, ""),
        words=word_count(form.text.data or ""), left=_left(tender),
        files=draft.files.get(question_id, ()), file_at=where_files_are(bid),
    )  # fmt: skip


@pages.route("/bids/<uuid:bid_id>/prices", methods=["GET", "POST"])
@signed_in
def prices(bid_id: UUID) -> ResponseReturnValue:
    bid, tender, draft = bid_written(bid_id)
    lots, parties = parts_of(tender.id).lots, parties_of(bid)
    form = price_form(lots, draft, bid, vat_choices(clock.today()))
    is_registered = any(party.is_vat_registered for party in parties)
    if saves_part(form, bid, "prices", lambda: prices_in(form, lots, is_registered=is_registered)):
        is_priced = any(form[f"prices-{lot.id}"].data is not None for lot in lots)
        say("Your prices are saved." if is_priced else "Saved. No lot has a price yet.")
        return redirect(url_for("bids.show", bid_id=bid_id))
    draft, is_conflict = saved_again(form, bid, "prices")
    return page(
        "bidding/bids/prices.html", form=form, bid=bid, tender=tender, lots=lots, parties=parties,
        is_conflict=is_conflict, saved=draft.prices, left=_left(tender), split_price=split_price,
        vat_of=lambda price: vat_on(price, parties, clock.today()),
        is_registered=is_registered,
    )  # fmt: skip


@pages.route("/bids/<uuid:bid_id>/commitments", methods=["GET", "POST"])
@signed_in
def commitments(bid_id: UUID) -> ResponseReturnValue:
    bid, tender, draft = bid_written(bid_id)
    parts = parts_of(tender.id)
    clauses, lots = parts.clauses, parts.lots if len(parts.lots) > 1 else []
    form = commitment_form(clauses, lots, draft, bid)
    if saves_part(form, bid, "commitments", lambda: commitments_in(form, clauses, lots)):
        say("Your commitments are saved.")
        return redirect(url_for("bids.show", bid_id=bid_id))
    draft, is_conflict = saved_again(form, bid, "commitments")
    return page(
        "bidding/bids/commitments.html", form=form, bid=bid, tender=tender, clauses=clauses,
        is_conflict=is_conflict, saved=draft.commitments, left=_left(tender),
        names={clause.id: quantity_names(clause, lots) for clause in clauses}, lots=lots,
    )  # fmt: skip


@pages.route("/bids/<uuid:bid_id>/declaration", methods=["GET", "POST"])
@signed_in
def declaration(bid_id: UUID) -> ResponseReturnValue:
    bid, tender, draft = bid_written(bid_id)
    form = DeclarationForm(text=draft.declaration, seen=str(bid.revision))
    if saves_part(form, bid, "declaration", lambda: _text(form)):
        say("Your statement is saved.")
        return redirect(url_for("bids.show", bid_id=bid_id))
    draft, is_conflict = saved_again(form, bid, "declaration")
    return page(
        "bidding/bids/declaration.html", form=form, bid=bid, tender=tender, saved=draft.declaration,
        is_conflict=is_conflict, left=_left(tender),
        consortia=[name for name, _ in other_consortia_of(tender.id, bid.organisation_id)],
    )  # fmt: skip


@pages.route("/bids/<uuid:bid_id>/group", methods=["GET", "POST"])
@signed_in
def group(bid_id: UUID) -> ResponseReturnValue:
    bid, tender, draft = bid_written(bid_id)
    groups = {str(row.id): row for row in groups_hosted_by([bid.organisation_id])}
    form = GroupForm(for_group=_group_said(draft), seen=str(bid.revision))
    form.for_group.choices = [
        (_OURSELVES, "For ourselves"),
        *((key, f"For {row.name}") for key, row in groups.items()),
    ]

    def named() -> GroupNamed | None:
        row = groups.get(form.for_group.data)
        return GroupNamed(row.id, row.name) if row else None

    if saves_part(form, bid, "for_group", named):
        say("It is saved for whom you bid.")
        return redirect(url_for("bids.show", bid_id=bid_id))
    draft, is_conflict = saved_again(form, bid, "for_group")
    return page(
        "bidding/bids/group.html", form=form, bid=bid, tender=tender, left=_left(tender),
        is_conflict=is_conflict, saved=draft.for_group.name if draft.for_group else "For ourselves",
    )  # fmt: skip


def _group_said(draft: Draft) -> str | None:
    """What was chosen, if anything was."""
    if draft.for_group is not None:
        return str(draft.for_group.organisation_id)
    return _OURSELVES if "for_group" in draft.saved else None


def bid_written(bid_id: UUID) -> tuple[Bid, Tender, Draft]:
    """The bid, for those who write it, with its tender and its draft; for everybody else 404."""
    bid = get_or_404(bids_written_by(actor()).where(Bid.id == bid_id))
    return bid, tender_of(bid.tender_id), sealed.read_draft(bid.id, bid.draft)


def saves_part(form: PartForm, bid: Bid, part: str, value: Callable[[], object]) -> bool:
    """Whether the part was posted, is right in shape, and was saved."""
    seen = number_in(form.seen.data)
    bid_id = bid.id
    return form.accepts(lambda: bids.save_bid(actor(), bid_id, part=part, value=value(), seen=seen))


def saved_again(form: PartForm, bid: Bid, part: str) -> tuple[Draft, bool]:
    """The draft as it is saved now, and whether a colleague saved this part since the page was made.

    The form then goes by what is shown: what was typed, to be saved over it knowingly.
    """
    draft = sealed.read_draft(bid.id, bid.draft)
    seen = number_in(form.seen.data)
    is_conflict = draft.saved.get(part, 0) > seen
    form.seen.data = str(bid.revision)
    return draft, is_conflict


def _left(tender: Tender) -> str:
    return time_left(tender.closes_at, clock.now())


def _text(form: AnswerForm | DeclarationForm) -> str:
    return (form.text.data or "").replace("\r\n", "\n").strip()
