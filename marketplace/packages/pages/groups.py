"""The working group of a development: its public decisions, and for its members all the rest."""

from datetime import date
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, TextAreaField

from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.organisations.queries.like_named import organisations_like
from marketplace.packages.actions import groups
from marketplace.packages.models.developments import Development
from marketplace.packages.queries.developments import development_seen_by
from marketplace.packages.queries.groups import (
    builders_of,
    is_in_group,
    meetings_page,
    members_of,
    open_actions,
    public_decisions,
)
from marketplace.web.forms import DayField, Needed, PageForm, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, say, signed_in
from procurement.ground.refusal import Refusal
from procurement.packages.working_group import AgreedAction, Decision, Meeting

pages = Blueprint("groups", __name__)

_NOT_HERE = "none"


class MemberForm(PageForm):
    name = TextField("Which organisation?", [Needed("Enter the name of the organisation.")])
    organisation_id = SelectField("Which of these is meant?", validate_choice=False)
    role = TextField("What does it do in the group?")

    def chosen(self) -> UUID | None:
        """The organisation here that is meant; None for one that is not here. Refuses a name that
        may mean several, until one is chosen."""
        like = organisations_like(self.name.data)
        same = [row.id for row in like if row.name.lower() == self.name.data.lower()]
        if len(same) == 1 and not self.organisation_id.data:
            return same[0]
        self.organisation_id.choices = [
            ("", "Choose"),
            *((str(row.id), row.name) for row in like),
            (_NOT_HERE, "None of these: it is not here"),
        ]
        if like and not self.organisation_id.data:
            raise Refusal("Choose which is meant.", field="organisation_id")
        return id_in(self.organisation_id.data or "")


class DecisionRow(Form):
    text = TextAreaField("What was decided?")
    is_public = BooleanField("Everybody may read it")


class ActionRow(Form):
    what = TextField("What is to be done?")
    member = SelectField("Who does it?", validate_choice=False)
    due_on = DayField("By which day?")


class MeetingForm(PageForm):
    held_on = DayField("On which day was it?", [Needed("Enter the day.")])
    notes = TextAreaField("What was said?")
    decisions = FieldList(FormField(DecisionRow), "Decisions")
    actions = FieldList(FormField(ActionRow), "Actions")

    def meeting(self) -> Meeting[UUID]:
        """What was typed, still to be judged; rows without words are none."""
        held_on: date = self.held_on.data
        decisions = [row.form for row in self.decisions if (row.form.text.data or "").strip()]
        actions = [row.form for row in self.actions if row.form.what.data or row.form.due_on.data]
        if any(row.due_on.data is None for row in actions):
            raise Refusal("Enter a day for each action.", field="actions")
        return Meeting(
            held_on,
            self.notes.data or "",
            [Decision(row.text.data, bool(row.is_public.data)) for row in decisions],
            [
                AgreedAction(
                    row.what.data or "",
                    id_in(row.member.data or "") or UUID(int=0),
                    row.due_on.data,
                )
                for row in actions
            ],
        )


@pages.get("/developments/<uuid:development_id>/group")
@kept
def show(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    is_member = is_in_group(actor(), development.id)
    return page(
        "packages/groups/show.html",
        development=development,
        is_member=is_member,
        builders=builders_of(development) if is_member else {},
        members=members_of(development.id) if is_member else [],
        waiting=open_actions(development.id) if is_member else None,
        listed=public_decisions(development.id, beside()),
    )


@pages.get("/developments/<uuid:development_id>/group/meetings")
@signed_in
def meetings(development_id: UUID) -> ResponseReturnValue:
    development = _of_the_group(development_id)
    return page(
        "packages/groups/meetings.html",
        development=development,
        meetings=meetings_page(development.id, beside()),
    )


@pages.route("/developments/<uuid:development_id>/group/members/new", methods=["GET", "POST"])
@signed_in
def add(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "group_member.add")
    form = MemberForm()
    form.organisation_id.choices = []
    if form.accepts(
        lambda: groups.add_group_member(
            actor(),
            development.id,
            organisation_id=form.chosen(),
            name=form.name.data,
            role=form.role.data or "",
        )
    ):
        say(f"{form.result.name} is in the working group.")
        return redirect(url_for("groups.show", development_id=development.id))
    return page("packages/groups/add.html", form=form, development=development)


@pages.post("/developments/<uuid:development_id>/group/members/<uuid:member_id>/end")
@signed_in
def end(development_id: UUID, member_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "group_member.end")
    groups.end_group_member(actor(), development.id, member_id=member_id)
    say("It is in the working group no more.")
    return redirect(url_for("groups.show", development_id=development.id))


@pages.route("/developments/<uuid:development_id>/group/meetings/new", methods=["GET", "POST"])
@signed_in
def note(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "meeting.note")
    form = MeetingForm(data={"held_on": clock.today(), "decisions": [{}] * 3, "actions": [{}] * 3})
    members = [("", "Choose"), *((str(row.id), row.name) for row in members_of(development.id))]
    for row in form.actions:
        row.form.member.choices = members
    if form.accepts(lambda: groups.note_meeting(actor(), development.id, meeting=form.meeting())):
        say("The meeting is noted.")
        return redirect(url_for("groups.meetings", development_id=development.id))
    return page("packages/groups/note.html", form=form, development=development)


@pages.post("/developments/<uuid:development_id>/group/actions/<uuid:action_id>/finish")
@signed_in
def finish(development_id: UUID, action_id: UUID) -> ResponseReturnValue:
    development = _of_the_group(development_id)
    groups.finish_group_action(actor(), development.id, action_id=action_id)
    say("It is done.")
    return redirect(url_for("groups.show", development_id=development.id))


def _of_the_group(development_id: UUID) -> Development:
    development = get_or_404(development_seen_by(actor(), development_id))
    if not is_in_group(actor(), development.id):
        raise NotAllowed("group_action.finish")
    return development
