"""The form by which a second person sends something back."""

from wtforms import TextAreaField

from marketplace.web.forms import PageForm


class SendBackForm(PageForm):
    reason = TextAreaField("What is wrong?")

    @property
    def words(self) -> str:
        return (self.reason.data or "").strip()
