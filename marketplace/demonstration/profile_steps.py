"""Enterprises say what they can do, one whether it is ready, and one answers to its record."""

from datetime import timedelta
from uuid import UUID

from marketplace.demonstration.people import Cast
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.desk.actions.readiness_answers import keep_readiness_answer
from marketplace.desk.actions.track_records import answer_track_record
from marketplace.engine.access import Actor
from marketplace.organisations.actions import holdings, products, profiles
from marketplace.tendering.actions.saved_searches import add_saved_search
from marketplace.tendering.models.saved_searches import Among
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.holding import HoldingKind
from procurement.organisations.profile import Capability, Capacity
from procurement.organisations.readiness import Question

GREEN_AREAS = "77310000"
"""The CPV code of planting and looking after green areas."""

_ANSWER = (
    "We pay on the sixth day wherever we can. In the weeks in which our accounts moved to a new bank "
    "a payment may have been late; whoever waits for one reaches us at once."
)


class ProfileSteps(StageSteps):
    """What each keeps of itself."""

    cast: Cast

    def said_what_they_can(self) -> None:
        cast = self.cast
        for owner, enterprise, words, code, theme, most in (
            (cast.gardener, cast.gardens, "Planting and upkeep of courtyards and verges",
             GREEN_AREAS, Theme.BUILT_ENVIRONMENT, 4_000_000),
            (cast.wheeler, cast.wheelers, "Deliveries by cargo bike", "", Theme.OTHER, 8_000_000),
            (cast.cook, cast.kitchen, "Hot lunches for work sites", "", Theme.FOOD, 3_000_000),
        ):  # fmt: skip
            profiles.keep_profile(
                owner,
                enterprise,
                terms=profiles.ProfileTerms(
                    Capacity(Money(most), people=6, miles=8), [Capability(words, code)], [theme]
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
        add_saved_search(
            cast.gardener,
            cast.gardener.person_id,
            among=Among.TENDERS,
            name="Planting and upkeep",
            query={"cpv": GREEN_AREAS},
            is_daily=True,
        )
        products.add_product(
            cast.wheeler,
            cast.wheelers,
            terms=products.ProductTerms(
                "Deliveries by cargo bike",
                "Up to 120 kilograms a ride, from door to door, on the day you name.",
                Theme.OTHER,
                "ride",
                Money(1_800),
                Money(3_000),
                miles=8,
                brought_on=self.today,
            ),
        )
        for question, is_yes in (
            (Question.POLICY, True), (Question.VAT_REGISTERED, False), (Question.TERMS_DECIDED, True),
        ):  # fmt: skip
            keep_readiness_answer(cast.cook, cast.kitchen, question=question, is_yes=is_yes)

    def answered_its_record(self, owner: Actor, organisation: UUID) -> None:
        """What stands beside the figures."""
        answer_track_record(owner, organisation, answer=_ANSWER)
