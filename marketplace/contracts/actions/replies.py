"""An e-mail that arrived is put into its thread under the person who answered, or it is not.

Only the person whose answer was wanted is ever told that one was not taken, at the address of their
account and once a day for each reason: nobody can make this installation write to somebody else.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from marketplace.contracts.actions.threads import ByEmail, write_thread
from marketplace.contracts.models.threads import Thread, ThreadMessage
from marketplace.contracts.queries.threads import message_by_id, people_of_side
from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM
from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action
from marketplace.engine.plain import plain
from marketplace.gateways import arriving_mail, reply_addresses
from marketplace.gateways.arriving_mail import Arrived
from marketplace.gateways.reply_addresses import ReplyTo
from marketplace.organisations.queries.addresses import person_who_proved
from marketplace.organisations.queries.people import actor_for, names_of_people
from procurement.contracts.message import (
    IN_WORDS,
    MOST_BYTES,
    NotTaken,
    Side,
    is_answerable,
)
from procurement.ground.refusal import Refusal

TAKEN = "It is in the thread."
DROPPED = "Nobody is told: it is not an answer of a person to an e-mail of ours."
NOBODY = "Nobody answers at this address."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an e-mail."""

    is_taken: bool
    said: str


def take_reply(content: bytes, to: str = "") -> Outcome:
    """Put what arrived into its thread, or tell whoever wrote it why not, or drop it in silence.

    ``content`` may be cut after ``MOST_BYTES`` and one. ``to`` is the address to which the mail
    server delivered it; without, the addresses in the e-mail itself are looked at.
    """
    if to and _answered((to,)) is None:
        return Outcome(False, DROPPED)
    return _taken(arriving_mail.read(content), to, len(content))


def take_for_each(content: bytes, addresses: Collection[str]) -> None:
    """The same for each address to which it was delivered; it is read once."""
    arrived = arriving_mail.read(content)
    for to in addresses:
        _taken(arrived, to, len(content))


def _taken(arrived: Arrived, to: str, size: int) -> Outcome:
    if arrived.is_automatic or reply_addresses.is_ours(arrived.sender):
        return Outcome(False, DROPPED)
    addressed = _addressed((to,) if to else arrived.recipients, arrived.sender)
    if addressed is None:
        return Outcome(False, DROPPED)
    thread_id, person_id = addressed.thread.id, addressed.person_id
    fault = _fault(arrived, addressed, size)
    if fault is not None:
        return _refused(thread_id, person_id, fault, IN_WORDS[fault])
    return _put(thread_id, person_id, arrived)


def why_refused(to: str, sender: str) -> str:
    """Why no e-mail to this address is taken, whatever stands in it; empty where one may be.
    ``sender`` is where it comes from, as far as is known before it is here."""
    addressed = _addressed((to,), sender)
    if addressed is None:
        return NOBODY
    return IN_WORDS[NotTaken.TOO_OLD] if addressed.is_old else ""


@dataclass(frozen=True, slots=True)
class _Addressed:
    """What is answered, and to whom the address was given at which that is done."""

    answered: ThreadMessage
    thread: Thread
    person_id: UUID
    is_theirs: bool
    """Whether it comes from the address of that person’s account."""

    @property
    def is_old(self) -> bool:
        return not is_answerable(self.answered.written_at, clock.now())


def _answered(addresses: tuple[str, ...]) -> tuple[ReplyTo, ThreadMessage] | None:
    reply_to = next(filter(None, map(reply_addresses.read_address, addresses)), None)
    answered = message_by_id(reply_to.answered) if reply_to else None
    return (reply_to, answered) if reply_to and answered else None


def _addressed(addresses: tuple[str, ...], sender: str) -> _Addressed | None:
    found = _answered(addresses)
    if found is None:
        return None
    reply_to, answered = found
    thread = db.session.get_one(Thread, answered.thread_id)
    writer = person_who_proved(sender) if sender.isprintable() else None
    person_id = _whose(reply_to, thread, writer)
    return _Addressed(answered, thread, person_id, person_id == writer) if person_id else None


def _whose(reply_to: ReplyTo, thread: Thread, writer: UUID | None) -> UUID | None:
    """To whom the address was given: whoever wrote, else one of those who write in the thread."""
    known = [*([writer] if writer else []), *_everybody(thread)]
    return next((one for one in known if reply_to.is_of(one)), None)


def _everybody(thread: Thread) -> Iterator[UUID]:
    for side in Side:
        yield from people_of_side(thread, side)


def _fault(arrived: Arrived, addressed: _Addressed, size: int) -> NotTaken | None:
    faults = {
        NotTaken.OTHER_ADDRESS: not addressed.is_theirs,
        NotTaken.TOO_OLD: addressed.is_old,
        NotTaken.TOO_LARGE: size > MOST_BYTES,
        NotTaken.UNREADABLE: not arrived.is_readable,
        NotTaken.FILES: arrived.has_files,
        NotTaken.BETWEEN: arrived.stand_between,
        NotTaken.NOTHING_WRITTEN: not arrived.words,
    }
    return next((fault for fault, is_so in faults.items() if is_so), None)


def _put(thread_id: UUID, person_id: UUID, arrived: Arrived) -> Outcome:
    by_email = ByEmail(sha256(f"{person_id} {arrived.name}".encode()).hexdigest(), arrived.cut_off)
    actor = actor_for(person_id, names_of_people([person_id])[person_id])
    db.session.rollback()
    try:
        write_thread(actor, thread_id, words=arrived.words, by_email=by_email)
    except NotAllowed:
        return _refused(thread_id, person_id, NotTaken.NO_RIGHT, IN_WORDS[NotTaken.NO_RIGHT])
    except Refusal as no:
        return _refused(thread_id, person_id, "refused", str(no))
    return Outcome(True, TAKEN)


def _refused(thread_id: UUID, person_id: UUID, fault: str, why: str) -> Outcome:
    db.session.rollback()
    refuse_reply(SYSTEM, thread_id, person_id=person_id, fault=fault, why=why)
    return Outcome(False, why)


@action("reply.refuse")
def refuse_reply(act: Act, thread: Thread, *, person_id: UUID, fault: str, why: str) -> None:
    """Tell somebody that an e-mail of theirs is not in the thread; once a day for each reason."""
    act.note(refused=fault, from_person=person_id)
    act.enqueue(
        "send_email",
        once=f"reply-refused-{thread.id}-{person_id}-{fault}-{act.today}",
        person_id=person_id,
        template="reply_refused",
        ids=plain({"thread_id": thread.id, "title": thread.title, "why": why}),
        act_id=act.id,
    )
