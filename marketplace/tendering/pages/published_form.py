"""In which fields does a buyer say where and when a notice was published?"""

from marketplace.tendering.actions.official_notices import Published
from marketplace.web.forms import MomentField, PageForm, TextField


class PublishedForm(PageForm):
    """Its fields are called as those of a draft's own notice."""

    central_notice = TextField("Number of the notice")
    central_notice_at = MomentField("When was it published there?")

    @property
    def published(self) -> Published:
        """What was typed, still to be judged."""
        return Published((self.central_notice.data or "").strip(), self.central_notice_at.data)
