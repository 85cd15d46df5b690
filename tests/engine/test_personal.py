"""Is every place where a person may stand on the map?"""

from collections import Counter

import pytest

from marketplace import chapters
from marketplace.engine import db
from marketplace.engine.access import SYSTEM_ID
from marketplace.engine.forgetting import ERASED, Known
from marketplace.engine.free_of_people import FREE
from marketplace.engine.personal import PLACES, word_columns
from marketplace.engine.personal_place import Fate
from marketplace.engine.retention import KEPT_UNTIL

chapters.load()

ADA = Known(SYSTEM_ID, "Ada Archer", ("ada@example.org",))


def test_every_column_that_can_hold_words_is_on_the_map_or_free_of_people() -> None:
    mapped = {f"{place.table}.{name}" for place in PLACES for name in place.columns}
    columns = {f"{column.table.name}.{column.name}" for column in word_columns()}
    free = {name for name in columns if name in FREE or name.split(".")[0] in FREE}
    assert sorted(columns - mapped - free) == [], (
        "name these in engine/personal.py or free_of_people.py"
    )
    assert sorted(mapped - columns) == [], "these are no columns of words"
    assert sorted(mapped & free) == [], "these cannot be both"
    tables = {name.split(".")[0] for name in columns} | set(db.Base.metadata.tables)
    assert sorted(name for name in FREE if name not in columns | tables) == []


def test_what_is_marked_as_personal_is_never_called_free_of_people() -> None:
    marked = {
        f"{column.table.name}.{column.name}"
        for table in db.Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("personal")
    }
    mapped = {f"{place.table}.{name}" for place in PLACES for name in place.columns}
    assert marked
    assert sorted(marked - mapped) == []


def test_every_table_that_knows_a_person_as_its_own_is_on_the_map() -> None:
    known = {table.name for table in db.Base.metadata.sorted_tables if "person_id" in table.columns}
    assert sorted(known - {place.table for place in PLACES}) == []


def test_each_place_names_columns_that_are_there_and_what_goes_is_found() -> None:
    for place in PLACES:
        table = db.Base.metadata.tables[place.table]
        for name in filter(None, (place.person, place.address, place.written_at)):
            assert name in table.columns, place
        if place.fate in (Fate.DELETED, Fate.EMPTIED):
            assert place.person or place.address, place
        if place.fate is not Fate.KEPT:
            assert not table.info.get("kept"), place
        if place.fate is Fate.DELETED:
            assert table.info.get("removed"), place
    assert max(Counter((place.table, place.what) for place in PLACES).values()) == 1


@pytest.mark.parametrize(
    ("text", "is_own", "left"),
    [
        ("Ring ADA ARCHER on 0121 496 0000.", False, f"Ring {ERASED} on [telephone number removed]."),
        ("Write to ada@example.org", False, f"Write to {ERASED}"),
        ("Ring me on 0121 496 0000", True, "Ring me on [telephone number removed]"),
        ("Ring us on 0121 496 0000", False, "Ring us on 0121 496 0000"),
        ("Ada Archer, 12 Acacia Road, Birmingham B16 8TP", False, f"{ERASED}, {ERASED}"),
        ("12 Acacia Road, Birmingham B16 8TP", False, "12 Acacia Road, Birmingham B16 8TP"),
        ("The Canada Archery Club", False, "The Canada Archery Club"),
        ("400 meals on Monday 7 December", True, "400 meals on Monday 7 December"),
    ],
)  # fmt: skip
def test_a_person_is_struck_out_of_a_text_and_nothing_else(
    text: str, is_own: bool, left: str
) -> None:
    assert ADA.struck(text, is_own=is_own) == left


def test_words_that_are_erased_one_day_never_stand_in_the_audit_record() -> None:
    erased = {
        f"{place.table}.{name}"
        for place in PLACES
        if place.fate is not Fate.KEPT
        for name in place.columns
    }
    erased |= {
        f"{table}.{name}"
        for kind in KEPT_UNTIL
        for (table, _), names in kind.words.items()
        for name in names
    }
    fingerprinted = {
        f"{column.table.name}.{column.name}" for column in word_columns() if column.info
    }
    assert sorted(erased - fingerprinted) == []
