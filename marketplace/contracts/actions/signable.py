"""May a contract be signed today, by whichever side?"""

from datetime import date

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.awards import facts_of
from marketplace.contracts.actions.framework_limits import refuse_under_closed_framework
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.organisations.queries.hostings import hosts
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.award import before_signing, before_signing_award
from procurement.contracts.contract import terms_faults
from procurement.ground.refusal import Refusal, refuse_if_any


def award_to_sign(contract: Contract, today: date) -> Award | None:
    """The award of the contract, locked; None where it came of none.

    Refuses a contract without its terms, one for a group that its supplier hosts no longer, a
    call-off whose framework is over, and one before the standstill of its award is (s51).
    """
    if contract.for_group_id and not hosts(contract.supplier_id, contract.for_group_id):
        raise Refusal(
            "The supplier no longer hosts the group that this contract names. They can agree on it "
            "again; before either side has signed, the supplier can sign for itself instead."
        )
    refuse_if_any(terms_faults(contract.terms))
    if contract.award_id is None:
        refuse_under_closed_framework(contract, today)
        return None
    award = db.session.get_one(Award, contract.award_id, with_for_update=True)
    before_signing_award(award.state)
    assessment = assessment_of(db.session.get_one(Tender, award.tender_id))
    before_signing(facts_of(assessment, award), today)
    return award
