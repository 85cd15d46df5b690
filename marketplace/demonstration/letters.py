"""Which link did somebody of the story get by e-mail?"""

import re

from sqlalchemy import select

from marketplace.engine import db, jobs
from marketplace.engine.messages import Message
from marketplace.organisations.actions import messages


def link_to(email: str, template: str, path: str) -> str:
    """The secret at the end of the link in the newest e-mail of its kind to an address."""
    jobs.run_due()
    body = db.session.scalars(
        select(Message.body)
        .where(Message.address == email, Message.template == template)
        .order_by(Message.id.desc())
    ).first()
    link = re.search(rf"/{path}/([\w-]+)", messages.readable(body or ""))
    if link is None:
        raise RuntimeError("The e-mail that was sent holds no link.")
    return link[1]
