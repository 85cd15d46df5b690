"""What the poster of a package does with it: posts it, and withdraws it with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.documents import Upload
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.law import known_figures
from marketplace.packages.actions.above import check_above
from marketplace.packages.actions.choices import withdraw_choice
from marketplace.packages.actions.letters import tell_enterprises, tell_watchers_of
from marketplace.packages.actions.openings import prepare_closing
from marketplace.packages.actions.package_terms import (
    ask_promises,
    keep_terms,
    keep_with,
    know_words,
    terms_document,
    with_document,
)
from marketplace.packages.models.packages import Package
from procurement.ground.refusal import Refusal, refuse_if_any, refuse_together
from procurement.ground.theme import Theme
from procurement.organisations.place import locate, normal_postcode
from procurement.packages.package import (
    PACKAGE,
    PackageFacts,
    PackageState,
    before_posting,
    check_package,
)


@dataclass(frozen=True, slots=True)
class Posting:
    """What its poster says of a package: the work and its terms, and where it belongs."""

    facts: PackageFacts
    theme: Theme
    postcode: str
    cpv: str = ""
    development_id: UUID | None = None
    parent_contract_id: UUID | None = None
    won_elsewhere: str = ""
    terms_document_id: UUID | None = None
    """One of the poster’s own documents; ``facts.terms`` are then words beside it, or none."""
    attachment: Upload | None = None
    attachment_kind: str = ""


@action("package.post")
def post_package(
    act: Act, poster: Organisation, *, posting: Posting, warnings: Sequence[Refusal] = ()
) -> Package:
    """Post a package: from now on whoever may answer it reads it, and can be invited. ``warnings``
    of which its poster has not said that it is meant so stand beside all else that is wrong."""
    terms = terms_document(poster, posting.terms_document_id)
    facts = posting.facts
    if terms is not None:
        facts = replace(facts, terms=with_document(facts.terms, *terms))
    refuse_together(
        lambda: before_posting(
            poster.kind,
            is_approved=poster.approved_at is not None,
            has_parent=posting.parent_contract_id is not None,
            won_elsewhere=posting.won_elsewhere,
        ),
        lambda: check_above(
            poster.id, posting.parent_contract_id, posting.development_id, facts.payment_days
        ),
        lambda: check_package(facts, act.now, known_figures()),
        lambda: refuse_if_any(list(warnings)),
    )
    row = act.add(_row(act, poster, posting, facts))
    prepare_closing(act, row)
    ask_promises(row, facts.clauses)
    know_words(row)
    if terms is not None:
        keep_terms(act, row, *terms)
    if posting.attachment is not None:
        kind = posting.attachment_kind.strip() or "Attachment"
        keep_with(act, row, kind, posting.attachment)
    act.note(package=row.id)
    tell_watchers_of(act, row)
    return row


def _row(act: Act, poster: Organisation, posting: Posting, facts: PackageFacts) -> Package:
    place, rate = locate(posting.postcode), facts.rate
    return Package(
        poster_id=poster.id,
        development_id=posting.development_id,
        parent_contract_id=posting.parent_contract_id,
        won_elsewhere=posting.won_elsewhere.strip(),
        title=facts.title.strip(),
        about=facts.about.strip(),
        theme=posting.theme,
        cpv=posting.cpv,
        postcode=normal_postcode(posting.postcode),
        latitude=Decimal(str(place.lat)) if place else None,
        longitude=Decimal(str(place.lon)) if place else None,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        budget=facts.budget,
        rate=rate.pounds if rate else None,
        quantity=rate.quantity if rate else None,
        unit=rate.unit if rate else None,
        audience=facts.audience,
        place=facts.place,
        way=facts.way,
        closes_at=facts.closes_at,
        payment_days=facts.payment_days,
        payment_reason=facts.reason_for_term,
        retention=facts.retention,
        terms=facts.terms,
        posted_at=act.now,
        posted_by=act.person_id,
    )


@action("package.withdraw")
def withdraw_package(act: Act, package: Package, *, reason: str) -> None:
    """Take it back; everyone who was invited, has asked or has answered is told the reason."""
    if not reason.strip():
        raise Refusal("Say why: everyone who was asked reads it.", field="reason")
    if package.state is PackageState.CHOSEN:
        withdraw_choice(act, package, reason)
    package.state = PACKAGE.after(package.state, "withdraw")
    package.withdrawn_because = reason.strip()
    package.keep(act.today)
    tell_enterprises(act, package, "package_withdrawn", reason=package.withdrawn_because)
