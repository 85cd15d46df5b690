"""Does everything stand exactly once, though parts are killed while people work?"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

import psycopg

from marketplace.demonstration.method_statement import METHOD_STATEMENT
from tests.kills.installation import PATIENCE, Installation
from tests.kills.writers import Visitor, Writer, typing

_WANTED = "SELECT count(*) FROM outbox WHERE done_at IS NULL AND due_at <= now()"
_HELD = """
    SELECT id, now() FROM outbox
    WHERE done_at IS NULL AND last_error IS NULL AND leased_until > now()"""
_NONE = {
    "Acts that stand in the record twice": """
        SELECT act_id, count(*) FROM audit_records WHERE at > %(began)s
        GROUP BY act_id HAVING count(*) > 1""",
    "Documents that were made twice or never": """
        SELECT invoices.number, count(audit_records.number) FROM invoices
        LEFT JOIN audit_records ON subject_id = invoices.id AND verb = 'rendering.keep'
        GROUP BY invoices.id HAVING count(audit_records.number) <> 1""",
    "E-mails that are asked for, and not sent": """
        SELECT outbox.id FROM outbox LEFT JOIN messages USING (id)
        WHERE job IN ('send_email', 'send_receipt') AND created_at > %(began)s
        AND messages.sent_at IS NULL""",
    "E-mails that nobody asked for": """
        SELECT messages.id FROM messages LEFT JOIN outbox USING (id)
        WHERE written_at > %(began)s AND outbox.id IS NULL""",
    "Numbers of credit notes with gaps": """
        SELECT supplier_id, count(*), max(substring(number FROM '[0-9]+$')::int) FROM invoices
        WHERE kind = 'credit_note' GROUP BY supplier_id
        HAVING count(*) <> max(substring(number FROM '[0-9]+$')::int)""",
    "Questions that are not told to each buyer once": """
        SELECT question FROM clarifications
        LEFT JOIN outbox ON outbox.values->'ids'->>'question' = question
        WHERE question LIKE 'Question of %%' GROUP BY question HAVING count(outbox.id) <> 1""",
}
"""What there must be none of."""


@dataclass(frozen=True)
class Kill:
    """One kill: of what, and the seconds until the next act, every writer's, and all was back."""

    kind: str
    next_act: float
    every_writer: float
    back: float


