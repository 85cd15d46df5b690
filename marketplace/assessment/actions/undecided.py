"""What keeps a lot from being awarded: a price, a document or a condition on which nothing is decided yet."""

from datetime import date

from marketplace.assessment.actions.missing_documents import check_documents_decided
from marketplace.assessment.actions.price_enquiries import check_prices_decided
from marketplace.assessment.queries.assessments import Assessment
from marketplace.assessment.queries.condition_checks import open_before_award
from procurement.assessment import condition_check


def check_all_decided(assessment: Assessment, today: date) -> None:
    """Refuses an award while something is undecided that could leave a bid out."""
    check_prices_decided(assessment)
    check_documents_decided(assessment)
    condition_check.before_awarding(
        {
            assessment.name_of(bid_id): [one.in_short for one in checks]
            for bid_id, checks in open_before_award(assessment, today).items()
        }
    )
