"""Which tender does somebody assess or award here, and may they read what its bids say?"""

from uuid import UUID

from marketplace.assessment.actions.impartiality import require_impartial_reader
from marketplace.assessment.models.evaluations import tenders_assessed_by
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.engine.access import Role, buys_for_its_buyer
from marketplace.engine.act import NotAllowed
from marketplace.tendering.models.tenders import Tender
from marketplace.web.tools import actor, get_or_404


def assessment_read(tender: Tender, bid_id: UUID | None = None) -> Assessment:
    """The assessment, for whoever may read what its bids say, or what one of them says (ss81–83)."""
    assessment = assessment_of(tender)
    require_impartial_reader(actor(), assessment, bid_id)
    return assessment


def assessed_tender(tender_id: UUID, *, for_buyer: bool = False) -> Tender:
    """A tender whose assessment the person sees, or 404; ``for_buyer``, who alone may go on."""
    tender = get_or_404(tenders_assessed_by(actor()).where(Tender.id == tender_id))
    if for_buyer and not buys_for_its_buyer(actor(), tender):
        raise NotAllowed("scores.agree")
    return tender


def awarded_tender(tender_id: UUID) -> Tender:
    """A tender for whose organisation the person buys, or 404."""
    return get_or_404(
        tenders_assessed_by(actor()).where(
            Tender.id == tender_id, Tender.buyer_id.in_(actor().organisations_as(Role.BUYER))
        )
    )
