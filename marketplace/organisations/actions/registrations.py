"""How does an account begin? With a link to the address it will be of."""

import secrets
from datetime import timedelta
from urllib.parse import quote, urlencode

from sqlalchemy import delete

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.address import normal_address
from marketplace.gateways.keys import fingerprint
from marketplace.organisations.actions import messages
from marketplace.organisations.actions.guarding import limits_links
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.queries.people import person_with, token_hash

LINK_LASTS = timedelta(days=1)


@limits_links
@action("registration.begin")
def begin_registration(act: Act, _: None, *, email: str, next: str = "") -> str:
    """Send a link to an address that has no account; tell one that has. The path in the e-mail.

    Both take the same steps: whoever asks learns nothing of the address.
    """
    address, token = normal_address(email), secrets.token_urlsafe(32)
    is_known = person_with(address) is not None
    db.session.execute(
        delete(AddressProof).where(
            AddressProof.person_id.is_(None), AddressProof.expires_at < act.now - LINK_LASTS
        )
    )
    act.add(
        AddressProof(
            email=address,
            token_hash=token_hash(token),
            asked_at=act.now,
            expires_at=act.now + LINK_LASTS,
        )
    )
    act.note(email=fingerprint(address))
    template = "address_known" if is_known else "registration"
    onward = messages.secret(quote(next, safe="")) if next else ""  # an invitation has a secret
    messages.notify_address(act, address, template, token=messages.secret(token), next=onward)
    query = f"?{urlencode({'next': next})}" if next else ""
    return "/sign-in" if is_known else f"/register/{token}{query}"
