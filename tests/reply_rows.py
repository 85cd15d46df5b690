"""An e-mail that answers one of ours, and the thread that it comes into."""

from email.message import EmailMessage
from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.threads import ThreadMessage
from marketplace.engine import db
from tests.jobs.conftest import Inbox

BAKER = "beth.baker@example.org"


def answer(sent: Inbox, words: str = "Number 77.", sender: str = BAKER) -> EmailMessage:
    """As the bidder’s mail program makes it of the last e-mail that came."""
    (came,) = [one for one in sent.messages if one["To"] == BAKER and one["Reply-To"]][-1:]
    message = EmailMessage()
    message["From"], message["To"] = sender, came["Reply-To"]
    message["Subject"], message["In-Reply-To"] = f"Re: {came['Subject']}", came["Message-ID"]
    message["Message-ID"] = f"<{len(words)}@baker.example>"
    quoted = "\n".join(f"> {line}" for line in came.get_payload().splitlines())
    message.set_content(f"{words}\n\nOn Monday the market wrote:\n\n{quoted}\n")
    return message


def written(thread: UUID) -> list[ThreadMessage]:
    db.session.expire_all()
    return list(
        db.session.scalars(
            select(ThreadMessage)
            .where(ThreadMessage.thread_id == thread)
            .order_by(ThreadMessage.id)
        )
    )
