"""What is coming on a development: added, changed, withdrawn; and who watches is told."""

from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.packages.models.developments import Development
from marketplace.packages.models.pipeline import ComingPackage, DevelopmentWatch
from marketplace.packages.queries.pipeline import coming_package_of, watch_of, watchers_of
from procurement.ground.refusal import Refusal
from procurement.packages.pipeline import ComingWork, check_coming


@action("coming_package.add")
def add_coming_package(act: Act, development: Development, *, work: ComingWork) -> ComingPackage:
    """Say what work is coming; the people of each enterprise that watches are told."""
    row = ComingPackage(development_id=development.id, added_at=act.now)
    _write(act, development, row, work)
    act.add(row)
    tell_watchers(act, development, "coming_package_added", title=row.title, month=row.month)
    return row


@action("coming_package.update")
def update_coming_package(
    act: Act, development: Development, *, coming_id: UUID, work: ComingWork
) -> None:
    """Change what is said of it; who watches is told of another month."""
    row = _coming(development, coming_id)
    before = row.month
    _write(act, development, row, work)
    if row.month != before:
        tell_watchers(
            act,
            development,
            "coming_package_moved",
            title=row.title,
            month=row.month,
            before=before,
        )


@action("coming_package.withdraw")
def withdraw_coming_package(act: Act, development: Development, *, coming_id: UUID) -> None:
    """Take it off the list, because it was posted or will not come."""
    _coming(development, coming_id).withdrawn_at = act.now


@action("watch.begin")
def begin_watch(act: Act, development: Development, *, organisation_id: UUID) -> DevelopmentWatch:
    """Have the people of an enterprise told what comes. Twice is as good as once."""
    _check_own(act, organisation_id)
    known = watch_of(development.id, organisation_id)
    return known or act.add(
        DevelopmentWatch(
            development_id=development.id, organisation_id=organisation_id, since=act.now
        )
    )


@action("watch.end")
def end_watch(act: Act, development: Development, *, organisation_id: UUID) -> None:
    """Tell them no more."""
    _check_own(act, organisation_id)
    if (known := watch_of(development.id, organisation_id)) is not None:
        db.session.delete(known)


def tell_watchers(act: Act, development: Development, template: str, **values: object) -> None:
    """Within an action: an e-mail to those who write bids for an enterprise that watches; none
    before the development is published."""
    if development.published_at is None:
        return
    for person_id in people_of(watchers_of(development.id), Role.BID_WRITER):
        act.notify(
            person_id,
            template,
            development=development.name,
            development_id=development.id,
            **values,
        )


def _write(act: Act, development: Development, row: ComingPackage, work: ComingWork) -> None:
    check_coming(work, development.ends_on, act.today)
    row.title, row.about, row.cpv = work.title.strip(), work.about.strip(), work.cpv
    row.value_from, row.value_to = work.value_from, work.value_to
    row.month, row.phase = work.month, work.phase


def _coming(development: Development, coming_id: UUID) -> ComingPackage:
    row = db.session.scalars(
        coming_package_of(development.id, coming_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotThere("ComingPackage")
    return row


def _check_own(act: Act, organisation_id: UUID) -> None:
    """Refuses an organisation that only buys: there is nothing it could offer."""
    if organisation_id not in act.actor.organisations_as(Role.BID_WRITER):
        raise NotAllowed(act.verb)
    if not db.session.get_one(Organisation, organisation_id).kind.supplies:
        raise Refusal("Only an organisation that supplies can watch a development.")
