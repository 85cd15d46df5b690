"""Which words of an e-mail that answers one of ours are its writer’s own?

All that stands above the line that we ask them to write above, without the heading that a mail
program puts over what it quotes, and without a signature marked as one (RFC 3676, 4.3). Nothing
is guessed from how a sentence begins: what is left out by mistake, the other side does not get.
"""

import re
from dataclasses import dataclass

from marketplace.gateways.reply_addresses import MARK

_SIGNATURE = "-- "
_RULES = {"", "Original Message", "Forwarded message"}
_LINES_OF_HEADING = 8
_MOST_CUT_OFF = 20_000
"""Characters kept of what is no word of the writer: it only shows what the answer was about."""


@dataclass(frozen=True, slots=True)
class Own:
    """The words, and what was cut off: the quoted e-mail, and the signature."""

    words: str
    cut_off: str
    stand_between: bool
    """Whether there are more, between the lines that it quotes."""


def own_words(text: str) -> Own:
    """What somebody wrote in this text of an e-mail."""
    lines = [_cleaned(line) for line in text.splitlines()]
    mark = next((at for at, line in enumerate(lines) if _bare(line).startswith(MARK)), None)
    end = len(lines) if mark is None else _end_above(lines, mark)
    end = next((at for at in reversed(range(end)) if lines[at] == _SIGNATURE), end)
    return Own(
        _joined(lines[:end]),
        _shortened(_joined(lines[end:])),
        mark is not None and _has_own(lines[mark:]),
    )


def _cleaned(line: str) -> str:
    """Without what cannot be seen, and without spaces at its end."""
    shown = "".join(
        char if char.isprintable() or char == "\t" else " " if char.isspace() else ""
        for char in line
    )
    return shown if shown == _SIGNATURE else shown.rstrip()


def _bare(line: str) -> str:
    return line.lstrip("> \t")


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(map(str.rstrip, lines))).strip()


def _shortened(text: str) -> str:
    if len(text) <= _MOST_CUT_OFF:
        return text
    return f"{text[:_MOST_CUT_OFF]}…\n\n(The rest of it was not kept.)"


def _has_own(quoted: list[str]) -> bool:
    """Whether lines that are not quoted stand between lines that are."""
    marks = [line.startswith(">") for line in quoted]
    if not marks[0]:
        return False
    last = len(marks) - marks[::-1].index(True)
    return any(line and not mark for line, mark in zip(quoted[:last], marks, strict=False))


def _end_above(lines: list[str], mark: int) -> int:
    """Where the words end above the line of the mark: before the heading of what is quoted."""
    end = _without_empty(lines, _heading(lines, _without_empty(lines, mark)))
    while end and _is_rule(lines[end - 1]):
        end = _without_empty(lines, end - 1)
    return end


def _without_empty(lines: list[str], end: int) -> int:
    while end and not _bare(lines[end - 1]):
        end -= 1
    return end


def _heading(lines: list[str], end: int) -> int:
    """Where the heading begins that ends there: “On … wrote:”, or the lines From, Sent, Subject."""
    above = [_bare(line) for line in lines[max(0, end - _LINES_OF_HEADING) : end]]
    for count in range(2, len(above) + 1):
        block = [line.lstrip("*") for line in above[-count:]]
        if block[0].startswith("From:") and any(
            line.startswith(("Sent:", "Date:", "Subject:")) for line in block
        ):
            return end - count
    for count in range(1, min(3, len(above)) + 1):
        said = " ".join(above[-count:])
        if "" not in above[-count:] and _says_who_wrote(said):
            return end - count
    return end


def _says_who_wrote(said: str) -> bool:
    """Whether it is the whole of such a line: its end alone has an address, and neither of these."""
    begins = said.startswith("On ") or any(char.isdecimal() for char in said)
    return begins and said.endswith(":") and ("@" in said or said.endswith("wrote:"))


def _is_rule(line: str) -> bool:
    bare = _bare(line)
    return len(bare) > 4 and bare.startswith(("_____", "-----")) and bare.strip("-_ ") in _RULES
