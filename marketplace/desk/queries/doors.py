"""What happened at the doors of this installation, searched by kind, network and address?"""

from sqlalchemy import Select

from marketplace.engine.access import Actor
from marketplace.engine.address import address_sought
from marketplace.engine.security_events import (
    EventKind,
    SecurityEvent,
    events_visible_to,
    events_with,
)


def events_wanted(
    actor: Actor, *, kind: str = "", network: str = "", email: str = ""
) -> Select[SecurityEvent]:
    """Those of a kind, from a network address, with an e-mail address typed; empty means any."""
    wanted = events_visible_to(actor)
    if kind in set(EventKind):
        wanted = wanted.where(SecurityEvent.kind == kind)
    if network:
        wanted = wanted.where(SecurityEvent.network == network)
    if email:
        wanted = wanted.where(events_with(address_sought(email)))
    return wanted
