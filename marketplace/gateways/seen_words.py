"""Which words does somebody see who opens an e-mail that is a page (HTML)?

What its writer could not see is not what they wrote: the text of styles and scripts, and what is
hidden, of no size, or in the colour of its ground. The page is read once, from its first byte to
its last, and nothing of it is fetched or kept.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

_UNSEEN = {"head", "noscript", "script", "select", "style", "template", "textarea", "title"}
_BLOCKS = {
    "address", "article", "blockquote", "body", "dd", "div", "dl", "dt", "footer", "form", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr",
    "ul",
}  # fmt: skip
_HIDING = {
    "display": {"none"},
    "visibility": {"hidden", "collapse"},
    "opacity": {"0", "0.0"},
    "font-size": {"0", "0px", "0pt", "0em", "0%", "1px"},
    "max-height": {"0", "0px"},
    "mso-hide": {"all"},
}
_NAMED = {"white": "#ffffff", "black": "#000000"}
_NO_COLOUR = {"", "inherit", "initial", "none", "transparent", "unset", "windowtext"}
_LONGEST_STYLE = 1_000
_MOST_OPEN = 500
"""Elements within each other: the parser looks through all of them at each that is closed."""
_AT_ONCE = 50_000
"""Bytes: what it was given it reads to the end, even where the reader wants no more of it."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How the words within an element are shown."""

    is_hidden: bool = False
    is_set: bool = False
    """Whether its lines are shown as they stand (``pre``)."""
    colour: str = "#000000"
    ground: str = "#ffffff"


class _Reader:
    """Told each element and each text by the parser, in their order; gives the words at its close."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.looks = [_Look()]

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(self.looks) > _MOST_OPEN:
            raise ValueError(tag)
        around = self.looks[-1]
        is_as_around = not attributes and tag != "pre" and tag not in _UNSEEN
        self.looks.append(around if is_as_around else _look(tag, attributes, around))
        if tag == "br":
            self.words.append("\n")
        self._end_line(tag)

    def end(self, tag: str) -> None:
        if len(self.looks) > 1:
            self.looks.pop()
        self._end_line(tag)

    def data(self, text: str) -> None:
        look = self.looks[-1]
        if look.is_hidden or look.colour == look.ground:
            return
        if not look.is_set:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
            text = text.lstrip(" ") if self._is_line_empty() else text
        if text:
            self.words.append(text)

    def close(self) -> str:
        return "".join(self.words)

    def _is_line_empty(self) -> bool:
        return not self.words or self.words[-1] == "\n"

    def _end_line(self, tag: str) -> None:
        if tag in _BLOCKS and not self._is_line_empty():
            self.words.append("\n")
        elif tag in {"td", "th"}:
            self.words.append(" ")


def seen(page: str) -> str:
    """The words of a page as they are seen; empty where it is no page. ValueError: more of it is open
    at once than in any that somebody writes."""
    reader: Any = _Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=True)
    content = page.encode(errors="replace")
    try:
        for begin in range(0, len(content), _AT_ONCE):
            parser.feed(content[begin : begin + _AT_ONCE])
        return str(parser.close())
    except etree.LxmlError:
        return ""


def _look(tag: str, attributes: Mapping[str, str], around: _Look) -> _Look:
    style = _style(attributes.get("style", ""))
    hides = any(style.get(name) in values for name, values in _HIDING.items())
    ground = style.get("background-color") or style.get("background") or attributes.get("bgcolor")
    return _Look(
        around.is_hidden or hides or tag in _UNSEEN or "hidden" in attributes,
        around.is_set or tag == "pre" or style.get("white-space", "").startswith("pre"),
        _colour(style.get("color") or attributes.get("color")) or around.colour,
        _colour(ground) or around.ground,
    )


def _style(text: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in text[:_LONGEST_STYLE].lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value
    }


def _colour(text: str | None) -> str:
    """As six digits where it is grey, white or black in some other way; empty where none is named."""
    if not text:
        return ""
    said = re.sub(r"\s*,\s*", ",", text.strip().lower()).split(" ")[0]
    if said in _NO_COLOUR:
        return ""
    if said.startswith("rgb(") and all(part.isdecimal() for part in said[4:-1].split(",")):
        return "#" + "".join(f"{int(part):02x}" for part in said[4:-1].split(","))
    if len(said) == 4 and said.startswith("#"):
        return "#" + "".join(2 * digit for digit in said[1:])
    return _NAMED.get(said, said)
