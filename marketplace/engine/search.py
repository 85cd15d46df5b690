"""Which documents hold some words, and which words were meant where none does?

A document is a row with a text, and with its words as PostgreSQL reads them. Every chapter whose
things are found by words keeps one for each (``models/search_documents.py``); the words of all are
known together, so that one typed wrongly is compared with those that stand somewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Computed,
    Index,
    SQLColumnExpression,
    case,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, TSVECTOR, insert
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Base, session
from marketplace.engine.shown import BEGINS, ENDS
from procurement.ground.words import (
    exchanged,
    intact_parts,
    meant_by,
    most_edits,
    pieces,
    words_in,
)

MOST_TEXT = 50_000
"""Characters: of a longer text the beginning is searched; PostgreSQL takes a megabyte of words."""

AT_ONCE = {"fastupdate": False}
"""Of an index on words: each document pays for its own place in it, so that none pays for hundreds
at once."""

_ENGLISH = "english"
"""How PostgreSQL reads the words: “cleaning” finds “cleaned”."""

_LANGUAGE: ColumnElement[Any] = literal_column(f"'{_ENGLISH}'::regconfig")

_MOST_LETTERS = 200
"""Of what is typed into the field of words; the rest is not looked at."""

_SHOWN = 2_000
"""Characters of a text in which words are marked."""

_SHORT = 200
"""Characters of a text that is shown whole."""

_AROUND = f'StartSel="{BEGINS}", StopSel="{ENDS}"'


class Document(Base):
    """What something is found by, and nothing that is shown."""

    __abstract__ = True

    text: Mapped[str] = mapped_column(TEXT)
    words: Mapped[str] = mapped_column(
        TSVECTOR, Computed(f"to_tsvector('{_ENGLISH}'::regconfig, text)", persisted=True)
    )


class KnownWord(Base):
    """A word that stands in a document, with its pieces of three letters: by them a word that was
    typed wrongly finds those like it."""

    __tablename__ = "known_words"
    __table_args__ = (Index(None, "pieces", postgresql_using="gin", postgresql_with=AT_ONCE),)

    word: Mapped[str] = mapped_column(TEXT, primary_key=True)
    pieces: Mapped[list[str]] = mapped_column(ARRAY(TEXT))


def cpv_marks(codes: Iterable[str]) -> list[str]:
    """The marks of what has these CPV codes: one for each beginning of each."""
    return [cpv_mark(start) for start in sorted({c[:n] for c in codes for n in range(1, 9)})]


def cpv_mark(start: str) -> str:
    """The mark of what has a CPV code that begins so."""
    return f"cpv:{start}"


def know(texts: Iterable[str]) -> None:
    """Add words that are new; in one order, so that two who add the same wait for each other."""
    words = sorted(set[str]().union(*map(words_in, texts)))
    rows = [{"word": word, "pieces": sorted(pieces(word))} for word in words]
    if rows:
        session.execute(insert(KnownWord).on_conflict_do_nothing(), rows)


@dataclass(frozen=True, slots=True)
class Meant:
    """What was searched for in place of what was typed."""

    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Known words, by the typed one that stands nowhere."""
    unknown: Sequence[str] = ()
    """What stands nowhere, and is like no word that does."""
    is_left_out: bool = False
    """Whether what was typed holds no word that could be looked for, such as “the”."""

    @property
    def is_whole(self) -> bool:
        """Whether there is something to search for in place of each unknown word."""
        return bool(self.words) and not self.unknown


def asked_for(text: str) -> ColumnElement[Any] | None:
    """Every word of a text, in any of its forms; None where it holds none that could be looked for,
    such as “the”."""
    asked = _all_of(text[:_MOST_LETTERS])
    return asked if text and session.scalar(select(func.numnode(asked))) else None


def asked_instead(text: str, meant: Meant) -> ColumnElement[Any]:
    """The same, with any of the words that may have been meant in place of each unknown one."""
    rest = re.sub(rf"\b(?:{'|'.join(meant.words)})\b", " ", text[:_MOST_LETTERS], flags=re.I)
    asked: ColumnElement[Any] = _all_of(rest)
    for known in meant.words.values():
        either: ColumnElement[Any] = _all_of(known[0])
        for word in known[1:]:
            either = either.op("||")(_all_of(word))
        asked = asked.op("&&")(either.self_group())
    return asked


