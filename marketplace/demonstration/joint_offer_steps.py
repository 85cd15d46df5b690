"""Two enterprises offer together, each on its telephone."""

from decimal import Decimal
from uuid import UUID

from invoicing.billing.vat import Vat
from marketplace.contracts.queries.contracts import shares_of
from marketplace.demonstration.marks import offer_read
from marketplace.demonstration.package_steps import PackageSteps
from marketplace.demonstration.people import Cast
from marketplace.packages.actions import (
    offer_members,
    offers,
)
from marketplace.packages.actions.offer_members import MemberPart
from marketplace.packages.queries.offers import members_of
from marketplace.payments.actions import invoicing
from procurement.ground.money import Money
from procurement.packages.package import Audience


class JointOfferSteps(PackageSteps):
    """What the lead and the member do."""

    cast: Cast

    def courtyard(self, development: UUID) -> UUID:
        """Two enterprises offer together; each accepts its part, and one offer is chosen."""
        cast = self.cast
        package = self.posted(
            cast.developer,
            cast.development,
            "Planting the first courtyard",
            "Plant trees, hedges and beds, and look after them for the first year.",
            Money(3_200_000),
            Audience.EVERYONE,
            development_id=development,
        )
        price = Money(3_050_000)
        offer = self.begun_offer(cast.gardener, package, cast.gardens, price)
        offer_members.ask_offer_member(cast.gardener, offer, organisation_id=cast.wheelers)
        offer_members.agree_offer_members(
            cast.gardener,
            offer,
            parts={
                cast.gardens: MemberPart("Trees, hedges and beds", Decimal(80)),
                cast.wheelers: MemberPart("Soil and plants brought by bike", Decimal(20)),
            },
        )
        self.stage.after(hours=3)
        seen = offer_read(offer)
        for owner, (member, _) in zip(
            (cast.gardener, cast.wheeler), members_of(offer), strict=True
        ):
            offer_members.accept_offer_part(owner, member.id, seen=seen)
        offers.make_offer(cast.gardener, offer, seen=offer_read(offer))
        contract = self.chosen(
            package, offer, price, cast.developer, "Local, and its members plant what they grow."
        )
        self.signed(contract, cast.developer, cast.gardener)
        share = next(row for row in shares_of(contract) if row.organisation_id == cast.wheelers)
        invoicing.agree_invoicing(cast.wheeler, share.id, vat=Vat.STANDARD)
        return contract
