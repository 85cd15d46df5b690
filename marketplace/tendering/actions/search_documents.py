"""What keeps the documents by which notices and tenders are found, within the act that writes them.

A notice and its document change only while ``hold_notices`` holds them, a tender and its document
while its row is held; and a buyer is held while a tender of it is published. So of two who write
the same at once, the later one reads the name that stays.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, text

from marketplace.engine import db
from marketplace.engine.search import know
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.search_documents import Searched, document_of, with_documents

_AT_ONCE = 200
"""How many documents are written anew in one transaction."""


def hold_notices() -> None:
    """Let nobody else write notices until the transaction ends."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('notices'))"))


def keep_documents(of: Searched, ids: Collection[UUID]) -> int:
    """Write the documents of these as they and their buyers stand now; how many said something
    else, or were not there."""
    wrong, texts = 0, []
    rows = with_documents(of).where(of.id.in_(ids)).execution_options(populate_existing=True)
    for thing, buyer, regime, kept in db.session.execute(rows).all():
        document = db.session.merge(document_of(thing, buyer, regime))
        wrong += kept is None or db.session.is_modified(document)
        texts.append(document.text)
    db.session.flush()
    know(texts)
    return wrong


def keep_again(organisation_id: UUID | None = None) -> int:
    """Write every document anew, or those of what one organisation buys; how many were wrong.

    Some at a time, each time the same: no act, for nothing is said that was not said before.
    """
    wrong = 0
    for of in (Notice, Tender):
        last: UUID | None = UUID(int=0)
        while last is not None:
            with db.transaction():
                last, some = _keep_next(of, last, organisation_id)
            wrong += some
    return wrong


def _keep_next(of: Searched, after: UUID, organisation_id: UUID | None) -> tuple[UUID | None, int]:
    """The last thing that was looked at, None where none is left; and how many were wrong."""
    if of is Notice:
        hold_notices()
    wanted = select(of.id).where(of.id > after).order_by(of.id).limit(_AT_ONCE)
    if organisation_id is not None:
        wanted = wanted.where(of.buyer_id == organisation_id)
    if of is Tender:
        wanted = wanted.where(Tender.published_at.is_not(None))
    ids = db.session.scalars(wanted.with_for_update(key_share=True)).all()
    return (ids[-1] if ids else None), keep_documents(of, ids)
