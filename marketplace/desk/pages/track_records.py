"""The track record of an organisation: its figures, what each is made of, and what it answers."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.desk.actions import track_records
from marketplace.desk.queries.track_records import (
    figure_answers,
    opened_figure,
    record_for,
    track_record_kept,
)
from marketplace.engine import clock
from marketplace.engine.access import owns_it
from marketplace.engine.act import NotThere
from marketplace.engine.paging import MOST_COUNTED
from marketplace.organisations.pages.organisations import (
    managed_organisation,
    visible_organisation,
)
from marketplace.payments.queries.payable import payable_records
from marketplace.web.forms import PageForm
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, page, said, say, signed_in
from procurement.organisations.track_record import FEWEST, LONGEST_ANSWER, SHOWN_AFTER, Figure

pages = Blueprint("track_records", __name__)

_WORDS = {
    Figure.CONTRACTS: ("Contracts signed here", "signed", ""),
    Figure.WORK_ON_TIME: ("Work said to be done by its day", "by its day", "not by its day"),
    Figure.PROMISES_KEPT: ("Promises kept by the end of the contract", "kept", "not kept"),
    Figure.INVOICES_UNDISPUTED: ("Invoices without a dispute", "without a dispute", "disputed"),
    Figure.PAID_ON_TIME: ("Invoices paid by the day agreed", "by the day agreed", "late"),
    Figure.RECEIVED_UNDISPUTED: ("Invoices it did not dispute", "not disputed", "disputed"),
    Figure.RETENTION_RELEASED: ("Retention asked for and let go", "let go", "not let go"),
    Figure.PLEDGES_KEPT: ("Stages of pledges paid by their day", "paid", "not paid"),
}
"""What a figure is called, and how a thing stands in it that is kept, and that is not."""

_PLACES = {
    Figure.CONTRACTS: ("contracts.show", "contract_id"),
    Figure.WORK_ON_TIME: ("contracts.show", "contract_id"),
    Figure.PROMISES_KEPT: ("contracts.show", "contract_id"),
    Figure.INVOICES_UNDISPUTED: ("invoices.show", "invoice_id"),
    Figure.PAID_ON_TIME: ("invoices.show", "invoice_id"),
    Figure.RECEIVED_UNDISPUTED: ("invoices.show", "invoice_id"),
    Figure.RETENTION_RELEASED: ("contracts.show", "contract_id"),
    Figure.PLEDGES_KEPT: ("pledges.show", "pledge_id"),
}
"""Where its owner opens a thing."""


class AnswerForm(PageForm):
    answer = TextAreaField("What do you answer?")


@pages.get("/organisations/<uuid:organisation_id>/record")
@kept
def show(organisation_id: UUID) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    return page(
        "desk/track_records/show.html",
        organisation=organisation,
        record=record_for(
            actor(), organisation.id, clock.today(), is_own=owns_it(actor(), organisation)
        ),
        payable=payable_records([organisation.id], clock.today(), clock.today() - SHOWN_AFTER).get(
            organisation.id
        ),
        words=_WORDS,
        fewest=FEWEST,
        newest=MOST_COUNTED,
        days=SHOWN_AFTER.days,
    )


@pages.get("/organisations/<uuid:organisation_id>/record/<name>")
@kept
def figure(organisation_id: UUID, name: str) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    if name not in set(Figure):
        raise NotThere(name)
    wanted, is_own = Figure(name), owns_it(actor(), organisation)
    return page(
        "desk/track_records/figure.html",
        organisation=organisation,
        figure=wanted,
        opened=opened_figure(wanted, organisation.id, clock.today(), beside(), is_own=is_own),
        is_own=is_own,
        words=_WORDS[wanted],
        place=_PLACES[wanted],
        fewest=FEWEST,
        days=SHOWN_AFTER.days,
    )


@pages.post("/organisations/<uuid:organisation_id>/record/read")
@signed_in
def acknowledge(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "track_record.acknowledge")
    track_records.acknowledge_track_record(actor(), organisation.id)
    say("It is noted that you have read it.")
    return redirect(url_for("track_records.show", organisation_id=organisation.id))


@pages.route("/organisations/<uuid:organisation_id>/record/answer", methods=["GET", "POST"])
@signed_in
def answer(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "track_record.answer")
    figure = _figure_asked()
    kept = figure_answers(organisation.id).get(figure) if figure else None
    form = AnswerForm(obj=kept if figure else track_record_kept(organisation.id))
    if form.accepts(
        lambda: track_records.answer_track_record(
            actor(), organisation.id, answer=form.answer.data or "", figure=figure
        )
    ):
        say(f"The answer stands beside {'the figure' if figure else 'the record'}.")
        return redirect(url_for("track_records.show", organisation_id=organisation.id))
    return page(
        "desk/track_records/answer.html",
        form=form,
        organisation=organisation,
        longest=LONGEST_ANSWER,
        figure=figure,
        name=_WORDS[figure][0] if figure else "",
        is_answered=kept is not None and bool(kept.answer),
    )


@pages.post("/organisations/<uuid:organisation_id>/record/answer/withdraw")
@signed_in
def withdraw(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "track_record_answer.withdraw")
    track_records.withdraw_track_record_answer(actor(), organisation.id, figure=_figure_asked())
    say("The answer is withdrawn.")
    return redirect(url_for("track_records.show", organisation_id=organisation.id))


def _figure_asked() -> Figure | None:
    """The one figure that is meant by ``?figure=…``; without it, all of the record."""
    name = said("figure")
    if name and name not in set(Figure):
        raise NotThere(name)
    return Figure(name) if name else None
