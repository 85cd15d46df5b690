"""What belongs into the document by which a notice or a tender is found?"""

from typing import Any

from sqlalchemy import Select, func, literal, select

from marketplace.engine.search import MOST_TEXT, cpv_marks
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.search_documents import (
    SME,
    VCSE,
    SearchedNotice,
    SearchedTender,
    regime_mark,
    stage_mark,
    state_mark,
    subject_mark,
    suits_mark,
    theme_mark,
)
from marketplace.tendering.models.tenders import Tender, TenderVersion
from procurement.open_data.cpv import cpv_words
from procurement.open_data.region import regions_in

Searched = type[Notice] | type[Tender]
"""What there are documents of."""


def with_documents(of: Searched) -> Select[Any, str, str, Any]:
    """Each notice, or each tender that was published, with the name of its buyer, the law that its
    last version says applies, and its document, if there is one."""
    if of is Notice:
        return (
            select(Notice, Organisation.name, literal(""), SearchedNotice)
            .join(Organisation, Organisation.id == Notice.buyer_id)
            .outerjoin(SearchedNotice, SearchedNotice.notice_id == Notice.id)
        )
    return (
        select(
            Tender,
            Organisation.name,
            func.coalesce(TenderVersion.content["regime"].as_string(), ""),
            SearchedTender,
        )
        .join(Organisation, Organisation.id == Tender.buyer_id)
        .join(
            TenderVersion,
            (TenderVersion.tender_id == Tender.id) & (TenderVersion.number == Tender.version),
        )
        .outerjoin(SearchedTender, SearchedTender.tender_id == Tender.id)
        .where(Tender.published_at.is_not(None))
    )


def document_of(thing: Notice | Tender, buyer: str, regime: str) -> SearchedNotice | SearchedTender:
    """The document as it should be, now that the buyer is called so."""
    parts = (thing.title, thing.description, buyer, thing.delivery, *thing.cpv)
    text = "\n".join(filter(None, (*parts, cpv_words(thing.cpv))))[:MOST_TEXT]
    marks = [*cpv_marks(thing.cpv), *regions_in(thing.delivery)]
    if isinstance(thing, Tender):
        return SearchedTender(
            tender_id=thing.id,
            buyer_id=thing.buyer_id,
            published_at=thing.published_at,
            closes_at=thing.closes_at,
            value=thing.whole_estimate,
            marks=sorted([*marks, *_marks_of(thing, regime)]),
            text=text,
        )
    return SearchedNotice(
        notice_id=thing.id,
        buyer_id=thing.buyer_id,
        released_at=thing.released_at,
        closes_at=thing.closes_at,
        value=thing.value,
        marks=sorted([*marks, stage_mark(thing.stage)]),
        text=text,
    )


def _marks_of(tender: Tender, regime: str) -> list[str]:
    """What a tender can be filtered by, beside what it buys and where."""
    suited = {SME: tender.suits_sme, VCSE: tender.suits_vcse}
    return [
        state_mark(tender.state),
        theme_mark(tender.theme),
        subject_mark(tender.subject),
        *([regime_mark(regime)] if regime else []),
        *(suits_mark(whom) for whom, suits in suited.items() if suits),
    ]
