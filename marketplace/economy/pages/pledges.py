"""Pledges to a development: entered with their stages, confirmed by who pledges, withdrawn."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FieldList, Form, FormField, TextAreaField

from invoicing.economy.pledge import Pledge as PledgeFacts
from invoicing.economy.pledge import Stage
from marketplace.economy.actions import pledges
from marketplace.economy.queries.pledges import (
    development_of,
    pledge_seen_by,
    pledge_shown,
    pledges_of,
    pledges_to,
    standing_pledge,
)
from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.queries.directory import organisation_by_id, organisation_seen_by
from marketplace.organisations.queries.like_named import organisations_like
from marketplace.organisations.queries.people import answered_for
from marketplace.packages.queries.developments import development_seen_by
from marketplace.web.forms import DayField, MoneyField, Needed, PageForm, SearchForm, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page, said, say, signed_in
from procurement.ground.refusal import Refusal, refuse_if_any

pages = Blueprint("pledges", __name__)

_ROWS = 6
"""How many stages the form has room for."""

_LACKING = {"amount": "Enter a sum for this stage.", "by": "Enter a day for this stage."}


class StageRow(Form):
    amount = MoneyField("How much")
    by = DayField("By which day")


class PledgeForm(PageForm):
    source = TextField("Where was it pledged?", [Needed("Name the letter, the minute, the page.")])
    made_on = DayField("On which day?", [Needed("Enter the day.")])
    stages = FieldList(FormField(StageRow), "Stages")

    def facts(self) -> PledgeFacts:
        """What was typed, still to be judged; a row without a sum and a day is no stage."""
        rows = [row.form for row in self.judged("stages")]
        refuse_if_any(
            [
                Refusal(sentence, field=f"stages-{index}-{name}")
                for index, row in enumerate(rows)
                for name, sentence in _LACKING.items()
                if row[name].data is None
            ]
        )
        return PledgeFacts(
            self.made_on.data,
            tuple(Stage(row.amount.data, row.by.data) for row in rows),
            self.source.data or "",
        )

    def judged(self, name: str) -> list[FormField]:
        """Without the rows that were left empty, wherever they stand."""
        return [row for row in super().judged(name) if any(row.data.values())]


class NameForm(SearchForm):
    name = TextField("Who pledges?")


class WithdrawForm(PageForm):
    reason = TextAreaField("Why is it withdrawn?", [Needed("Say why it is withdrawn.")])


@pages.get("/developments/<uuid:development_id>/pledges")
@kept
def index(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    listed = pledges_to(actor(), development.id, clock.today(), beside())
    return page("economy/pledges/index.html", development=development, listed=listed)


@pages.get("/organisations/<uuid:organisation_id>/pledges")
@kept
def of_organisation(organisation_id: UUID) -> ResponseReturnValue:
    """What an organisation has pledged, to any development."""
    wanted = organisation_seen_by(actor(), clock.today(), organisation_id)
    organisation = get_or_404(wanted)
    listed = pledges_of(actor(), organisation.id, clock.today(), beside())
    return page("economy/pledges/of_organisation.html", organisation=organisation, listed=listed)


@pages.get("/developments/<uuid:development_id>/pledges/new")
@signed_in
def choose(development_id: UUID) -> ResponseReturnValue:
    """Whose pledge is it? Found by a name, with letters wrong."""
    development = get_or_404(development_seen_by(actor(), development_id), "pledge.enter")
    typed = said("name")
    like = organisations_like(typed)
    return page(
        "economy/pledges/choose.html",
        development=development,
        looked=NameForm(),
        typed=typed,
        like=like,
        confirming=answered_for([row.id for row in like], Role.BUYER),
    )


@pages.route(
    "/developments/<uuid:development_id>/pledges/new/<uuid:pledger_id>", methods=["GET", "POST"]
)
@signed_in
def enter(development_id: UUID, pledger_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "pledge.enter")
    pledger = get_or_404(organisation_by_id(pledger_id))
    form = PledgeForm(data={"stages": [{} for _ in range(_ROWS)]})
    if form.accepts(
        lambda: pledges.enter_pledge(
            actor(), development.id, pledger_id=pledger.id, facts=form.facts()
        )
    ):
        say(
            "The pledge stands on the page."
            if form.result.confirmed_at
            else f"{pledger.name} is asked by e-mail to confirm it. Then it stands on the page."
        )
        return redirect(url_for("pledges.show", pledge_id=form.result.id))
    return page(
        "economy/pledges/enter.html",
        form=form,
        development=development,
        pledger=pledger,
        standing=standing_pledge(development.id, pledger.id),
        can_confirm=pledger.id in answered_for([pledger.id], Role.BUYER),
    )


@pages.get("/pledges/<uuid:pledge_id>")
@kept
def show(pledge_id: UUID) -> ResponseReturnValue:
    pledge = get_or_404(pledge_seen_by(actor(), pledge_id))
    development = development_of(pledge)
    get_or_404(development_seen_by(actor(), development.id))
    shown = pledge_shown(pledge, clock.today())
    return page("economy/pledges/show.html", shown=shown, development=development)


@pages.post("/pledges/<uuid:pledge_id>/confirm")
@signed_in
def confirm(pledge_id: UUID) -> ResponseReturnValue:
    pledge = get_or_404(pledge_seen_by(actor(), pledge_id), "pledge.confirm")
    pledges.confirm_pledge(actor(), pledge.id)
    say("The pledge is confirmed. Everybody can read it.")
    return redirect(url_for("pledges.show", pledge_id=pledge_id))


@pages.route("/pledges/<uuid:pledge_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(pledge_id: UUID) -> ResponseReturnValue:
    pledge = get_or_404(pledge_seen_by(actor(), pledge_id), "pledge.withdraw")
    form = WithdrawForm()
    if form.accepts(
        lambda: pledges.withdraw_pledge(actor(), pledge.id, reason=form.reason.data or "")
    ):
        say("The pledge is withdrawn.")
        return redirect(url_for("pledges.index", development_id=pledge.development_id))
    return page(
        "economy/pledges/withdraw.html", form=form, shown=pledge_shown(pledge, clock.today())
    )
