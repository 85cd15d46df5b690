"""Who may claim an organisation or close it, and who decides on claims and doubles?"""

from marketplace.engine.access import (
    Predicate,
    is_broker,
    is_broker_outside_it,
    is_broker_outside_its_organisation,
    is_operator,
    is_operator_outside_its_organisation,
    is_signed_in,
    is_the_system,
    owns_it,
)
from marketplace.organisations.rights import keeps_its_profile

RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "organisation.close": (owns_it,),
    "organisation.claim": (is_signed_in,),
    "claim.approve": (is_broker_outside_its_organisation, is_operator_outside_its_organisation),
    "claim.refuse": (is_broker, is_operator),
    "organisation.merge": (is_broker_outside_it,),
    "track_record.acknowledge": (owns_it,),
    "track_record.answer": (owns_it,),
    "track_record_answer.withdraw": (owns_it,),
    "readiness_answer.keep": (keeps_its_profile,),
    "readiness_showing.choose": (keeps_its_profile,),
    "job.retry": (is_operator,),
    "record.widen": (is_the_system,),
    "record.publish": (is_the_system,),
    "record.verify": (is_the_system,),
}

ASKED_AGAIN = frozenset({"claim.approve", "organisation.close", "organisation.merge"})
"""Before these a person uses a second factor again."""
