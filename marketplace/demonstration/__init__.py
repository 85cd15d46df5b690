"""A story to walk through: played once, through the same actions a person would use.

One contract paid, one tender in evaluation, one open with a consortium forming,
one invoice overdue. It begins some months ago and ends now; the clock goes with
it and is set right again at the end. The notices are real ones; the enterprises,
the developer and all the people are invented.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace.demonstration.people import TOLD, Cast
from marketplace.demonstration.registration import PASSWORD
from marketplace.demonstration.story import Story
from marketplace.engine import clock, db, jobs
from marketplace.organisations.models.people import PersonDetails

_DAYS_BACK = 110
Tell = Callable[[float], None]


def load_once(tell: Tell = lambda done: None) -> bool:
    """Play the story, unless it was played before; whether it was played now.

    ``tell`` is told how much of it is done, from 0 to 1.
    """
    if is_loaded():
        return False
    try:
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
    """Whether the story's people are there."""
    email = db.session.scalar(select(PersonDetails.email).where(PersonDetails.email == TOLD[0][0]))
    db.session.rollback()
    return email is not None


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
