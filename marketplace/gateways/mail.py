"""How does an e-mail leave? By the SMTP server the settings name; where none is named, it stays."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from marketplace.engine import clock

_UNFOLDED = policy.SMTP.clone(max_line_length=998)
"""Lines as long as RFC 5322 allows: a link that is folded into words of its own opens nothing."""

_url: str | None = None
_sender = ""


def use(url: str | None, sender: str) -> None:
    """Called once by the wiring: ``smtp://``, ``smtp+starttls://`` or ``smtps://`` with user and port."""
    global _url, _sender
    _url, _sender = url, sender


def is_connected() -> bool:
    """Whether e-mails leave at all; otherwise they are only kept."""
    return _url is not None


@contextmanager
def nothing_leaves() -> Iterator[None]:
    """Meanwhile e-mails are only kept, whatever the settings name."""
    global _url
    before, _url = _url, None
    try:
        yield
    finally:
        _url = before


def send(
    message_id: str,
    to: str,
    subject: str,
    body: str,
    *,
    stop: str = "",
    reply_to: str = "",
    thread_id: str = "",
) -> None:
    """Hand one e-mail to the server. The same ``message_id`` again is the same e-mail. ``stop`` is
    the page on which its reader ends e-mails of this kind (RFC 2369); ``reply_to`` is where an
    answer goes, where one is taken. Those of one ``thread_id`` stand together in a mail program,
    as if each answered one that nobody has (RFC 5322, 3.6.4)."""
    parts = urlsplit(_url or "")
    message = EmailMessage(policy=_UNFOLDED)
    message["From"], message["To"], message["Subject"] = _sender, to, subject
    message["Date"] = format_datetime(clock.now())
    domain = _sender.rpartition("@")[2]
    message["Message-ID"] = f"<{message_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if reply_to:
        message["Reply-To"] = reply_to
    if thread_id:
        message["References"] = f"<{thread_id}@{domain}>"
    if stop:
        message["List-Unsubscribe"] = f"<{stop}>"
    message.set_content(body)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or 0, timeout=20) as server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
