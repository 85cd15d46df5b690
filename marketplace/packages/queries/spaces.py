"""Which spaces stand on the page of a development?"""

from uuid import UUID

from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.packages.models.spaces import DevelopmentSpace, spaces_of


def listed_spaces(development_id: UUID, beside: Beside) -> Stretch[tuple[DevelopmentSpace]]:
    """One page of them, the first day of each rising."""
    order = (DevelopmentSpace.starts_on, DevelopmentSpace.id)
    return stretch_of(spaces_of(development_id), order, beside)
