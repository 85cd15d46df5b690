"""How does a buyer set with what the new drafts of an organisation begin?"""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.tendering.actions import tender_defaults
from marketplace.tendering.models.tender_defaults import UsualTerms
from marketplace.tendering.pages.draft_forms import FORMULAS, ScaleWords
from marketplace.tendering.queries.tender_defaults import defaults_of
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import NumberField, PickField, TextField, WholeNumberField
from marketplace.web.tools import actor, page, say, signed_in
from procurement.tendering.tie_rule import TieRule

pages = Blueprint("tender_defaults", __name__)


class DefaultsForm(ScaleWords):
    delivery = TextField("Where is work usually done or delivered?")
    payment_days = WholeNumberField("Usual days from receipt of a valid invoice to payment")
    payment_reason = TextAreaField("Why do you usually need longer than 7 days?")
    price_weight = NumberField("Price")
    quality_weight = NumberField("Quality")
    social_value_weight = NumberField("Social value")
    price_formula = PickField(
        "How does a price usually earn points?",
        choices=[(formula.value, label) for formula, label in FORMULAS.items()],
        may_be_open=True,
    )
    tie_rule = PickField(
        "What usually decides if two bids come out equal?",
        choices=[(rule.value, rule.in_words) for rule in TieRule],
        may_be_open=True,
    )

    def terms(self) -> UsualTerms:
        """What was typed, still to be judged; what is empty is set by no draft."""
        return {
            "delivery": self.delivery.data or None,
            "payment_days": self.payment_days.data,
            "payment_reason": (self.payment_reason.data or "").strip() or None,
            "price_weight": self.price_weight.data,
            "quality_weight": self.quality_weight.data,
            "social_value_weight": self.social_value_weight.data,
            "price_formula": self.price_formula.data or None,
            "tie_rule": TieRule(self.tie_rule.data) if self.tie_rule.data else None,
            "scale_words": self.written() or None,
        }


class ChangeForm(DefaultsForm, DraftForm):
    """The same where something is set, with the revision that its author saw."""


@pages.route("/organisations/<uuid:organisation_id>/tender-defaults", methods=["GET", "POST"])
@signed_in
def set(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "tender_defaults.set")
    row = defaults_of(organisation.id)
    if row is None:
        form: DefaultsForm = DefaultsForm()
        is_saved = form.accepts(
            lambda: tender_defaults.set_tender_defaults(actor(), organisation.id, **form.terms())
        )
    else:
        names = (*UsualTerms.__annotations__, "revision")
        form = change = ChangeForm(data={name: getattr(row, name) for name in names})
        row_id = row.id
        is_saved = form.accepts(
            lambda: tender_defaults.change_tender_defaults(actor(), row_id, **form.terms())
        )
        change.catch_up()
    if is_saved:
        say("New drafts begin with this. Each part is still looked at and saved in the draft.")
        return redirect(url_for("tenders.mine"))
    return page(
        "tendering/tender_defaults/set.html",
        form=form,
        organisation=organisation,
        is_set=row is not None,
    )
