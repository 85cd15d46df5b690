"""With what the new drafts of an organisation begin is set by who buys for it."""

from typing import Unpack

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tender_defaults import TenderDefaults, UsualTerms
from marketplace.tendering.queries.tender_defaults import defaults_of
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.award_criteria import scale_faults
from procurement.tendering.decided import usual_faults


@action("tender_defaults.set")
def set_tender_defaults(
    act: Act, organisation: Organisation, **terms: Unpack[UsualTerms]
) -> TenderDefaults:
    """Set them the first time, for the drafts that begin from now on."""
    if defaults_of(organisation.id) is not None:
        raise Refusal(
            "A colleague set this while you were working on it. What you typed is still below: "
            "compare it with what stands now, then save again."
        )
    row = TenderDefaults(organisation_id=organisation.id)
    _write(row, terms)
    return act.add(row)


@action("tender_defaults.change")
def change_tender_defaults(
    act: Act, defaults: TenderDefaults, **terms: Unpack[UsualTerms]
) -> TenderDefaults:
    """Write them anew for the drafts that begin from now on; those that there are stay as they are."""
    _write(defaults, terms)
    return defaults


def _write(row: TenderDefaults, terms: UsualTerms) -> None:
    weights = [terms["price_weight"], terms["quality_weight"], terms["social_value_weight"]]
    faults = usual_faults(weights, terms["payment_days"], terms["payment_reason"])
    refuse_if_any(faults + (scale_faults(terms["scale_words"]) if terms["scale_words"] else []))
    for name, value in terms.items():
        setattr(row, name, value)
