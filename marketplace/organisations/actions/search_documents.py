"""What keeps the documents by which organisations are found, within the act that changes them.

An organisation and its document change only while its row is held, so that of two who write the
same at once the later one reads what stays.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, false, or_, select

from marketplace.engine import db
from marketplace.engine.search import know
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.search_documents import SearchedOrganisation
from marketplace.organisations.queries.search_documents import documents_for

_AT_ONCE = 200
"""How many documents are written anew in one transaction."""


def keep_organisations(*ids: UUID) -> int:
    """Write the documents of these as they stand now, and take out those of who is here no more;
    how many said something else, or were not there."""
    db.session.flush()
    return _keep(ids)


def keep_organisations_again() -> int:
    """Write every document anew; how many were wrong.

    Some at a time, each time the same: no act, for nothing is said that was not said before.
    """
    wrong, after = 0, UUID(int=0)
    while True:
        with db.transaction():
            wanted = select(Organisation.id).where(Organisation.id > after)
            ids = db.session.scalars(wanted.order_by(Organisation.id).limit(_AT_ONCE)).all()
            if not ids:
                return wrong
            wrong += _keep(ids)
        after = ids[-1]


def organisations_found_by(words: Iterable[str]) -> Sequence[UUID]:
    """Those in whose documents one of these stands, such as the name of somebody who is erased."""
    named = (SearchedOrganisation.text.icontains(word, autoescape=True) for word in words)
    return db.session.scalars(
        select(SearchedOrganisation.organisation_id)
        .where(or_(false(), *named))
        .order_by(SearchedOrganisation.organisation_id)
    ).all()


def _keep(ids: Collection[UUID]) -> int:
    db.session.execute(
        select(Organisation.id)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.id)
        .with_for_update(key_share=True)
    )
    documents = documents_for(ids)
    wrong = _take_out(set(ids) - {document.organisation_id for document in documents})
    for row in documents:
        before = db.session.get(SearchedOrganisation, row.organisation_id, populate_existing=True)
        kept = db.session.merge(row)
        wrong += before is None or db.session.is_modified(kept)
    db.session.flush()
    know([document.text for document in documents])
    return wrong


def _take_out(gone: Collection[UUID]) -> int:
    """The documents of these; how many there were."""
    if not gone:
        return 0
    removed = delete(SearchedOrganisation).where(SearchedOrganisation.organisation_id.in_(gone))
    return len(db.session.execute(removed.returning(SearchedOrganisation.organisation_id)).all())
