"""What does the link in an e-mail that never leaves look like?

In a demonstration without a mail server the next page shows it, marked as such. Nowhere
else: there only who reads the e-mail has it.
"""

from flask import current_app, session

_KEPT = "shown_link"


def keep(path: str) -> None:
    """Remember the path in the e-mail just asked for, where the next page may show it."""
    if current_app.config["SETTINGS"].shows_links:
        session[_KEPT] = path


def take() -> str | None:
    """The path to show on this page, once."""
    path: str | None = session.pop(_KEPT, None) if _KEPT in session else None
    return path if current_app.config["SETTINGS"].shows_links else None
