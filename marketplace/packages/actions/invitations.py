"""Who is invited to answer a package, and who says no?"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.people import answered_for
from marketplace.packages.actions.letters import tell_poster, tell_writers
from marketplace.packages.models.packages import Package, PackageInvitation
from marketplace.packages.queries.packages import MOST_INVITED, takes_offers
from procurement.ground.refusal import Refusal


@action("enterprises.invite")
def invite_enterprises(act: Act, package: Package, *, organisation_ids: Collection[UUID]) -> int:
    """Ask these to answer; each is told by e-mail. How many were not invited before."""
    if not takes_offers(package, act.now):
        raise Refusal("This package takes no more offers, so nobody can be invited to it.")
    known = set(
        db.session.scalars(
            select(PackageInvitation.organisation_id).where(
                PackageInvitation.package_id == package.id
            )
        )
    )
    wanted = [key for key in dict.fromkeys(organisation_ids) if key not in known]
    if not wanted:
        raise Refusal("Tick at least one enterprise that is not invited yet.", field="enterprises")
    if len(known) + len(wanted) > MOST_INVITED:
        raise Refusal(
            f"At most {MOST_INVITED} enterprises are invited to a package. Post one that everyone may "
            "answer, or invite fewer.",
            field="enterprises",
        )
    _check(package, wanted)
    db.session.add_all(
        PackageInvitation(
            package_id=package.id, organisation_id=organisation_id, invited_at=act.now
        )
        for organisation_id in wanted
    )
    poster = names_of([package.poster_id])[package.poster_id]
    tell_writers(
        act, wanted, package, "package_invited", poster=poster, closes_at=package.closes_at
    )
    act.note(invited=wanted)
    return len(wanted)


@action("package_invitation.decline")
def decline_package_invitation(act: Act, invitation: PackageInvitation, *, reason: str) -> None:
    """Say no, with a word or without; whoever posted the package is told."""
    if invitation.declined_at is not None:
        raise Refusal("Your organisation has declined this already.")
    invitation.declined_at, invitation.declined_because = act.now, reason.strip()
    package = db.session.get_one(Package, invitation.package_id)
    name = names_of([invitation.organisation_id])[invitation.organisation_id]
    tell_poster(
        act, package, "package_declined", enterprise=name, reason=invitation.declined_because
    )


def _check(package: Package, wanted: Sequence[UUID]) -> None:
    """Refuses whoever cannot answer: two queries, however many there are."""
    enterprises = db.session.scalars(
        select(Organisation).where(Organisation.id.in_(wanted)).order_by(Organisation.name)
    ).all()
    answered = answered_for(wanted, Role.BID_WRITER)
    if len(enterprises) < len(wanted) or any(
        not row.kind.supplies or row.id == package.poster_id for row in enterprises
    ):
        raise Refusal("Choose enterprises of the directory.", field="enterprises")
    for row in enterprises:
        if row.dissolved_on is not None or row.merged_into_id is not None:
            raise Refusal(f"{row.name} no longer exists.", field="enterprises")
        if row.id not in answered:
            raise Refusal(
                f"Nobody has an account for {row.name} yet, so nobody would read it.",
                field="enterprises",
            )
