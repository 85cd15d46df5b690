"""The notices of a procurement: what each says and lacks, and where it was published."""

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.contracts.actions.official_notices import record_official_notice
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.notice_stage import contract_of_tender
from marketplace.contracts.queries.official_notices import NoticeDraft, notice_draft, notice_rows
from marketplace.engine import clock
from marketplace.tendering.models.official_notices import (
    OfficialNotice,
    official_notices_visible_to,
)
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.pages.draft_sections import SECTIONS
from marketplace.tendering.pages.published_form import PublishedForm
from marketplace.tendering.queries.official_notices import shown_as
from marketplace.tendering.queries.tenders import tender_of, tender_seen_by
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.tendering.notice_items import missing_from
from procurement.tendering.notices import NOTICE_TITLES

pages = Blueprint("official_notices", __name__)

_MENDED = {
    "title": "about", "description": "about", "kind": "about", "cpv": "about", "area": "about",
    "value": "lots", "contract_dates": "timetable", "closes_at": "timetable",
    "submission": "timetable", "award_on": "timetable", "criteria": "criteria", "lots": "lots",
    "no_lots": "lots", "payment_terms": "payment", "suits": "notice", "risks": "notice",
    "after_expiry": "notice", "options": "lots", "engagement": "notice", "agreements": "notice",
    "tender_notice_on": "notice", "engagement_until": "notice", "engagement_how": "notice",
    "conditions": "conditions",
}  # fmt: skip
"""In which task of a draft a missing item is written, by its key."""


@pages.get("/tenders/<uuid:tender_id>/notices")
@signed_in
def index(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    return page(
        "contracts/official_notices/index.html",
        tender=tender,
        rows=notice_rows(tender, clock.today()),
    )


@pages.route("/tenders/<uuid:tender_id>/notices/<code>", methods=["GET", "POST"])
@signed_in
def prepare(tender_id: UUID, code: str) -> ResponseReturnValue:
    """A notice about the procurement: what it says, and where it was published."""
    tender = _tender(tender_id)
    form = PublishedForm()
    draft = _draft(tender, code, None)
    if form.accepts(
        lambda: record_official_notice(actor(), tender.id, code=code, published=form.published)
    ):
        say(f"The {NOTICE_TITLES[code].lower()} is recorded.")
        return redirect(url_for("official_notices.index", tender_id=tender.id))
    return _shown(tender, draft, form, None)


@pages.route(
    "/tenders/<uuid:tender_id>/contracts/<uuid:contract_id>/notices/<code>",
    methods=["GET", "POST"],
)
@signed_in
def prepare_for_contract(tender_id: UUID, contract_id: UUID, code: str) -> ResponseReturnValue:
    """A notice about one contract of the procurement."""
    tender = _tender(tender_id)
    contract = get_or_404(contract_of_tender(tender.id, contract_id))
    form = PublishedForm()
    draft = _draft(tender, code, contract)
    if form.accepts(
        lambda: record_official_notice(
            actor(), tender.id, code=code, published=form.published, contract_id=contract.id
        )
    ):
        say(f"The {NOTICE_TITLES[code].lower()} is recorded.")
        return redirect(url_for("official_notices.index", tender_id=tender.id))
    return _shown(tender, draft, form, contract)


@pages.get("/official-notices/<uuid:notice_id>")
def show(notice_id: UUID) -> ResponseReturnValue:
    """A notice as it was published, for everybody."""
    notice = get_or_404(official_notices_visible_to(actor()).where(OfficialNotice.id == notice_id))
    return page(
        "contracts/official_notices/show.html",
        notice=notice,
        shown=shown_as(notice),
        tender=tender_of(notice.tender_id),
    )


def _tender(tender_id: UUID) -> Tender:
    return get_or_404(tender_seen_by(actor(), tender_id), "official_notice.record")


def _draft(tender: Tender, code: str, contract: Contract | None) -> NoticeDraft:
    draft = notice_draft(tender, code, contract, clock.now())
    if draft is None:
        abort(404)
    return draft


def _shown(
    tender: Tender, draft: NoticeDraft, form: PublishedForm, contract: Contract | None
) -> ResponseReturnValue:
    return page(
        "contracts/official_notices/prepare.html",
        tender=tender,
        draft=draft,
        contract=contract,
        missing=missing_from(draft.lines),
        mended={key: SECTIONS[slug] for key, slug in _MENDED.items()},
        form=form,
    )
