"""Work for a contractor, below it, and for two enterprises together; all paid on the sixth day."""

from decimal import Decimal
from uuid import UUID

from marketplace.contracts.actions import pass_downs
from marketplace.demonstration.marks import offer_read
from marketplace.demonstration.package_steps import PackageSteps
from marketplace.demonstration.people import Cast
from marketplace.packages.actions import (
    invitations,
    links,
    offers,
)
from procurement.contracts.pass_down import PassDownTerms
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.packages.package import Audience


class SupplySteps(PackageSteps):
    """What whoever builds does, and whoever works for them."""

    cast: Cast

    def main_contract(self, development: UUID) -> UUID:
        """The main contractor is invited, and signs with what it passes on."""
        cast = self.cast
        package = self.posted(
            cast.developer,
            cast.development,
            "Ground works and the square",
            "Prepare the ground, lay the drains and pave the square.",
            Money(90_000_000),
            Audience.INVITED,
            clauses=("apprentices", "placements"),
            development_id=development,
        )
        invitations.invite_enterprises(cast.developer, package, organisation_ids=[cast.builders])
        price = Money(88_000_000)
        offer = self.begun_offer(cast.builder, package, cast.builders, price)
        offers.make_offer(cast.builder, offer, seen=offer_read(offer))
        contract = self.chosen(
            package, offer, price, cast.developer, "It builds in phases around the residents."
        )
        pass_downs.propose_pass_down(
            cast.developer, contract, terms=PassDownTerms(7, Decimal(5), Decimal(10))
        )
        self.signed(contract, cast.developer, cast.builder)
        links.add_link(cast.developer, development, contract_id=contract)
        return contract

    def lunches(self, main: UUID) -> UUID:
        """The contractor has work done below its own contract, by a group and its host."""
        cast = self.cast
        package = self.posted(
            cast.builder,
            cast.builders,
            "Hot lunches on site",
            "Forty hot lunches on every working day of the ground works.",
            Money(2_400_000),
            Audience.EVERYONE,
            theme=Theme.FOOD,
            parent_contract_id=main,
        )
        price = Money(2_250_000)
        offer = self.begun_offer(cast.cook, package, cast.kitchen, price, for_group=cast.club)
        offers.make_offer(cast.cook, offer, seen=offer_read(offer))
        contract = self.chosen(
            package,
            offer,
            price,
            cast.builder,
            "Cooked ten minutes’ walk from the site.",
            passed_on=PassDownTerms(7, None, Decimal(10)),
        )
        return self.signed(contract, cast.builder, cast.cook)
