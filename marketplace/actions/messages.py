"""What is said by e-mail."""

from typing import Any
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import select

from marketplace import clock, db, shown
from marketplace.action import Act, action
from marketplace.models.messages import Message
from marketplace.models.people import PersonDetails
from marketplace.settings import ROOT, from_environment

_templates = Environment(  # noqa: S701 plain text, nothing to escape
    loader=FileSystemLoader(ROOT / "templates" / "email"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(shown.FILTERS)


@action("message.write")
def write_message(
    act: Act, _: None, message_id: UUID, person_id: UUID, template: str, ids: dict[str, Any]
) -> Message | None:
    """Write and keep one e-mail; none for a person who has been erased.

    The template ``templates/email/<template>.txt`` has the subject as its first
    line; it is given ``name``, ``base_url`` and the ids' values as they were
    enqueued.
    """
    details = db.session.scalars(
        select(PersonDetails).where(PersonDetails.person_id == person_id)
    ).one_or_none()
    if details is None:
        return None
    text = _templates.get_template(f"{template}.txt").render(
        name=details.name, base_url=from_environment().base_url, site_name=shown.NAME, **ids
    )
    subject, __, body = text.partition("\n")
    act.note(template=template)
    return act.add(
        Message(
            id=message_id,
            person_id=person_id,
            address=details.email,
            template=template,
            subject=subject.strip(),
            body=body.strip() + "\n",
            written_at=act.now,
        )
    )


def mark_sent(message_id: UUID) -> None:
    """Note that the mail server took it."""
    with db.transaction():
        message = db.session.get_one(Message, message_id)
        message.sent_at = clock.now()
