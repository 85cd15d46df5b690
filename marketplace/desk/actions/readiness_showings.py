"""An enterprise chooses who else reads which checks for a first package it meets."""

from marketplace.desk.models.readiness_showings import ReadinessShowing, ShownTo
from marketplace.desk.queries.readiness_showings import showing_of
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from procurement.ground.refusal import Refusal


@action("readiness_showing.choose")
def choose_readiness_showing(
    act: Act, organisation: Organisation, *, shown_to: ShownTo
) -> ReadinessShowing:
    """From now on these read it, in place of those chosen before."""
    if not organisation.kind.supplies:
        raise Refusal("Only an organisation that supplies is asked what it lacks for a package.")
    row = showing_of(organisation.id) or ReadinessShowing(organisation_id=organisation.id)
    row.shown_to, row.chosen_at = shown_to, act.now
    return act.add(row)
