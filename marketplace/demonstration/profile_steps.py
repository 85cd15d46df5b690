"""Enterprises say what they can do."""

from datetime import timedelta

from marketplace.demonstration.people import Cast
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.organisations.actions import holdings, profiles
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.holding import HoldingKind
from procurement.organisations.profile import Capability, Capacity


class ProfileSteps(StageSteps):
    """What each keeps of itself."""

    cast: Cast

    def said_what_they_can(self) -> None:
        cast = self.cast
        for owner, enterprise, words, theme, most in (
            (cast.gardener, cast.gardens, "Planting and upkeep of courtyards and verges",
             Theme.BUILT_ENVIRONMENT, 4_000_000),
            (cast.wheeler, cast.wheelers, "Deliveries by cargo bike", Theme.OTHER, 8_000_000),
            (cast.cook, cast.kitchen, "Hot lunches for work sites", Theme.FOOD, 3_000_000),
        ):  # fmt: skip
            profiles.keep_profile(
                owner,
                enterprise,
                terms=profiles.ProfileTerms(
                    Capacity(Money(most), people=6, miles=8), [Capability(words)], [theme]
                ),
            )
            holdings.add_holding(
                owner,
                enterprise,
                terms=holdings.HoldingTerms(
                    HoldingKind.PUBLIC_LIABILITY,
                    amount=Money(500_000_000),
                    expires_on=self.today + timedelta(days=200),
                ),
            )
