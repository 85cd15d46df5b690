"""What did an organisation set for its new drafts?"""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.tendering.models.tender_defaults import TenderDefaults, UsualTerms


def defaults_of(organisation_id: UUID) -> TenderDefaults | None:
    """None where nothing was ever set."""
    return session.scalars(
        select(TenderDefaults).where(TenderDefaults.organisation_id == organisation_id)
    ).one_or_none()


def begun_with(organisation_id: UUID) -> dict[str, Any]:
    """The columns with which a new draft begins, all of them still to be looked at and saved."""
    row = defaults_of(organisation_id)
    values = {name: getattr(row, name) for name in UsualTerms.__annotations__} if row else {}
    values = {name: value for name, value in values.items() if value is not None}
    if "scale_words" in values:
        values["scale"] = len(values["scale_words"]) - 1
    return {**values, "brought": sorted(values)}
