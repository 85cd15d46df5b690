"""A package from its posting to a signed contract."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from marketplace.demonstration.marks import round_read
from marketplace.demonstration.stage_steps import StageSteps, promises
from marketplace.engine.access import Actor
from marketplace.packages.actions import choices, offers, package_contracts, packages
from marketplace.packages.actions.packages import Posting
from procurement.contracts.pass_down import PassDownTerms
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.packages.offer import Terms
from procurement.packages.package import Audience, PackageFacts, Way
from procurement.packages.stages import ContractPlan, Stage

SITE = "B16 8TP"
_NOTHING = PassDownTerms()
_TERMS = "The developer’s standard terms for small works, 2026."


class PackageSteps(StageSteps):
    """What whoever posts a package does, and whoever answers it."""

    def posted(
        self,
        who: Actor,
        poster: UUID,
        title: str,
        about: str,
        budget: Money,
        audience: Audience,
        *,
        theme: Theme = Theme.BUILT_ENVIRONMENT,
        clauses: Sequence[str] = (),
        **above: Any,
    ) -> UUID:
        """A package for 200 days of work, its offers read as they come; ``clauses`` of the model set."""
        starts_on, ends_on = self._days()
        facts = PackageFacts(
            title,
            about,
            starts_on,
            ends_on,
            audience,
            Way.OPEN,
            budget=budget,
            retention=Decimal(3) if theme is Theme.BUILT_ENVIRONMENT else Decimal(0),
            terms=_TERMS,
            clauses=promises(clauses, ends_on),
        )
        posting = Posting(facts, theme, SITE, **above)
        package: UUID = packages.post_package(who, poster, posting=posting).id
        self.stage.after(hours=2)
        return package

    def begun_offer(
        self,
        who: Actor,
        package: UUID,
        enterprise: UUID,
        price: Money,
        *,
        for_group: UUID | None = None,
    ) -> UUID:
        """Written, and not made yet."""
        words = "We begin on Monday, with the people who live nearby."
        terms = Terms(price, words, *self._days(), for_group)
        row = offers.begin_offer(who, package, organisation_id=enterprise, terms=terms)
        offer: UUID = row.id
        return offer

    def chosen(
        self,
        package: UUID,
        offer: UUID,
        price: Money,
        buyer: Actor,
        reason: str,
        *,
        passed_on: PassDownTerms = _NOTHING,
    ) -> UUID:
        """A letter of award, and a contract in two stages with what it takes over from above; its id."""
        seen = round_read(offer)
        choices.choose_offer(buyer, package, offer_id=offer, reason=reason, told="", seen=seen)
        first, (starts_on, ends_on) = Money(price.pence * 2 // 5), self._days()
        stages = [
            Stage("First stage", starts_on + timedelta(days=2), first),
            Stage("All of the work", ends_on, price - first),
        ]
        right_on = ends_on + timedelta(days=180)
        plan = ContractPlan(starts_on, ends_on, stages, right_on=right_on, pass_down=passed_on)
        contract: UUID = package_contracts.contract_package(buyer, package, plan=plan).id
        return contract

    def signed(self, contract: UUID, buyer: Actor, supplier: Actor) -> UUID:
        """The same day by both."""
        self.signed_by_both(contract, buyer, supplier)
        self.stage.after(hours=2)
        return contract

    def _days(self) -> tuple[date, date]:
        return self.today + timedelta(days=1), self.today + timedelta(days=200)