def holds(words: SQLColumnExpression[str], asked: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a document holds what is asked for."""
    return words.bool_op("@@")(asked)


def matches(
    text: SQLColumnExpression[str], asked: ColumnElement[Any] | None
) -> ColumnElement[bool]:
    """Whether a short text that is in no index holds what is asked for; never where nothing is."""
    if asked is None:
        return false()
    return holds(read_as_words(text), asked)


def read_as_words(text: SQLColumnExpression[str]) -> SQLColumnExpression[str]:
    """The words of a text as PostgreSQL reads them: what an index of the same expression holds."""
    return func.to_tsvector(_LANGUAGE, text)


def any_of(text: str) -> ColumnElement[Any] | None:
    """Any word of a text, in any of its forms; None where it holds none. No document holds what is
    made of words like “the” alone."""
    words = sorted(words_in(text[:_MOST_LETTERS]))
    asked: ColumnElement[Any] = _all_of("")
    for word in words:
        asked = asked.op("||")(_all_of(word))
    return asked if words else None


def meant_with(text: str, words: SQLColumnExpression[str]) -> Meant:
    """What may have been meant by each word of a text that stands in no document of a kind; a word
    like “with” is nobody's mistake."""
    typed = sorted(words_in(text[:_MOST_LETTERS]))
    here = [
        or_(
            func.numnode(_all_of(word)) == 0,
            select(words).where(holds(words, _all_of(word))).exists(),
        )
        for word in typed
    ]
    stands = session.execute(select(*here)).one() if here else ()
    unknown = [word for word, is_here in zip(typed, stands, strict=True) if not is_here]
    meant = {word: meant_by(word, _like(word)) for word in unknown}
    return Meant(
        {word: known for word, known in meant.items() if known},
        [word for word, known in meant.items() if not known],
    )


def with_marks(
    text: SQLColumnExpression[str], asked: ColumnElement[Any] | None
) -> ColumnElement[str]:
    """A text, with marks around the words that are asked for (``shown.marked``)."""
    if asked is None:
        return func.left(text, _SHOWN)
    return func.ts_headline(
        _LANGUAGE, func.left(text, _SHOWN), asked, f"{_AROUND}, HighlightAll=true"
    )


def passage(text: SQLColumnExpression[str], asked: ColumnElement[Any] | None) -> ColumnElement[str]:
    """A short text, or of a long one some words around those that are asked for, with marks; nothing
    where no words are."""
    if asked is None:
        return literal("")
    options = f"{_AROUND}, MaxFragments=1, MinWords=12, MaxWords=30"
    some = func.ts_headline(_LANGUAGE, func.left(text, _SHOWN), asked, options)
    is_short = func.length(text) <= _SHORT
    return case((is_short, with_marks(text, asked)), else_=func.concat("… ", some, " …"))


def _all_of(text: str) -> ColumnElement[Any]:
    return func.plainto_tsquery(_LANGUAGE, text)


def _like(word: str) -> Sequence[str]:
    """The known words that share an unharmed part with a word, and are about as long."""
    length, edits = len(word), most_edits(word)
    with by_index():
        return session.scalars(
            select(KnownWord.word).where(
                or_(
                    KnownWord.word.in_(exchanged(word)),
                    *(KnownWord.pieces.contains(sorted(part)) for part in intact_parts(word)),
                ),
                func.length(KnownWord.word).between(length - edits, length + edits),
            )
        ).all()


_BY_INDEX = "by index"


@contextmanager
def by_index() -> Iterator[None]:
    """Inside, PostgreSQL reads no table from end to end where an index leads to the rows.

    Of several words that are common each, it expects many documents with all of them, and would
    read from the beginning to the first; where there are none, that is every document.
    """
    if session.info.get(_BY_INDEX):
        yield
        return
    connection = session.connection()
    connection.exec_driver_sql("SET LOCAL enable_seqscan TO off")
    session.info[_BY_INDEX] = True
    try:
        yield
    finally:
        session.info.pop(_BY_INDEX, None)
    connection.exec_driver_sql("SET LOCAL enable_seqscan TO on")
