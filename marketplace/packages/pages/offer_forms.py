"""The forms of an offer: what its enterprise says, and what its poster proposes instead."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from wtforms import TextAreaField

from marketplace.organisations.models.organisations import Organisation
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import DayField, MoneyField, Needed, PageForm, PickField
from marketplace.web.tools import id_in
from procurement.packages.offer import Terms

_OURSELVES = "none"


class TermsForm(PageForm):
    price = MoneyField("Your price for all of it, excluding VAT", [Needed("Enter the price.")])
    words = TextAreaField("How would you do it?", [Needed("Say how you would do the work.")])
    starts_on = DayField("When would you start?", [Needed("Enter the first day.")])
    ends_on = DayField("When would it be finished?", [Needed("Enter the last day.")])

    def terms(self) -> Terms:
        """What was typed, still to be judged."""
        assert self.price.data is not None
        return Terms(self.price.data, self.words.data or "", self.starts_on.data, self.ends_on.data)


class OwnTermsForm(TermsForm):
    """What the enterprise says: a host also for whom."""

    for_group = PickField("For whom is it?", may_be_open=True)

    def terms(self) -> Terms:
        return replace(super().terms(), for_group=id_in(self.for_group.data or ""))

    def offer_groups(self, groups: Sequence[Organisation]) -> None:
        """Asked of a host alone, who then has to say it."""
        self.for_group.choices = [
            (_OURSELVES, "For ourselves"),
            *((str(row.id), f"For {row.name}, which we host") for row in groups),
        ]
        self.for_group.may_be_open = not groups


class BeginForm(OwnTermsForm):
    organisation_id = PickField("For which organisation?")


class SaveForm(OwnTermsForm, DraftForm):
    """The same for one that is begun, with the revision that its author saw."""


def saved_in(terms: Terms, revision: int) -> dict[str, Any]:
    """What the form holds of an offer that is begun."""
    return {
        "price": terms.price,
        "words": terms.words,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
        "for_group": str(terms.for_group or _OURSELVES),
        "revision": revision,
    }
