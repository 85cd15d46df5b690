"""What the owner of a development does with it: opens it, says what it is, shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.actions.groups import tell_joined
from marketplace.packages.models.developments import Development, DevelopmentPhase
from marketplace.packages.queries.groups import members_of
from procurement.ground.refusal import Refusal
from procurement.organisations.place import locate, normal_postcode
from procurement.packages.development import DevelopmentKind, Phase, check_development


@dataclass(frozen=True, slots=True)
class DevelopmentTerms:
    """What its owner says of a development."""

    name: str
    kind: DevelopmentKind
    postcode: str
    starts_on: date
    ends_on: date
    about: str = ""
    phases: Sequence[Phase] = ()


@action("development.begin")
def begin_development(act: Act, owner: Organisation, *, terms: DevelopmentTerms) -> Development:
    """Open a development of this organisation; others see it once it is published."""
    if not owner.kind.buys:
        raise Refusal("Only a developer or an authority can open a development here.")
    row = Development(owner_id=owner.id, begun_at=act.now)
    _write(row, terms)
    act.add(row)
    _write_phases(row.id, terms.phases)
    act.note(development=row.id)
    return row


@action("development.update")
def update_development(act: Act, development: Development, *, terms: DevelopmentTerms) -> None:
    """Change what it says; all of its phases as a whole, in their order."""
    db.session.execute(
        delete(DevelopmentPhase).where(DevelopmentPhase.development_id == development.id)
    )
    _write_phases(development.id, terms.phases)
    _write(development, terms)
    flag_modified(development, "name")  # so that a change of its phases counts as one of its own


@action("development.publish")
def publish_development(act: Act, development: Development) -> None:
    """Show it to everybody, and tell its working group. Refuses while the broker has not confirmed
    who its owner is."""
    owner = db.session.get_one(Organisation, development.owner_id)
    if owner.approved_at is None:
        raise Refusal(
            "The broker has not confirmed yet that your organisation is who it says. You get an "
            "e-mail; then you can publish this."
        )
    if development.published_at is not None:
        raise Refusal("This development is published.")
    development.published_at = act.now
    members = [row.organisation_id for row in members_of(development.id)]
    tell_joined(act, development, [key for key in members if key is not None])


def _write(row: Development, terms: DevelopmentTerms) -> None:
    check_development(terms.name, terms.starts_on, terms.ends_on, terms.phases)
    place = locate(terms.postcode)
    row.name, row.kind, row.about = terms.name.strip(), terms.kind, terms.about.strip()
    row.postcode = normal_postcode(terms.postcode)
    row.ward_code = place.ward_code if place else None
    row.latitude = Decimal(str(place.lat)) if place else None
    row.longitude = Decimal(str(place.lon)) if place else None
    row.starts_on, row.ends_on = terms.starts_on, terms.ends_on


def _write_phases(development_id: UUID, phases: Sequence[Phase]) -> None:
    db.session.add_all(
        DevelopmentPhase(
            development_id=development_id,
            number=number,
            title=phase.title.strip(),
            starts_on=phase.starts_on,
            ends_on=phase.ends_on,
        )
        for number, phase in enumerate(phases, 1)
    )
