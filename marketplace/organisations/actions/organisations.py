"""What people do with the organisations they answer for."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select, text

from invoicing.billing.party import is_gln, is_vat_number, normal_vat_number
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.address import normal_address
from marketplace.organisations.actions import messages
from marketplace.organisations.actions.addresses import check_proved
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.directory import has_owner
from marketplace.organisations.models.organisations import (
    Organisation,
    OrganisationIdentifier,
    TradingAddress,
)
from marketplace.organisations.models.people import Membership
from marketplace.organisations.queries.people import brokers
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier, Kind, Scheme, own_identifier
from procurement.organisations.place import locate, normal_postcode


@dataclass(frozen=True, slots=True)
class OrganisationProfile:
    """What an organisation says of itself, as it was typed; only a name and a contact are needed."""

    name: str
    contact_email: str
    about: str = ""
    website: str = ""
    vat_number: str = ""
    gln: str = ""
    employees: int | None = None


@action("organisation.register")
def register_organisation(
    act: Act,
    _: None,
    *,
    profile: OrganisationProfile,
    kind: Kind,
    scheme: Scheme,
    identifier: str = "",
    street: str,
    town: str,
    postcode: str,
) -> Organisation:
    """A new organisation with its first identifier and address; its registrant is its owner.

    A group on no register (``Scheme.MARKETPLACE``) is given a number here. A buyer
    waits for the broker's approval before it may publish. Refuses an identifier
    that is not in its register's form, or that an organisation here has already.
    """
    wanted = None
    if scheme is not Scheme.MARKETPLACE:
        wanted = Identifier.of(scheme, identifier)
        _check_free(wanted)
    organisation = act.add(
        Organisation(
            name=_name(profile.name),
            kind=kind,
            about=profile.about,
            website=_website(profile.website),
            employees=profile.employees,
            street=street,
            town=town,
            postcode=normal_postcode(postcode),
            vat_number=_vat_number(profile.vat_number),
            gln=_gln(profile.gln),
            contact_email=normal_contact(profile.contact_email),
            created_at=act.now,
            claimed_at=act.now,
        )
    )
    identify(organisation.id, wanted or _next_own())
    trades_from(organisation.id, postcode, act.today)
    appoint(act, act.person_id, organisation.id, Role.OWNER)
    if kind.buys:
        for broker in brokers():
            act.notify(broker, "buyer_to_approve", organisation=profile.name)
    keep_organisations(organisation.id)
    return organisation


@action("organisation.update")
def update_organisation(
    act: Act, organisation: Organisation, *, profile: OrganisationProfile
) -> None:
    """Change what an organisation says of itself. Another contact address is told to the old one."""
    contact = normal_contact(profile.contact_email)
    if organisation.contact_email and contact != organisation.contact_email:
        messages.notify_address(
            act, organisation.contact_email, "contact_changed", organisation=organisation.name
        )
    name = _name(profile.name)
    if name != organisation.name:
        act.enqueue("search_by_name", organisation_id=organisation.id)
    organisation.name = name
    organisation.about = profile.about
    organisation.website = _website(profile.website)
    organisation.contact_email = contact
    organisation.vat_number = _vat_number(profile.vat_number)
    organisation.gln = _gln(profile.gln)
    organisation.employees = profile.employees
    keep_organisations(organisation.id)


@action("organisation.move")
def move_organisation(
    act: Act, organisation: Organisation, *, street: str, town: str, postcode: str, from_on: date
) -> None:
    """Trade from another address from a day on: the old row ends, a new one begins.

    What was paid before keeps the place it was paid in. Refuses a day to come, and
    one that is not after the day the present address began.
    """
    if from_on > act.today:
        raise Refusal("Tell us of the move on the day it happens or after.", field="from_on")
    current = db.session.scalars(
        select(TradingAddress)
        .where(TradingAddress.organisation_id == organisation.id, TradingAddress.until_on.is_(None))
        .with_for_update()
    ).one_or_none()
    if current is not None:
        if from_on <= current.from_on:
            raise Refusal(
                f"The address now holds since {current.from_on:%-d %B %Y}. Give a later day.",
                field="from_on",
            )
        current.until_on = date.fromordinal(from_on.toordinal() - 1)
        db.session.flush()
    row = trades_from(organisation.id, postcode, from_on)
    organisation.street, organisation.town, organisation.postcode = street, town, row.postcode
    keep_organisations(organisation.id)
    act.note(from_on=from_on)


@action("identifier.add")
def add_identifier(
    act: Act, organisation: Organisation, *, scheme: str, identifier: str
) -> OrganisationIdentifier:
    """Another register the organisation stands in. Refuses one that is taken."""
    wanted = Identifier.of(scheme, identifier)
    if wanted.scheme is Scheme.MARKETPLACE:
        raise Refusal("The marketplace gives its own numbers.", field="scheme")
    _check_free(wanted)
    act.note(identifier=str(wanted))
    return identify(organisation.id, wanted)


def identify(organisation_id: UUID, identifier: Identifier) -> OrganisationIdentifier:
    """Note an identifier of an organisation, within an action."""
    row = OrganisationIdentifier(
        organisation_id=organisation_id,
        scheme=identifier.scheme.value,
        identifier=identifier.identifier,
    )
    db.session.add(row)
    db.session.flush()
    return row


def trades_from(organisation_id: UUID, postcode: str, from_on: date) -> TradingAddress:
    """Begin a trading address, resolved as far as its postcode is known, within an action."""
    place = locate(postcode)
    row = TradingAddress(
        organisation_id=organisation_id,
        postcode=normal_postcode(postcode),
        ward_code=place and place.ward_code,
        ward_name=place and place.ward_name,
        lsoa_code=place and place.lsoa_code,
        imd_decile=place and place.imd_decile,
        latitude=place and Decimal(str(place.lat)),
        longitude=place and Decimal(str(place.lon)),
        from_on=from_on,
    )
    db.session.add(row)
    db.session.flush()
    return row


def appoint(act: Act, person_id: UUID, organisation_id: UUID, role: Role) -> Membership:
    """Give a person with a proved address a role in an organisation, or give it back."""
    check_proved(person_id)
    row = db.session.scalars(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.role == role,
        )
    ).one_or_none()
    if row is None:
        row = Membership(person_id=person_id, organisation_id=organisation_id, role=role)
    row.since, row.ended_at = act.now, None
    return act.add(row)


def normal_contact(email: str) -> str:
    """A contact address in its one form; the refusal stands on its own field."""
    try:
        return normal_address(email)
    except Refusal as no:
        raise Refusal(str(no), field="contact_email") from None


def _check_free(wanted: Identifier) -> None:
    """Refuses an identifier that stands here; the lock keeps two from taking it at once."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": str(wanted)})
    holder = db.session.execute(
        select(Organisation.name, has_owner().label("is_owned"))
        .join(OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id)
        .where(
            OrganisationIdentifier.scheme == wanted.scheme.value,
            OrganisationIdentifier.identifier == wanted.identifier,
        )
    ).one_or_none()
    if holder is None:
        return
    what_to_do = (
        "Ask one of its owners to invite you."
        if holder.is_owned
        else "Find it under “Organisations” and claim it there."
    )
    raise Refusal(f"{holder.name} is here with this number. {what_to_do}", field="identifier")


def _next_own() -> Identifier:
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('MARKETPLACE'))"))
    last = db.session.scalar(
        select(func.max(OrganisationIdentifier.identifier)).where(
            OrganisationIdentifier.scheme == Scheme.MARKETPLACE.value
        )
    )
    return own_identifier(int(last or 0) + 1)


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise Refusal("Enter the organisation’s name.", field="name")
    return name


def _vat_number(typed: str) -> str | None:
    if not typed.strip():
        return None
    number = normal_vat_number(typed)
    if not is_vat_number(number):
        raise Refusal(
            f"“{typed.strip()}” is not a UK VAT number, such as GB 123 4567 82.",
            field="vat_number",
        )
    return number


def _gln(typed: str) -> str | None:
    number = "".join(typed.split())
    if number and not is_gln(number):
        raise Refusal(
            "A Global Location Number has 13 digits, the last of which checks the others. Compare "
            "it with what GS1 sent you.",
            field="gln",
        )
    return number or None


def _website(typed: str) -> str:
    if not typed.strip():
        return ""
    address = typed.strip() if "://" in typed else f"https://{typed.strip()}"
    if not re.fullmatch(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", address):
        raise Refusal("Enter a web address, such as https://example.org.", field="website")
    return address
