"""Which part of the local economy does a contract or a grant belong to?"""

from enum import StrEnum


class Theme(StrEnum):
    """The themes by which money brought in is shown."""

    BUILT_ENVIRONMENT = "built_environment"
    FOOD = "food"
    TOURISM = "tourism"
    RETAIL = "retail"
    HEALTH = "health"
    OTHER = "other"
