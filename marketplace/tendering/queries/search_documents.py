"""What belongs into the document by which a notice or a tender is found?"""

import re
from typing import Any

from sqlalchemy import Select, select

from marketplace.engine.search import MOST_TEXT, cpv_marks
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.search_documents import (
    WEST_MIDLANDS,
    SearchedNotice,
    SearchedTender,
    stage_mark,
)
from marketplace.tendering.models.tenders import Tender
from procurement.open_data.cpv import cpv_words

_REGION = re.compile(r"west midlands|\b(?:UKG|TLG)", re.IGNORECASE)

Searched = type[Notice] | type[Tender]
"""What there are documents of."""


def with_documents(of: Searched) -> Select[Any, str, Any]:
    """Each notice, or each tender that was published, with the name of its buyer and with its
    document, if there is one."""
    if of is Notice:
        return (
            select(Notice, Organisation.name, SearchedNotice)
            .join(Organisation, Organisation.id == Notice.buyer_id)
            .outerjoin(SearchedNotice, SearchedNotice.notice_id == Notice.id)
        )
    return (
        select(Tender, Organisation.name, SearchedTender)
        .join(Organisation, Organisation.id == Tender.buyer_id)
        .outerjoin(SearchedTender, SearchedTender.tender_id == Tender.id)
        .where(Tender.published_at.is_not(None))
    )


def document_of(thing: Notice | Tender, buyer: str) -> SearchedNotice | SearchedTender:
    """The document as it should be, now that the buyer is called so."""
    parts = (thing.title, thing.description, buyer, thing.delivery, *thing.cpv)
    text = "\n".join(filter(None, (*parts, cpv_words(thing.cpv))))[:MOST_TEXT]
    if isinstance(thing, Tender):
        return SearchedTender(tender_id=thing.id, text=text)
    return SearchedNotice(
        notice_id=thing.id,
        buyer_id=thing.buyer_id,
        released_at=thing.released_at,
        marks=_marks_of(thing),
        text=text,
    )


def _marks_of(notice: Notice) -> list[str]:
    """What a notice can be filtered by: stage, each beginning of each CPV code, region."""
    region = [WEST_MIDLANDS] if _REGION.search(notice.delivery) else []
    return [stage_mark(notice.stage), *cpv_marks(notice.cpv), *region]
