"""What does an e-mail say that arrived: who wrote to whom, which words, and did a person write it?

Everything in it comes from outside. Nothing is fetched, run or kept but the words. What it takes to
read one grows with its size and no faster: headers are read up to a length that nobody’s program
exceeds, and one that is put together of more parts than any program makes is not taken apart.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import Compat32
from email.utils import getaddresses
from typing import TypeAlias, cast

from marketplace.gateways.own_words import own_words
from marketplace.gateways.seen_words import seen

_LONGEST_HEADER = 5_000
_LONGEST_HEAD = 100_000
"""Characters of one header, and bytes of all: as mail servers take them."""
_MOST_PARAMETERS = 40
"""Of one header, each after a semicolon."""
_MOST_LINES = 100_000
_MOST_PARTS = 500
_MOST_WITHIN = 20
"""Parts that hold others: each line below is compared with the boundary of each."""
_WITHIN = re.compile(rb"boundary[\s*\d]*=|content-type:\s*message/", re.IGNORECASE)
_MOST_COMMENTS = 20
"""Parentheses in a header of addresses, which the reader of addresses opens one within the other."""

_NOT_A_PERSON = re.compile(
    r"^(mailer-daemon|postmaster|(do[-_.]?not|no)[-_.]?reply|bounces?)([+@-]|$)", re.IGNORECASE
)
_PRECEDENCES = {"bulk", "junk", "list", "auto_reply"}
_SIGNATURES = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
}
_NOT_OF_MAIL = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
"""Codecs of Python that are no character set; some take long."""
_AT_FAULT = (AttributeError, LookupError, TypeError, ValueError)
"""What Python’s own reader fails with over some headers that nobody’s program writes, and ours of
pages over one that is too deep."""

Mail: TypeAlias = "Message[str, str]"


class _Bounded(Compat32):
    """Reads of a header no more than stands in any: some of its readers take long over more."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, ";".join(
            value[:_LONGEST_HEADER].split(";", _MOST_PARAMETERS)[:_MOST_PARAMETERS]
        )


_BOUNDED = _Bounded()


@dataclass(frozen=True, slots=True)
class Arrived:
    """An e-mail as it came."""

    sender: str
    """The address of whoever says to have written it; empty where none or several stand there."""
    recipients: tuple[str, ...]
    name: str
    """What it is known by: its Message-ID, or its date and its words where it has none."""
    is_automatic: bool
    """Whether a machine wrote it: an absence note, a list, a report that something was not delivered."""
    is_readable: bool
    """Whether it was taken apart: otherwise nothing but its headers is read."""
    words: str
    """What is written above what it quotes, without the signature."""
    cut_off: str
    """What was cut off."""
    stand_between: bool
    """Whether more of its words stand between the lines that it quotes."""
    has_files: bool


def read(content: bytes) -> Arrived:
    """Read one e-mail (RFC 5322). What cannot be read of it is as if it were not there."""
    if _is_simple(content):
        with suppress(*_AT_FAULT):
            return _read(BytesParser(policy=_BOUNDED).parsebytes(content), is_readable=True)
    head = BytesHeaderParser(policy=_BOUNDED).parsebytes(content[:_LONGEST_HEAD])
    return _read(head, is_readable=False)


def _read(message: Mail, *, is_readable: bool) -> Arrived:
    senders = _addresses(message, "From")
    own = own_words(_text(message) if is_readable else "")
    return Arrived(
        senders[0] if len(senders) == 1 else "",
        tuple(_addresses(message, "Delivered-To", "X-Original-To", "To", "Cc")),
        _header(message, "Message-ID") or f"{_header(message, 'Date')} {own.words}",
        _is_automatic(message, senders),
        is_readable,
        own.words,
        own.cut_off,
        own.stand_between,
        is_readable and any(_is_file(part, within) for part, within in _leaves(message)),
    )


def _is_simple(content: bytes) -> bool:
    head = re.search(rb"\r?\n\r?\n", content[: _LONGEST_HEAD + 4])
    return (
        (head is not None or len(content) <= _LONGEST_HEAD)
        and content.count(b"\n") <= _MOST_LINES
        and content.count(b"\n--") <= _MOST_PARTS
        and len(_WITHIN.findall(content)) <= _MOST_WITHIN
    )


def _leaves(part: Mail, within: str = "") -> Iterator[tuple[Mail, str]]:
    """The parts that hold no others, each with the kind of the part that holds it."""
    kind = part.get_content_type()
    if not part.is_multipart() or kind.startswith("message/"):
        yield part, within
        return
    for inner in _within(part):
        yield from _leaves(inner, kind)


def _within(part: Mail) -> list[Mail]:
    return cast(list[Mail], part.get_payload())


def _text(part: Mail, within: str = "") -> str:
    """All its texts, one below the other; of one text in several kinds the plain one, if it has words."""
    kind = part.get_content_type()
    if part.is_multipart() and not kind.startswith("message/"):
        inner = _within(part)
        if kind == "multipart/alternative":
            inner = sorted(inner, key=lambda one: one.get_content_type() != "text/plain")
            return next((text for one in inner if (text := _text(one, kind).strip())), "")
        return "\n\n".join(text for one in inner if (text := _text(one, kind)))
    if _is_file(part, within):
        return ""
    if kind == "text/html":
        return seen(_decoded(part))
    return _decoded(part) if kind == "text/plain" else ""


def _decoded(part: Mail) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        codec = codecs.lookup(part.get_content_charset("utf-8")).name.replace("_", "-")
        return content.decode("utf-8" if codec in _NOT_OF_MAIL else codec, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _is_file(part: Mail, within: str) -> bool:
    """A part that somebody attached. No file is another form of the words, a picture that a page of
    them shows, or the signature of a program; an invitation is one in whatever form."""
    kind = part.get_content_type()
    if kind in _SIGNATURES or kind.startswith("multipart/"):
        return False
    if kind.startswith("image/") and within == "multipart/related":
        return False
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return True
    is_form = within == "multipart/alternative" and kind.startswith("text/")
    return kind == "text/calendar" or not (is_form or kind in {"text/plain", "text/html"})


def _is_automatic(message: Mail, senders: list[str]) -> bool:
    """By RFC 3834, and by what older programs say."""
    submitted = _values(message, "Auto-Submitted")
    return (
        any(re.split(r"[\s;(]", value.lower())[0] not in {"", "no"} for value in submitted)
        or not _PRECEDENCES.isdisjoint(map(str.lower, _values(message, "Precedence")))
        or _header(message, "Return-Path") == "<>"
        or any(name in message for name in ("List-Id", "X-Autoreply", "X-Autorespond", "X-Loop"))
        or message.get_content_type() in {"multipart/report", "message/delivery-status"}
        or any(_NOT_A_PERSON.match(sender) for sender in senders)
    )


def _header(message: Mail, name: str) -> str:
    return next(iter(_values(message, name)), "")


def _values(message: Mail, *names: str) -> list[str]:
    return [str(value).strip() for name in names for value in message.get_all(name, [])]


def _addresses(message: Mail, *names: str) -> list[str]:
    values = [value for value in _values(message, *names) if value.count("(") <= _MOST_COMMENTS]
    found = (address.strip() for _, address in getaddresses(values))
    return [address for address in found if "@" in address and address.isprintable()]
