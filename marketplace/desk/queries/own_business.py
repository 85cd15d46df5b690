"""What was done in the name of an organisation, so that it must stay under that name?"""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember
from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.economy.models.fundings import Funding
from marketplace.economy.models.pledges import Pledge
from marketplace.engine import db
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.products import Product, ProductMember
from marketplace.packages.models.contacts import Contact, Conversation
from marketplace.packages.models.developments import Development
from marketplace.packages.models.groups import GroupMember
from marketplace.packages.models.offers import Offer, OfferMember
from marketplace.packages.models.orders import Order
from marketplace.packages.models.packages import Package, PackageInvitation, PackageQuestion
from marketplace.payments.models.forwardings import Forwarding
from marketplace.tendering.models.tenders import Tender

_NAMED: tuple[InstrumentedAttribute[Any], ...] = (
    Tender.buyer_id,
    Bid.organisation_id,
    Bid.for_group_id,
    ConsortiumMember.organisation_id,
    Contract.buyer_id,
    Contract.supplier_id,
    Contract.for_group_id,
    ContractShare.organisation_id,
    Product.organisation_id,
    ProductMember.organisation_id,
    Order.buyer_id,
    Order.supplier_id,
    Package.poster_id,
    PackageInvitation.organisation_id,
    PackageQuestion.organisation_id,
    Offer.organisation_id,
    OfferMember.organisation_id,
    Development.owner_id,
    Development.contractor_id,
    GroupMember.organisation_id,
    Contact.organisation_id,
    Conversation.logged_for,
    Pledge.pledger_id,
    Funding.organisation_id,
    Funding.funder_id,
    Hosting.group_id,
    Hosting.host_id,
    Forwarding.organisation_id,
)
"""Where the organisation stands in whose name it was done. What it has set for itself alone, such as
a limit or a watch, is none of it: it is set again. For whom an offer was made, a hosting says."""


def has_own_business(mine: UUID) -> bool:
    """Whether anything was done in the name of an organisation: one query."""
    named = or_(*(exists().where(column == mine) for column in _NAMED))
    return db.session.scalar(select(named)) is True
