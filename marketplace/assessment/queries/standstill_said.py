"""What of the standstill of awards is recorded for their notices, and where?"""

from collections.abc import Sequence
from datetime import date

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import Assessment
from marketplace.engine.shown import day
from marketplace.organisations.queries.law import known_holidays
from marketplace.tendering.queries.notice_said import Recorded, said
from marketplace.tendering.queries.regimes import regime_for
from procurement.ground.standstill import signable_from, standstill_ends
from procurement.tendering.regime import standstill_length


def said_of_standstill(assessment: Assessment, awards: Sequence[Award], today: date) -> Recorded:
    """One that has not begun is said as if it began today."""
    tender = assessment.tender
    regime = regime_for(tender, assessment.buyer.kind, today)
    promised = max((award.standstill_days or 0 for award in awards), default=0) or None
    days = standstill_length(regime, promised)
    if days is None:
        return said("standstill=worked out: the regime", "None") | said(
            "signing_on=tenders.starts_on",
            f"Before the contract begins on {day(tender.starts_on)}",
        )
    ends = [award.standstill_ends_on for award in awards if award.standstill_ends_on]
    last = max(ends) if ends else standstill_ends(today, days, known_holidays())
    depends = "" if ends else " if this notice is published today"
    return {
        **said(
            "standstill=awards.standstill_ends_on",
            f"A {'voluntary ' if promised else ''}standstill of {days} working days ends on "
            f"{day(last)}{depends}.",
        ),
        **said(
            "signing_on=worked out: the day after the standstill",
            f"From {day(signable_from(last))}{depends}",
        ),
    }
