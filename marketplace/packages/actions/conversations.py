"""A conversation with a contact is logged, goes on, and ends."""

from uuid import UUID

from marketplace.engine.act import Act, NotAllowed
from marketplace.engine.action import action
from marketplace.packages.models.contacts import Contact, Conversation
from procurement.ground.refusal import Refusal
from procurement.packages.contact import Spoken, check_spoken


@action("conversation.log")
def log_conversation(
    act: Act, contact: Contact, *, spoken: Spoken, logged_for: UUID | None = None
) -> Conversation:
    """Note what was asked or said. ``logged_for`` is the organisation whose people read it; a
    broker logs for none of them."""
    if contact.ended_at is not None:
        raise Refusal("One speaks to this contact no more.")
    is_own = logged_for in act.actor.organisations
    if not (is_own or (logged_for is None and act.actor.is_broker)):
        raise NotAllowed(act.verb)
    check_spoken(spoken, act.today)
    row = Conversation(
        contact_id=contact.id,
        asked_on=spoken.asked_on,
        logged_by=act.person_id,
        logged_for=logged_for,
        logged_at=act.now,
    )
    _write(act, row, spoken)
    return act.add(row)


@action("conversation.note")
def note_conversation(act: Act, conversation: Conversation, *, spoken: Spoken) -> None:
    """It went on: an answer came, or there is another next step."""
    _check_open(conversation)
    check_spoken(spoken, act.today)
    conversation.asked_on = spoken.asked_on
    _write(act, conversation, spoken)


@action("conversation.close")
def close_conversation(act: Act, conversation: Conversation) -> None:
    """Nothing more is to come of it."""
    _check_open(conversation)
    conversation.closed_on = conversation.moved_on = act.today


def _write(act: Act, row: Conversation, spoken: Spoken) -> None:
    row.with_whom, row.said = spoken.with_whom.strip(), spoken.said.strip()
    row.answered_on = spoken.answered_on
    row.next_step, row.next_on = spoken.next_step.strip(), spoken.next_on
    row.moved_on = act.today


def _check_open(conversation: Conversation) -> None:
    if conversation.closed_on is not None:
        raise Refusal("This conversation has ended.")
