"""What an enterprise says of what it can do, and how much of it at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.profiles import Capability, Profile
from procurement.ground.refusal import Refusal
from procurement.ground.theme import Theme
from procurement.open_data.cpv import cpv_name
from procurement.organisations import profile as rules
from procurement.organisations.profile import Capacity, check_capacity, checked_capabilities


@dataclass(frozen=True, slots=True)
class ProfileTerms:
    """What is typed of an enterprise; ``revision`` is the one its author saw, 0 where none was kept."""

    capacity: Capacity
    capabilities: Sequence[rules.Capability] = ()
    themes: Sequence[Theme] = ()
    revision: int = 0


@action("profile.keep")
def keep_profile(act: Act, organisation: Organisation, *, terms: ProfileTerms) -> Profile:
    """Write the profile anew, all of its capabilities as a whole.

    Refuses for who supplies nothing, an unknown code, and where a colleague has saved meanwhile.
    """
    if not organisation.kind.supplies:
        raise Refusal("Only an organisation that supplies says here what it can do.")
    check_capacity(terms.capacity)
    capabilities = checked_capabilities(terms.capabilities)
    _refuse_unknown_codes(capabilities)
    row = db.session.scalars(
        select(Profile).where(Profile.organisation_id == organisation.id)
    ).one_or_none()
    if (row.revision if row else 0) != terms.revision:
        raise Refusal(
            "A colleague saved this profile while you were working on it. What you typed is still "
            "below: compare it with your public page, then save again."
        )
    if row is None:
        row = Profile(organisation_id=organisation.id, revision=0)
    row.largest_contract = terms.capacity.largest_contract
    row.people, row.miles = terms.capacity.people, terms.capacity.miles
    row.themes = [theme.value for theme in Theme if theme in terms.themes]
    row.changed_at, row.revision = act.now, row.revision + 1
    act.add(row)
    _write_capabilities(organisation, capabilities)
    keep_organisations(organisation.id)
    return row


def _refuse_unknown_codes(capabilities: Sequence[rules.Capability]) -> None:
    for row in capabilities:
        if row.cpv and not cpv_name(row.cpv):
            raise Refusal(
                f"{row.cpv} is not in the list of CPV codes. Leave it empty and say it in words.",
                field="capabilities",
            )


def _write_capabilities(
    organisation: Organisation, capabilities: Sequence[rules.Capability]
) -> None:
    db.session.execute(delete(Capability).where(Capability.organisation_id == organisation.id))
    db.session.add_all(
        Capability(organisation_id=organisation.id, number=number, words=row.words, cpv=row.cpv)
        for number, row in enumerate(capabilities, 1)
    )
