"""Which two records are one organisation? The broker joins them."""

from sqlalchemy import select, update

from marketplace.bidding.queries.bids import has_sealed_bid
from marketplace.desk.queries.own_business import has_own_business
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.organisations import appoint
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.models.people import Membership
from marketplace.organisations.queries.people import people_as
from marketplace.packages.queries.offers import has_sealed_offer
from marketplace.tendering.models.notices import Notice
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier


@action("organisation.merge")
def merge_organisation(act: Act, organisation: Organisation, *, into: Identifier) -> None:
    """Two records of one organisation: this one is the other. Its numbers and notices go over.

    So do its people where nobody answers for the other one yet. Refuses where something was
    done in the name of this one, which must stay under that name.
    """
    target = db.session.scalars(
        select(Organisation)
        .join(OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id)
        .where(
            OrganisationIdentifier.scheme == into.scheme.value,
            OrganisationIdentifier.identifier == into.identifier,
        )
    ).one_or_none()
    if target is None or target.id == organisation.id or target.merged_into_id is not None:
        raise Refusal("Give the number of the other record, the one that stays.", field="into")
    if organisation.merged_into_id is not None:
        raise Refusal("This record was merged before.")
    if has_own_business(organisation.id):
        raise Refusal(
            "This record has tenders, bids, consortia, contracts, products, packages, offers, "
            "developments or other business of its own. Merge the other one into it instead."
        )
    for model, column in (
        (OrganisationIdentifier, OrganisationIdentifier.organisation_id),
        (Notice, Notice.buyer_id),
    ):
        db.session.execute(
            update(model).where(column == organisation.id).values({column: target.id})
        )
    act.enqueue("search_by_name", organisation_id=target.id)
    _hand_over_people(act, organisation, target)
    organisation.merged_into_id = target.id
    keep_organisations(organisation.id)


def _hand_over_people(act: Act, organisation: Organisation, target: Organisation) -> None:
    """Where somebody answers for the other record, or it is part of a sealed bid or offer, only
    its own people let others in: a merger would be a broker's way into what is sealed. Whoever
    is left outside is told to ask them."""
    is_sealed = has_sealed_bid(target.id) or has_sealed_offer(target.id)
    is_free = not is_sealed and not people_as(target.id, Role.OWNER)
    left_outside = set(people_as(organisation.id, *Role)) - set(people_as(target.id, *Role))
    memberships = db.session.scalars(
        select(Membership).where(
            Membership.organisation_id == organisation.id, Membership.ended_at.is_(None)
        )
    ).all()
    for membership in memberships:
        if is_free:
            appoint(act, membership.person_id, target.id, membership.role)
        membership.ended_at = act.now
    for person_id in () if is_free else sorted(left_outside):
        act.notify(
            person_id, "organisation_merged", organisation=organisation.name, into=target.name
        )
