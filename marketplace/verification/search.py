"""Does every document by which a notice, a tender or an organisation is found say what that says?"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.outbox import OutboxEntry
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.products import Product, SearchedProduct
from marketplace.organisations.models.search_documents import SearchedOrganisation
from marketplace.organisations.queries.products import document_of as product_document
from marketplace.organisations.queries.search_documents import documents_for
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.search_documents import SearchedNotice, SearchedTender
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.search_documents import document_of, with_documents
from procurement.ground.compared import Compared, same_keys

_AT_ONCE = 500
"""How many documents are read at once."""


def documents() -> Iterator[Compared]:
    """Each document, written again from its notice or tender and the name of its buyer; not where
    another name of the buyer is still on its way."""
    renamed = _renamed()
    for of in (Notice, Tender):
        after = UUID(int=0)
        wanted = with_documents(of).order_by(of.id).limit(_AT_ONCE)
        while rows := db.session.execute(wanted.where(of.id > after)).all():
            for thing, buyer, regime, kept in rows:
                if str(thing.buyer_id) not in renamed:
                    what = f"Document of {of.__name__.lower()} {thing.id}"
                    due = _said(document_of(thing, buyer, regime))
                    yield from same_keys(what, due, _said(kept))
            after = rows[-1][0].id


def organisations() -> Iterator[Compared]:
    """Each document of an organisation, written again from its rows; none of who is not here."""
    after = UUID(int=0)
    wanted = select(Organisation.id).order_by(Organisation.id).limit(_AT_ONCE)
    while ids := db.session.scalars(wanted.where(Organisation.id > after)).all():
        due = {row.organisation_id: row for row in documents_for(ids)}
        kept = {
            row.organisation_id: row
            for row in db.session.scalars(
                select(SearchedOrganisation).where(SearchedOrganisation.organisation_id.in_(ids))
            )
        }
        for key in sorted(due.keys() | kept.keys()):
            what = f"Document of organisation {key}"
            yield from same_keys(what, _columns(due.get(key)), _columns(kept.get(key)))
        after = ids[-1]


def products() -> Iterator[Compared]:
    """Each document of a product, written again from its row; none of what is not shown."""
    after = UUID(int=0)
    wanted = (
        select(Product, SearchedProduct)
        .outerjoin(SearchedProduct, SearchedProduct.product_id == Product.id)
        .order_by(Product.id)
        .limit(_AT_ONCE)
    )
    while rows := db.session.execute(wanted.where(Product.id > after)).all():
        for product, kept in rows:
            what = f"Document of product {product.id}"
            yield from same_keys(what, _of_product(product_document(product)), _of_product(kept))
        after = rows[-1][0].id


def _of_product(document: SearchedProduct | None) -> Mapping[str, object]:
    if document is None:
        return {}
    return {
        "organisation": str(document.organisation_id),
        "shown at": document.shown_at.isoformat(),
        "marks": document.marks,
        "text": sha256(document.text.encode()).hexdigest(),
    }


def _columns(document: SearchedOrganisation | None) -> Mapping[str, object]:
    if document is None:
        return {}
    names = ("sorted_name", "marks", "is_public", "people", "miles", "latitude", "longitude")
    most = document.largest_contract
    return {
        **{name.replace("_", " "): getattr(document, name) for name in names},
        "largest contract": most and most.pence,
        "text": sha256(document.text.encode()).hexdigest(),
    }


def _renamed() -> set[str]:
    waiting = select(OutboxEntry.values["organisation_id"].as_string()).where(
        OutboxEntry.job == "search_by_name", OutboxEntry.done_at.is_(None)
    )
    return set(db.session.scalars(waiting))


def _said(document: SearchedNotice | SearchedTender | None) -> Mapping[str, object]:
    """Its columns, the long text as a hash."""
    if document is None:
        return {}
    if isinstance(document, SearchedTender):
        since = document.published_at
    else:
        since = document.released_at
    return {
        "text": sha256(document.text.encode()).hexdigest(),
        "buyer": str(document.buyer_id),
        "since": since.isoformat(),
        "closes at": document.closes_at and document.closes_at.isoformat(),
        "value": document.value and document.value.pence,
        "marks": document.marks,
    }