class Story:
    """Four people at work on one installation, and what is killed meanwhile."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.random = Random(65)
        [[self.began]] = installation.asked("SELECT now()")
        self._held: list[tuple[UUID, datetime]] = []
        self._anybody = Visitor(installation.port)
        asks = [self._asks(name) for name in ("gardens", "wheelers")]
        self.writers = [*asks, self._credits(), self._bids()]

    def play(self, kinds: Iterable[str]) -> Iterator[Kill]:
        """Kill one part after the other, each once everything is back and everybody went on."""
        for writer in self.writers:
            writer.begin()
        for kind in kinds:
            time.sleep(self.random.uniform(0.3, 2.5))
            yield self._killed(kind)
        for writer in self.writers:
            writer.end()
        self._refuse_faults()
        self._wait("every job is done", self._is_all_done)

    def _killed(self, kind: str) -> Kill:
        if kind == "worker":
            self._wait("the worker has a job in hand", self._notes_what_is_held)
        began = time.monotonic()
        gone = self.installation.kill(kind, self.random.choice)
        self._wait(f"everything is back after {kind}", lambda: self.installation.is_back(gone))
        back = time.monotonic() - began
        everybody = len(self.writers)
        self._wait(f"everybody goes on after {kind}", lambda: len(self._since(began)) == everybody)
        acts = [moment - began for moment in self._since(began)]
        return Kill(kind, min(acts), max(acts), back)

    def _since(self, moment: float) -> list[float]:
        """For each writer who went on: when the first act sent after a moment was acknowledged."""
        known = [list(writer.acknowledged.values()) for writer in self.writers]
        later = [[at for sent, at in times if sent > moment] for times in known]
        return [min(times) for times in later if times]

    def jobs_of_killed_workers(self) -> list[float]:
        """For each job that a worker had in hand when it was killed: seconds until it was done."""
        done = dict(self.installation.asked("SELECT id, done_at FROM outbox"))
        return [(done[key] - at).total_seconds() for key, at in self._held]

    def _notes_what_is_held(self) -> bool:
        held = self.installation.asked(_HELD)
        self._held += held
        return bool(held)

    def _is_all_done(self) -> bool:
        [[wanted]] = self.installation.asked(_WANTED)
        return wanted == 0

    def _wait(self, what: str, is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            self._refuse_faults()
            with suppress(psycopg.OperationalError):
                if is_so():
                    return
            assert time.monotonic() < until, f"Not so: {what}.\n{self.installation.said()}"
            time.sleep(0.05)

    def _refuse_faults(self) -> None:
        for writer in self.writers:
            if writer.fault:
                raise writer.fault

    def _visitor(self, account: str) -> Visitor:
        visitor = Visitor(self.installation.port)
        visitor.sign_in(f"{account}@demonstration.example")
        return visitor

    def _asks(self, account: str) -> Writer:
        path = f"{self._tender()}/ask"
        return Writer(
            f"Question of {account}",
            self._visitor(account),
            lambda words: [(path, typing(question=f"{words} Are trays wanted back?"))],
        )

    def _credits(self) -> Writer:
        visitor = self._visitor("cleaners")
        path = f"{visitor.links('/invoices', '/invoices/')[0]}/credit"
        return Writer(
            "Credit",
            visitor,
            lambda words: [(path, typing(how_much="part", net="0.01", reason=words))],
        )

    def _bids(self) -> Writer:
        visitor = self._visitor("cleaners")
        bid = visitor.sent(f"{self._tender()}/begin-bid", typing(how="alone"))
        prices, promises = typing(prices="90000"), typing(commitments="2", method="By hand.")
        answers = sorted(visitor.links(bid, f"{bid}/answers/"))
        for path in answers:
            visitor.sent(path, typing(text="First words."))
        visitor.attach(f"{answers[0]}/files", "file_0", METHOD_STATEMENT.file)
        visitor.sent(f"{bid}/prices", prices)
        visitor.sent(f"{bid}/commitments", promises)
        met = {"conditions": "outside", "relied_on": "The cook of a school", "how": "By letter."}
        visitor.sent(f"{bid}/conditions", typing(**met))
        assured = {"is_independent": "y", "takes_terms": "y", "has_conflict": "no"}
        visitor.sent(f"{bid}/assurances", typing(uses_others="no", exclusion="none", **assured))
        self.bid = bid
        return Writer(
            "Bid",
            visitor,
            lambda words: [(answers[0], typing(text=words)), (f"{bid}/submit", typing())],
        )

    def _tender(self) -> str:
        [path] = self._anybody.links("/tenders", "/tenders/")
        return path


def wrong(story: Story) -> Iterator[str]:
    """What does not stand exactly once of all that was acknowledged and of what follows from it."""
    installation = story.installation
    questions, credits, bid = _kept(installation, story)
    for writer, kept in zip(story.writers, [questions, questions, credits, bid], strict=True):
        for words in writer.acknowledged:
            if kept[words] != 1:
                yield f"“{words}” was acknowledged, and stands there {kept[words]} times"
        for words in (words for words in kept if words.startswith(writer.name)):
            if words not in writer.acknowledged:
                yield f"“{words}” was never acknowledged, and stands there"
    for sentence, query in _NONE.items():
        if rows := installation.asked(query, began=story.began):
            yield f"{sentence}: {rows}"
    if disagreements := installation.verified()["disagreements"]:
        yield f"verify: {disagreements}"


def _kept(installation: Installation, story: Story) -> tuple[Counter[str], ...]:
    """How often the words of each act stand there: in questions, credit notes, and versions of the bid."""
    questions = installation.asked("SELECT question FROM clarifications")
    reasons = installation.asked("SELECT document->>'reason' FROM invoices")
    bidder, path = story.writers[-1].visitor, story.bid
    versions = installation.asked(
        "SELECT number FROM bid_versions WHERE bid_id = %(id)s", id=path.rpartition("/")[2]
    )
    contents = [
        json.loads(bidder.asked("GET", f"{path}/versions/{number}/submitted.json")[1])["content"]
        for (number,) in versions
    ]
    answers = [min(content["answers"].items())[1] for content in contents]
    return (
        Counter(question.removesuffix(" Are trays wanted back?") for (question,) in questions),
        Counter(reason for (reason,) in reasons if reason),
        Counter(answers),
    )
