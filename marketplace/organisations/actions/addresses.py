"""Is an e-mail address its person's? Proved by a link, changed by one, and a change is stopped by one."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.address import address_sought, normal_address
from marketplace.engine.security_events import EventKind
from marketplace.gateways.keys import fingerprint
from marketplace.organisations.actions import messages
from marketplace.organisations.actions.guarding import guards_a_password, limits_links
from marketplace.organisations.actions.people import (
    check_free,
    check_own_password,
    details_to_change,
    end_sign_ins,
    hash_of,
)
from marketplace.organisations.actions.registrations import LINK_LASTS
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.models.people import Person, PersonDetails
from marketplace.organisations.queries.addresses import has_proved_address
from marketplace.organisations.queries.people import person_with, token_hash
from procurement.ground.refusal import Refusal

STOPPABLE_FOR = timedelta(days=7)
"""How long the old address can take a change back, counted from the day it was asked for."""


@limits_links
@action("address_proof.request")
def request_address_proof(act: Act, person: Person) -> str:
    """Send a link to the person's address, to prove it; the path in the e-mail."""
    details = details_to_change(person.id)
    token = _sent_link(act, details, details.email)
    messages.notify_address(
        act, details.email, "address_to_prove", person_name=details.name, token=token
    )
    return f"/account/address/{messages.readable(token)}"


@limits_links
@guards_a_password(EventKind.PASSWORD_WRONG)
@action("address_change.request")
def request_address_change(act: Act, person: Person, *, email: str, password: str) -> str:
    """Send a link to another address, and one that stops it to the old one; the path to the new one.

    Needs the password. Until the link is followed the old address stays. An address that
    somebody else has is answered alike, and its holder is told.
    """
    details = details_to_change(person.id)
    check_own_password(details, password)
    address = normal_address(email)
    if address == address_sought(details.email):
        raise Refusal("This is the address of your account now.", field="email")
    is_known = person_with(address) is not None
    stop = secrets.token_urlsafe(32)
    token = _sent_link(act, details, address, stop)
    act.note(email=fingerprint(address))
    template = "address_known" if is_known else "address_to_change"
    messages.notify_address(act, address, template, person_name=details.name, token=token, next="")
    messages.notify_address(
        act,
        details.email,
        "address_changing",
        person_name=details.name,
        token=messages.secret(stop),
    )
    return "/sign-in" if is_known else f"/account/address/{messages.readable(token)}"


@action("address.prove")
def prove_address(act: Act, proof: AddressProof, *, token: str) -> None:
    """Follow the link: the address is proved, and from now on it is the person's.

    Only the person whose link it is may, signed in: whoever reads the e-mail of an account
    that a stranger began in their name must not prove it for the stranger.
    """
    check_proof(proof, token, act.now)
    details = details_to_change(proof.person_id)
    if address_sought(proof.email) != address_sought(details.email):
        if proof.old_email != details.email:
            raise Refusal("Your address was changed since. Ask for a new link.")
        check_free(proof.email)
        messages.notify_address(act, details.email, "address_changed", person_name=details.name)
    proof.used_at = act.now
    details.email, details.email_proved_at = proof.email, act.now
    act.note(email=fingerprint(proof.email))


@action("address_change.stop")
def stop_address_change(act: Act, proof: AddressProof, *, token: str) -> None:
    """Say from the old address that it was somebody else: the address stays, or comes back.

    Whoever asked for it knew the password, so every device is signed out and the password
    opens nothing any more: a new one is chosen by a link to the old address.
    """
    check_stop(proof, token, act.now)
    details = details_to_change(proof.person_id)
    if proof.old_email and proof.old_email != details.email:
        check_free(proof.old_email)
        details.email = proof.old_email
    details.email_proved_at = act.now
    details.password_hash = hash_of(secrets.token_hex(32))
    proof.stopped_at = act.now
    db.session.execute(
        update(AddressProof)
        .where(AddressProof.person_id == proof.person_id, AddressProof.used_at.is_(None))
        .values(used_at=act.now)
    )
    end_sign_ins(act, details.person_id)
    act.note(email=fingerprint(details.email))


def check_proof(proof: AddressProof | None, token: str, now: datetime) -> None:
    """Refuses a link that cannot be used any more, in a sentence that says what to do."""
    if proof is None or proof.token_hash != token_hash(token) or proof.person_id is None:
        raise Refusal("This link is not right. Ask for a new one.")
    if proof.used_at is not None or proof.stopped_at is not None:
        raise Refusal("This link was used or stopped already. Ask for a new one if you need it.")
    if proof.expires_at <= now:
        raise Refusal("This link was good for one day and is over. Ask for a new one.")


def check_stop(proof: AddressProof | None, token: str, now: datetime) -> None:
    """Refuses a link that can stop nothing any more."""
    if proof is None or proof.stop_hash is None or proof.stop_hash != token_hash(token):
        raise Refusal("This link is not right. Write to us from the page Contact.")
    if proof.stopped_at is not None:
        raise Refusal("This change was stopped already. Choose a new password for your account.")
    if proof.asked_at + STOPPABLE_FOR <= now:
        raise Refusal(
            "This link was good for seven days and is over. Write to us from the page Contact."
        )


def check_proved(person_id: UUID) -> None:
    """Refuses a role for somebody who has not shown that their address is theirs."""
    if not has_proved_address(person_id):
        raise Refusal(
            "The e-mail address of this account is not proved yet. Follow the link that is sent "
            "from the page “Your account”, then try again."
        )


def _sent_link(act: Act, details: PersonDetails, address: str, stop: str = "") -> str:
    """Keep a link to an address, with what stops it; its secret word. An earlier one is over."""
    db.session.execute(
        update(AddressProof)
        .where(AddressProof.person_id == details.person_id, AddressProof.expires_at > act.now)
        .values(expires_at=act.now)
    )
    token = secrets.token_urlsafe(32)
    act.add(
        AddressProof(
            person_id=details.person_id,
            email=address,
            old_email=details.email if stop else None,
            token_hash=token_hash(token),
            stop_hash=token_hash(stop) if stop else None,
            asked_at=act.now,
            expires_at=act.now + LINK_LASTS,
        )
    )
    return messages.secret(token)
