"""A story to walk through: played once, through the same actions a person would use.

One contract paid, one tender in evaluation, one open with a consortium forming,
one invoice overdue; a development with work at two tiers, some of it by a group and its
host. It begins some months ago and ends now; the clock goes with it and is set right again
at the end. The notices are real ones; the enterprises, the developers and all the people are
invented.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from marketplace.demonstration.people import TOLD, Cast
from marketplace.demonstration.registration import DOMAIN, PASSWORD
from marketplace.demonstration.story import LAST_QUESTION, Story
from marketplace.embedded import CannotStart
from marketplace.engine import clock, db, jobs
from marketplace.gateways import mail
from marketplace.organisations.models.people import PersonDetails
from marketplace.tendering.models.tenders import Clarification

_DAYS_BACK = 110
Tell = Callable[[float], None]


def load_once(tell: Tell = lambda done: None) -> bool:
    """Play the story, unless it was played before; whether it was played now.

    ``tell`` is told how much of it is done, from 0 to 1. No e-mail of the story leaves: its
    people are invented, and follow the links in those that are kept. Refuses where it was
    broken off before: half a story cannot be gone on with.
    """
    if is_loaded():
        return False
    if _is_begun():
        raise CannotStart(
            "The demonstration was broken off while it was loaded, and cannot be gone on with. "
            "Start again with an empty folder: remove the one that MARKETPLACE_VAR names (var, "
            "where it names none). With DATABASE_URL, name an empty database as well."
        )
    try:
        with mail.nothing_leaves():
            play(clock.real(), tell)
    finally:
        clock.run_freely()
    return True


def play(now: datetime, tell: Tell = lambda done: None) -> None:
    """Play the story so that it ends at ``now``; the clock is left stopped there."""
    start = now - timedelta(days=_DAYS_BACK)
    stage = StoryStage(start.replace(hour=10, minute=0, second=0, microsecond=0), tell)
    Story(stage, Cast(stage)).play(now)
    if stage.now > now:
        raise RuntimeError(f"The story ran past the present, to {stage.now}.")
    stage.move_to(now)


def is_loaded() -> bool:
    """Whether the story was played to its end."""
    return _is_there(select(Clarification.id).where(Clarification.question == LAST_QUESTION))


def _is_begun() -> bool:
    return _is_there(select(PersonDetails.email).where(PersonDetails.email.endswith(f"@{DOMAIN}")))


def _is_there(wanted: Select[Any]) -> bool:
    row = db.session.execute(wanted.limit(1)).first()
    db.session.rollback()
    return row is not None


def accounts() -> str:
    """The accounts to sign in with, for the terminal."""
    width = max(len(email) for email, _ in TOLD)
    lines = [f"  {email.ljust(width)}  {role}" for email, role in TOLD]
    return "\n".join([f"Sign in with the password “{PASSWORD}” as:", *lines, ""])


class StoryStage:
    """Where the story has come to: moving on does what has become due meanwhile."""

    def __init__(self, start: datetime, tell: Tell) -> None:
        self.now = self.start = start
        self.tell = tell
        clock.set_to(start, stopped=True)

    def after(self, **step: float) -> datetime:
        """Let time pass (``days=3``), and let the worker do what is due by then."""
        jobs.run_due()
        return self.move_to(self.now + timedelta(**step))

    def move_to(self, moment: datetime) -> datetime:
        """Go to a moment, and let the worker do what is due by then."""
        self.now = moment
        clock.set_to(moment, stopped=True)
        jobs.run_due()
        self.tell((moment - self.start) / timedelta(days=_DAYS_BACK))
        return moment
