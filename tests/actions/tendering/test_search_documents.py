"""What is searched says what is kept, whatever is written at the same moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, select

from marketplace.engine import db, jobs
from marketplace.engine.access import SYSTEM, Role
from marketplace.engine.jobs import Lane, lane_of
from marketplace.engine.search import KnownWord
from marketplace.organisations.actions import organisations
from marketplace.organisations.actions.organisations import OrganisationProfile
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions import notices, publication, tender_changes
from marketplace.tendering.models.search_documents import SearchedNotice, SearchedTender
from procurement.tendering.tender import TenderState
from tests.actions.tendering.test_notices import COUNCIL, FACTS, LATER, published, take
from tests.cast import Cast, Make
from tests.tender_rows import published_now

MEANWHILE = 1.0
"""Seconds in which another may finish before an act commits, if it does not have to wait."""


@contextmanager
def once_it_is_written(do: Callable[[], Any]) -> Iterator[None]:
    """Inside, the next act is held up when it has written a document, while another does something."""
    other = Thread(target=lambda: (do(), db.session.remove()))

    def begin(*told: Any) -> None:
        if "INTO known_words" in told[2] and not other.ident:
            other.start()
            other.join(MEANWHILE)

    engine = db.session.get_bind()
    event.listen(engine, "before_cursor_execute", begin)
    yield
    other.join(30)
    event.remove(engine, "before_cursor_execute", begin)
    db.session.rollback()
    db.session.expire_all()


def renaming(make: Make, council: Organisation) -> Callable[[], None]:
    """Another name for the council, and all that follows from it."""
    owner = make.member(council, Role.OWNER, name="Olive Owner")

    def rename() -> None:
        profile = OrganisationProfile(name="Larchwood Council", contact_email="o@example.org")
        organisations.update_organisation(owner, council.id, profile=profile)
        jobs.run_due()

    return rename


def test_a_tender_published_while_its_buyer_is_renamed_is_found_by_the_new_name(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, state=TenderState.DRAFT)
    rename = renaming(make, cast.council)
    with once_it_is_written(rename):
        publication.publish_tender(cast.buyer, tender.id)
    assert "Larchwood" in db.session.scalars(select(SearchedTender.text)).one()


def test_a_tender_amended_while_its_buyer_is_renamed_is_found_by_both(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, title="Window cleaning")
    rename = renaming(make, cast.council)
    with once_it_is_written(rename):
        tender_changes.amend_tender(
            cast.buyer,
            tender.id,
            why="A slip.",
            is_substantial=False,
            title="Glass polishing",
            published=published_now(),
        )
    text = db.session.scalars(select(SearchedTender.text)).one()
    assert ("Larchwood" in text, "Glass" in text) == (True, True)


@pytest.mark.usefixtures("app")
def test_a_notice_that_changes_while_its_buyer_is_renamed_is_found_by_both(make: Make) -> None:
    take(replace(FACTS, title="Road salt"))
    council = db.session.scalars(
        select(Organisation).where(Organisation.name == COUNCIL.name)
    ).one()
    rename = renaming(make, council)
    with once_it_is_written(rename):
        take(replace(LATER, title="Grit bins"))
    text = db.session.scalars(select(SearchedNotice.text)).one()
    assert ("Larchwood" in text, "Grit" in text) == (True, True)


@pytest.mark.usefixtures("app")
def test_the_words_of_a_whole_batch_are_added_at_once() -> None:
    told: list[str] = []
    event.listen(
        db.session.get_bind(), "before_cursor_execute", hear := lambda *said: told.append(said[2])
    )
    batch = [
        published(replace(FACTS, ocid=f"ocds-b5fd17-{number}", title=title))
        for number, title in enumerate(("Road salt", "Grit bins", "Hot meals"))
    ]
    notices.import_notice_batch(SYSTEM, None, releases=batch)
    event.remove(db.session.get_bind(), "before_cursor_execute", hear)
    assert {"road", "salt", "grit", "bins"} <= set(db.session.scalars(select(KnownWord.word)))
    adding = sum("INTO known_words" in statement for statement in told)
    assert adding == 2  # those of the notices, and those of the body that has published them


def test_a_new_name_with_many_documents_keeps_no_deadline_waiting() -> None:
    assert lane_of("search_by_name") is Lane.IMPORTS
