"""The contract award notice: kept as it stood when the award was published."""

from collections.abc import Sequence

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import Assessment
from marketplace.assessment.queries.notice_said import said_of_awards
from marketplace.engine.act import Act
from marketplace.organisations.queries.law import known_holidays
from marketplace.tendering.actions.official_notices import (
    Published,
    keep_notice,
    refuse_unpublished,
)
from marketplace.tendering.queries.notice_said import said_of_tender
from marketplace.tendering.queries.official_notices import is_notice_owed
from marketplace.tendering.queries.regimes import regime_for
from procurement.ground.calendar import london_day
from procurement.ground.standstill import standstill_ends
from procurement.tendering.regime import standstill_length


def keep_award_notice(
    act: Act, assessment: Assessment, awards: Sequence[Award], published: Published
) -> None:
    """Say of these awards when they became public and until when their standstill lasts, and keep
    their notice where one is owed; within an action.

    An award became public on the London day of its notice, else today; where the law asks for no
    standstill (s51) and the buyer chose none, there is none.
    """
    tender = assessment.tender
    regime = regime_for(tender, assessment.buyer.kind, act.today)
    is_owed = is_notice_owed("UK6", tender, act.now)
    if is_owed:
        sent_at = max(award.summaries_sent_at for award in awards if award.summaries_sent_at)
        refuse_unpublished(act, published, sent_at, "the assessment summaries were sent (s50)")
    begins = london_day(published.at) if is_owed and published.at else act.today
    for award in awards:
        award.published_on = begins
        days = standstill_length(regime, award.standstill_days)
        if days is not None:
            award.standstill_ends_on = standstill_ends(begins, days, known_holidays())
    if is_owed:
        recorded = said_of_tender(tender, act.now) | said_of_awards(assessment, awards, act.now)
        keep_notice(act, tender, "UK6", published, regime, recorded)
