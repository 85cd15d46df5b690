"""How does a buyer copy an earlier tender, and check what was copied?"""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FieldList, Form, FormField

from marketplace.engine import clock
from marketplace.tendering.actions import copies, tenders
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.pages.draft_forms import LotRow, TimetableForm
from marketplace.tendering.pages.draft_sections import SECTIONS
from marketplace.tendering.pages.draft_steps import next_step
from marketplace.tendering.pages.drafts import draft_edited
from marketplace.tendering.queries.copies import LastTime, last_time_of, may_keep_conditions
from marketplace.tendering.queries.tender_view import TenderView, view_of
from marketplace.tendering.queries.tenders import tender_seen_by
from marketplace.web.forms import Needed, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState

pages = Blueprint("copies", __name__)

_DAYS = ("questions_until", "answers_by", "closes_at", "award_on", "starts_on", "ends_on")

_FIGURES = (
    "estimate", "options_estimate", "extension_estimate", "vat_percent", "floor", "ceiling",
)  # fmt: skip

_KEEPS = {
    "keeps_what": ("description", "cpv", "theme", "subject", "ordering", "delivery",
        "suits_sme", "suits_vcse", "risks", "after_expiry", "engagement", "agreements",
    ),
    "keeps_scoring": (
        "price_weight", "quality_weight", "social_value_weight", "price_formula", "tie_rule",
        "scale", "scale_words",
    ),
    "keeps_asked": ("conditions", "questions", "clauses"),
    "keeps_payment": ("payment_days", "payment_reason"),
}  # fmt: skip
"""What stays as it was where its box is ticked."""


class LotFigures(Form):
    estimate = LotRow.estimate
    options_estimate = LotRow.options_estimate
    extension_estimate = LotRow.extension_estimate
    vat_percent = LotRow.vat_percent
    floor = LotRow.floor
    ceiling = LotRow.ceiling


class CheckForm(TimetableForm):
    title = TextField("Title", [Needed("Give the tender a title.")])
    less_vat_because = TextField("Where less VAT is due than the standard rate: why?")
    lots = FieldList(FormField(LotFigures), "Lot")
    keeps_what = BooleanField("This is what is bought this time, too")
    keeps_scoring = BooleanField("Bids are scored like this again")
    keeps_asked = BooleanField("Bidders are asked for this again")
    keeps_payment = BooleanField("Payment is promised like this again")


@pages.post("/tenders/<uuid:tender_id>/copy")
@signed_in
def copy(tender_id: UUID) -> ResponseReturnValue:
    get_or_404(tender_seen_by(actor(), tender_id), "tender.copy")
    draft = copies.copy_tender(actor(), tender_id)
    say("The copy is a draft. Nobody outside your organisation can see it.")
    return redirect(url_for("copies.check", tender_id=draft.id))


@pages.route("/tenders/<uuid:tender_id>/draft/check", methods=["GET", "POST"])
@signed_in
def check(tender_id: UUID) -> ResponseReturnValue:
    """All that a copy began with on one page: what is new is asked for, the rest is kept by ticks."""
    tender = draft_edited(tender_id)
    last_time = last_time_of(tender, clock.now())
    if last_time is None or tender.state is not TenderState.DRAFT:
        return redirect(url_for("drafts.show", tender_id=tender_id))
    view = view_of(tender, clock.now())
    form = CheckForm(data={"revision": tender.revision, **_shown(tender, view, last_time)})
    left_out = _leaves_conditions_out(form, tender, view)
    if form.accepts(
        lambda: tenders.edit_tender(actor(), tender_id, **_changes(form, view, left_out))
    ):
        say("What you checked is saved.")
        if left_out:
            say("The conditions of participation are left out: below the threshold there are none.")
        return redirect(next_step(form.result))
    form.catch_up()
    return page(
        "tendering/drafts/check.html",
        tender=tender,
        view=view,
        last_time=last_time,
        form=form,
        sections=SECTIONS,
        open_boxes={box for box, names in _KEEPS.items() if {*names} & {*tender.brought}},
    )


def _shown(tender: Tender, view: TenderView, last_time: LastTime) -> dict[str, object]:
    """What is saved; dates that are not, as long after each other as last time."""
    values = {name: getattr(tender, name) for name in ("title", "less_vat_because", *_DAYS)}
    if tender.closes_at is None and last_time.plan is not None:
        plan = last_time.plan
        days = (plan.questions_close_at, plan.answers_by, plan.closes_at, plan.award_on)
        values |= dict(zip(_DAYS, (*days, plan.starts_on, last_time.ends_on), strict=True))
    values["lots"] = [{name: getattr(lot, name) for name in _FIGURES} for lot in view.parts.lots]
    return values


def _changes(
    form: CheckForm, view: TenderView, leaves_conditions_out: bool
) -> tenders.DraftChanges:
    if len(form.lots) != len(view.parts.lots):
        raise Refusal("The figures of each lot are asked for, and of no other.")
    figures: tenders.DraftChanges = {
        "title": form.title.data,
        "less_vat_because": form.less_vat_because.data or "",
        "lots": [row.data for row in form.lots],
        "questions_until": form.questions_until.data,
        "answers_by": form.answers_by.data,
        "closes_at": form.closes_at.data,
        "award_on": form.award_on.data,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "kept": ["no_lots_reason", *_ticked(form)],
    }
    if leaves_conditions_out:
        figures["conditions"] = []
    return figures


def _leaves_conditions_out(form: CheckForm, tender: Tender, view: TenderView) -> bool:
    """All else is kept as it was, and the new estimate allows for no conditions (s85)."""
    is_kept = bool(view.parts.conditions and form.keeps_what.data and form.keeps_asked.data)
    return is_kept and not may_keep_conditions(
        tender, view.parts.lots, [row.data for row in form.lots], clock.today()
    )


def _ticked(form: CheckForm) -> list[str]:
    return [name for box, names in _KEEPS.items() if form[box].data for name in names]
