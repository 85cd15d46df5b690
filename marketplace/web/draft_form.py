"""A form for something that several people may change: of two who do, the second is told."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from wtforms import HiddenField

from marketplace.engine.action import unchanged_since
from marketplace.web.form_changes import differences
from marketplace.web.forms import PageForm
from marketplace.web.tools import number_in


class DraftForm(PageForm):
    """A form of what several may change carries the revision that its author saw."""

    revision = HiddenField()

    @property
    def seen(self) -> int:
        """The revision the form was made from; what is no number, or left out, fits none."""
        said = self.revision.raw_data or [""]
        return number_in(said[0], -1)

    def accepts(self, do: Callable[[], object]) -> bool:
        """As every form; refused where somebody else has saved since the page was made."""

        def unless_changed() -> object:
            with unchanged_since(self.seen):
                return do()

        return super().accepts(unless_changed)

    def catch_up(self) -> None:
        """After a refusal that is no fault of a field: what is saved next builds on what is shown.

        Where somebody else saved meanwhile, the page shows what stands there now. The revision
        is that of the values shown: who saves a moment later still is noticed the next time.
        """
        if self.form_errors:
            shown_now = self._given["data"]["revision"]
            if self.seen != shown_now:
                self.meanwhile = differences(self, self.as_saved())
            self.revision.data = shown_now


def as_seen() -> AbstractContextManager[None]:
    """The next action refuses where somebody else has saved since the page of a button was made."""
    return unchanged_since(DraftForm().seen)
