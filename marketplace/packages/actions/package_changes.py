"""A posted package is changed: the next version, told to all, and offers made before are asked about."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.law import known_figures
from marketplace.packages.actions.above import check_term
from marketplace.packages.actions.letters import tell_enterprises
from marketplace.packages.actions.offers import void_acceptances_of
from marketplace.packages.actions.openings import publish_moment
from marketplace.packages.actions.package_terms import ask_promises, know_words
from marketplace.packages.models.packages import Package, PackageChange
from marketplace.packages.queries.package_history import MOST_CHANGES, facts_of
from marketplace.packages.queries.packages import takes_offers
from procurement.ground.refusal import Refusal
from procurement.packages.package import PackageFacts, check_package
from procurement.packages.package_change import Changed, check_change


@action("package.change")
def change_package(act: Act, package: Package, *, facts: PackageFacts, why: str) -> PackageChange:
    """Say anew what is wanted, by when, for how much, on which terms and with which promises; who may
    answer and how stays.

    Everyone who was invited, has asked or has answered is told what is another now.
    """
    before, was = facts_of(package), package.closes_at
    facts = replace(facts, audience=package.audience, way=package.way, place=package.place)
    changed = check_change(before, facts, why, takes_offers=takes_offers(package, act.now))
    check_package(facts, act.now, known_figures())
    if package.parent_contract_id is not None:
        check_term(package.parent_contract_id, facts.payment_days)
    rate = facts.rate
    package.title, package.about = facts.title.strip(), facts.about.strip()
    package.starts_on, package.ends_on = facts.starts_on, facts.ends_on
    package.budget, package.rate = facts.budget, rate.pounds if rate else None
    package.quantity, package.unit = rate.quantity if rate else None, rate.unit if rate else None
    package.payment_days, package.payment_reason = facts.payment_days, facts.reason_for_term
    package.retention, package.terms = facts.retention, facts.terms.strip()
    package.closes_at = facts.closes_at
    know_words(package)
    if facts.clauses != before.clauses:
        ask_promises(package, facts.clauses)
    return next_version(act, package, changed, why, was)


def next_version(
    act: Act, package: Package, changed: Sequence[Changed], why: str, closed_at_was: datetime | None
) -> PackageChange:
    """Within an action that holds the package: note what is another now, ask those whose offers were
    made before, and tell everybody."""
    if package.version > MOST_CHANGES:
        raise Refusal(f"A package is changed {MOST_CHANGES} times at most. Post it anew.")
    package.version += 1
    row = act.add(
        PackageChange(
            package_id=package.id,
            number=package.version,
            changed=[asdict(one) for one in changed],
            why=why.strip(),
            closes_at_was=closed_at_was,
            closes_at=package.closes_at,
            changed_at=act.now,
            changed_by=act.person_id,
        )
    )
    void_acceptances_of(package)
    tell_enterprises(
        act, package, "package_changed",
        version=row.number, why=row.why, changed=row.changed,
    )  # fmt: skip
    act.note(change=row.id)
    if package.closes_at != closed_at_was:
        publish_moment(act, package)
    return row
