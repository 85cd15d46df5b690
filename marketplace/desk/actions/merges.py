"""Which two records are one organisation? The broker joins them."""

from sqlalchemy import exists, or_, select, update

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember
from marketplace.bidding.queries.bids import has_sealed_bid
from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.organisations import appoint
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.organisations.models.people import Membership
from marketplace.organisations.queries.people import people_as
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import Tender
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Identifier


@action("organisation.merge")
def merge_organisation(act: Act, organisation: Organisation, *, into: Identifier) -> None:
    """Two records of one organisation: this one is the other. Its numbers and notices go over.

    So do its people where nobody answers for the other one yet. Refuses where this one has
    tenders, bids, consortia or contracts of its own, which must stay under the name they
    were made in.
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
    if _has_own_business(organisation):
        raise Refusal(
            "This record has tenders, bids, consortia or contracts. Merge the other one into it "
            "instead."
        )
    for model, column in (
        (OrganisationIdentifier, OrganisationIdentifier.organisation_id),
        (Notice, Notice.buyer_id),
    ):
        db.session.execute(
            update(model).where(column == organisation.id).values({column: target.id})
        )
    _hand_over_people(act, organisation, target)
    organisation.merged_into_id = target.id


def _has_own_business(organisation: Organisation) -> bool:
    mine = organisation.id
    return bool(
        db.session.scalar(
            select(
                or_(
                    exists().where(Tender.buyer_id == mine),
                    exists().where(Bid.organisation_id == mine),
                    exists().where(ConsortiumMember.organisation_id == mine),
                    exists().where(or_(Contract.buyer_id == mine, Contract.supplier_id == mine)),
                    exists().where(ContractShare.organisation_id == mine),
                )
            )
        )
    )


def _hand_over_people(act: Act, organisation: Organisation, target: Organisation) -> None:
    """Where somebody answers for the other record, or it is part of a sealed bid, only its own
    people let others in: a merger would be a broker's way into sealed bids. Whoever is left
    outside is told to ask them."""
    is_free = not people_as(target.id, Role.OWNER) and not has_sealed_bid(target.id)
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
