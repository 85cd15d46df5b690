"""What does an e-mail say that arrived: who wrote to whom, which words, and did a person write it?

Everything in it comes from outside. Nothing is fetched, run or kept but the words.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from typing import Any, TypeAlias

from lxml import html
from mailparser_reply import EmailReplyParser

from marketplace.gateways.reply_addresses import MARK

_MARKED = re.compile(rf"^[>\s]*{re.escape(MARK)}.*", re.MULTILINE | re.DOTALL)
_LONGEST_PARSED = 6_000
"""Characters: beyond, the parser of replies may take long, and the words are left as they are."""

_NOT_A_PERSON = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|bounces?)([+@-]|$)", re.IGNORECASE
)
_SIGNATURES = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
}
_BLOCKS = ("p", "div", "li", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table")

Mail: TypeAlias = "Message[str, str]"


@dataclass(frozen=True, slots=True)
class Arrived:
    """An e-mail as it came."""

    sender: str
    """The address of whoever says to have written it; empty where none or several stand there."""
    recipients: tuple[str, ...]
    message_id: str
    is_automatic: bool
    """Whether a machine wrote it: an absence note, a list, a report that something was not delivered."""
    words: str
    """What is written above what it quotes, without the signature."""
    cut_off: str
    """What was cut off."""
    has_files: bool


def read(content: bytes) -> Arrived:
    """Read one e-mail (RFC 5322). What cannot be read of it is as if it were not there."""
    message = message_from_bytes(content)
    senders = _addresses(message, "From")
    words, cut_off = written(_text(message))
    return Arrived(
        senders[0] if len(senders) == 1 else "",
        tuple(_addresses(message, "Delivered-To", "X-Original-To", "To", "Cc")),
        _header(message, "Message-ID"),
        _is_automatic(message, senders),
        words,
        cut_off,
        any(_is_file(part) for part in message.walk()),
    )


def written(text: str) -> tuple[str, str]:
    """The words of whoever answers, and what was cut off: the quoted e-mail, and the signature."""
    text = _tidy(text)
    own = _tidy(_MARKED.sub("", text))
    if own != text:
        own = _without_its_heading(own)
    words = own
    if len(own) <= _LONGEST_PARSED:
        parsed = EmailReplyParser(languages=["en"]).read(own).replies
        if parsed:
            words = _tidy(parsed[0].content)
            words = _tidy(words.removesuffix(_tidy(parsed[0].signatures or "")))
    if not text.startswith(words):
        words = own
    return words, text[len(words) :].strip()


def _without_its_heading(own: str) -> str:
    """Without the last paragraph where it only says whose e-mail is quoted below."""
    before, _, last = own.rpartition("\n\n")
    is_heading = last.endswith(":") and ("@" in last or "wrote" in last) and last.count("\n") < 3
    return before if is_heading else own


def _tidy(text: str) -> str:
    """Lines without spaces at their ends, and at most one empty line between two."""
    text = "".join(char for char in text if char.isprintable() or char in "\n\t")
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _text(message: Mail) -> str:
    """Of the first part in plain words, else of the first page."""
    parts = [part for part in message.walk() if not part.is_multipart() and not _is_file(part)]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind:
                text = _decoded(part)
                return _without_tags(text) if kind == "text/html" else text
    return ""


def _decoded(part: Mail) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _without_tags(page: str) -> str:
    try:
        root: Any = html.document_fromstring(
            page.encode(), parser=html.HTMLParser(encoding="utf-8")
        )
    except (ValueError, html.etree.ParserError):
        return ""
    for part in root.xpath("//script|//style|//head|//comment()"):
        if part.getparent() is not None:
            part.drop_tree()
    for part in root.iter("br", *_BLOCKS):
        part.tail = "\n" + (part.tail or "")
    return str(root.text_content())


def _is_file(part: Mail) -> bool:
    """A part that somebody attached; pictures within the words, and signatures of programs, are not."""
    kind = part.get_content_type()
    if part.is_multipart():
        return kind == "message/rfc822"
    if kind in _SIGNATURES:
        return False
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return not (kind.startswith("image/") and "Content-ID" in part)
    return part.get_content_maintype() not in {"text", "image"} or kind == "text/calendar"


def _is_automatic(message: Mail, senders: list[str]) -> bool:
    """By RFC 3834, and by what older programs say."""
    return (
        _header(message, "Auto-Submitted").lower().partition(";")[0].strip() not in {"", "no"}
        or _header(message, "Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
        or _header(message, "Return-Path") == "<>"
        or any(name in message for name in ("List-Id", "X-Autoreply", "X-Autorespond", "X-Loop"))
        or message.get_content_type() == "multipart/report"
        or any(_NOT_A_PERSON.match(sender) for sender in senders)
    )


def _header(message: Mail, name: str) -> str:
    return str(message.get(name, "")).strip()


def _addresses(message: Mail, *names: str) -> list[str]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    return [address.strip() for _, address in getaddresses(values) if "@" in address]
