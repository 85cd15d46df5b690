"""A development is opened, pledged for, and looked after by those around it."""

from datetime import timedelta
from uuid import UUID

from invoicing.economy.pledge import Pledge, Stage
from marketplace.demonstration.package_steps import SITE
from marketplace.demonstration.people import Cast
from marketplace.demonstration.profile_steps import GREEN_AREAS
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.economy.actions import pledges
from marketplace.packages.actions import (
    contractors,
    developments,
    pipeline,
    spaces,
)
from procurement.ground.money import Money
from procurement.packages.development import DevelopmentKind, Phase
from procurement.packages.pipeline import ComingWork
from procurement.packages.space import Space


class SiteSteps(StageSteps):
    """What the developers do, their working group, and the broker."""

    cast: Cast

    def opened(self) -> UUID:
        cast, first = self.cast, self.today
        last = first + timedelta(days=900)
        development: UUID = developments.begin_development(
            cast.developer,
            cast.development,
            terms=developments.DevelopmentTerms(
                "Canal Quarter",
                DevelopmentKind.HOUSING,
                SITE,
                first,
                last,
                about="Three hundred homes, workshops and a square between canal and park.",
                phases=[
                    Phase("Ground and square", first, first + timedelta(days=300)),
                    Phase("Homes", first + timedelta(days=200), last),
                ],
            ),
        ).id
        contractors.choose_contractor(cast.developer, development, contractor_id=cast.builders)
        developments.publish_development(cast.developer, development)
        for title, code, days, low, high in (
            ("Fitting out forty kitchens", "", 150, 6_000_000, 9_000_000),
            ("Looking after the square for a year", GREEN_AREAS, 320, 2_000_000, 3_500_000),
        ):
            pipeline.add_coming_package(
                cast.developer,
                development,
                work=ComingWork(
                    title,
                    (first + timedelta(days=days)).replace(day=1),
                    cpv=code,
                    value_from=Money(low),
                    value_to=Money(high),
                ),
            )
        pipeline.begin_watch(cast.gardener, development, organisation_id=cast.gardens)
        spaces.add_space(
            cast.developer,
            development,
            space=Space(
                "The old boat store, for workshops and meetings",
                first,
                first + timedelta(days=500),
                180,
                "Spring Hill Kitchen",
            ),
        )
        return development

    def pledged(self, development: UUID) -> None:
        """£3.5m by three developers, in stages."""
        cast = self.cast
        for pledger, who, sums in (
            (cast.development, cast.developer, (50_000_000, 70_000_000, 80_000_000)),
            (cast.homes, cast.home_builder, (30_000_000, 60_000_000)),
            (cast.partners, cast.partner, (20_000_000, 40_000_000)),
        ):
            pledge = pledges.enter_pledge(
                cast.developer,
                development,
                pledger_id=pledger,
                facts=Pledge(
                    self.today,
                    tuple(
                        Stage(Money(pence), self.today + timedelta(days=300 * number))
                        for number, pence in enumerate(sums, 1)
                    ),
                    "Minutes of the developers’ breakfast",
                ),
            )
            if pledge.confirmed_at is None:
                pledges.confirm_pledge(who, pledge.id)
