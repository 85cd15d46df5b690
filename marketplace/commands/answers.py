"""How does a command answer? One contract for every command.

With ``--json``, stdout is exactly one JSON object and sentences go to stderr.
Exit 0: answered. Exit 2: the input cannot be used, ``{"faults": [sentence, …]}``.
Exit 1: our own error. Never a traceback.
"""

import json
import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from decimal import Decimal
from functools import wraps
from pathlib import Path
from typing import Any

import click

from invoicing.spend.text_rows import Row, plain_table
from marketplace.gateways.confined import read_apart
from procurement.ground.compared import Compared
from procurement.ground.refusal import Refusal, Refusals
from procurement.ground.text import cleaned

Answer = dict[str, Any]

_AT_A_TIME = 1 << 20


class Unusable(Exception):
    """The input cannot be used; ``faults`` holds a sentence for each reason."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


def answers(in_words: Callable[[Answer], str]) -> Callable[[Callable[..., Answer]], Any]:
    """Make a command of a function that returns its answer as a dict.

    Adds ``--json``; ``in_words`` turns the answer into readable text. A Refusal
    or Unusable becomes the faults. An answer with ``faults`` in it exits with 2.
    """

    def decorate(function: Callable[..., Answer]) -> Any:
        @click.option("--json", "as_json", is_flag=True, help="Answer with one JSON object.")
        @wraps(function)
        def command(*args: Any, as_json: bool, **kwargs: Any) -> None:
            try:
                answer = function(*args, **kwargs)
            except Refusals as no:
                answer = {"faults": [str(fault) for fault in no.faults]}
            except Refusal as no:
                answer = {"faults": [str(no)]}
            except Unusable as no:
                answer = {"faults": no.faults}
            say(answer, as_json, in_words)

        return command

    return decorate


def say(answer: Answer, as_json: bool, in_words: Callable[[Answer], str]) -> None:
    """Print an answer in the form asked for and leave with its exit status."""
    faults = answer.get("faults", []) if set(answer) == {"faults"} else []
    if as_json:
        text = json.dumps(answer, ensure_ascii=False)
        # A long answer need not stand in the memory twice, as text and as bytes.
        for at in range(0, len(text), _AT_A_TIME):
            click.echo(text[at : at + _AT_A_TIME], nl=False)
        click.echo()
    elif not faults:
        click.echo(in_words(answer))
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(2)


def compared_answer(checked: int, disagreements: Iterable[Compared]) -> Answer:
    """How many figures were worked out again, and those that do not agree."""
    return {
        "checked": checked,
        "disagreements": [
            {"what": one.what, "expected": one.expected, "found": one.kept} for one in disagreements
        ],
    }


def disagreements_in_words(answer: Answer) -> str:
    """What was checked, and each thing that does not agree."""
    disagreements = answer["disagreements"]
    if not disagreements:
        return f"{answer['checked']:,} figures checked. Everything agrees."
    lines = [f"{answer['checked']:,} figures checked. {len(disagreements):,} do not agree:"]
    for compared in disagreements:
        lines += [
            compared["what"],
            f"    expected {compared['expected']}",
            f"    found    {compared['found']}",
        ]
    return "\n".join(lines)


_MEGABYTE = 1024 * 1024
_LONGEST_SENTENCE = 300
"""Characters: a fault names what is wrong, and what is wrong may be the whole file."""


def read_bytes(path: str, *, megabytes: int = 500) -> bytes:
    """The bytes of a file, or of standard input for ``-``; at most so many, told before a parser."""
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as file:
            content = file.read(megabytes * _MEGABYTE + 1)
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}.") from None
    if len(content) > megabytes * _MEGABYTE:
        raise Unusable(f"{path} is larger than {megabytes} MB. Split it.")
    return content


def read_table(path: str) -> list[Row]:
    """The rows of a CSV file in UTF-8, the headings first; empty ones are left out."""
    try:
        return read_apart(plain_table, read_bytes(path))
    except Refusal as no:
        raise Unusable(f"{path} is not a CSV file that can be read: {no}") from None


def read_object(path: str, schema: Answer) -> Answer:
    """A JSON object of the given shape (JSON Schema); numbers with a point come as Decimal."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 only for who reads an object

    try:
        value = cleaned(
            json.loads(
                read_bytes(path, megabytes=20).decode("utf-8-sig"),
                parse_float=Decimal,
                parse_constant=_not_a_number,
                object_pairs_hook=_no_key_twice,
            )
        )
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{path} is not JSON: {error}.") from None
    errors = sorted(
        Draft202012Validator(schema).iter_errors(value), key=lambda e: list(map(str, e.path))
    )
    if errors:
        raise Unusable(*[_sentence(error) for error in errors])
    return value  # type: ignore[no-any-return]


def _not_a_number(name: str) -> None:
    raise Unusable(f"{name} is not a number that can be used.")


def _no_key_twice(pairs: list[tuple[str, Any]]) -> Answer:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Unusable(f"The key “{twice}” stands twice in one object.")
    return members


def _sentence(error: Any) -> str:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.path)
    sentence = f"{where.lstrip('.') or 'The input'}: {error.message}."
    return sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[:_LONGEST_SENTENCE]}…"
