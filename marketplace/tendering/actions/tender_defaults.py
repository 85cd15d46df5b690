"""With what the new drafts of an organisation begin is set by who buys for it."""

from typing import Unpack

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tender_defaults import TenderDefaults, UsualTerms
from marketplace.tendering.queries.tender_defaults import defaults_of
from procurement.ground.refusal import refuse_if_any
from procurement.tendering.award_criteria import scale_faults
from procurement.tendering.decided import usual_faults


@action("tender_defaults.set")
def set_tender_defaults(
    act: Act, organisation: Organisation, **terms: Unpack[UsualTerms]
) -> TenderDefaults:
    """For the drafts that begin from now on; those that there are stay as they are."""
    weights = [terms["price_weight"], terms["quality_weight"], terms["social_value_weight"]]
    faults = usual_faults(weights, terms["payment_days"], terms["payment_reason"])
    refuse_if_any(faults + (scale_faults(terms["scale_words"]) if terms["scale_words"] else []))
    row = defaults_of(organisation.id) or act.add(TenderDefaults(organisation_id=organisation.id))
    for name, value in terms.items():
        setattr(row, name, value)
    return row
