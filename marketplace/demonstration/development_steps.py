"""A development beside the canal: pledged for, built by a contractor, with work for enterprises
at two tiers, paid on the sixth day at both."""

from invoicing.billing.vat import Vat
from marketplace.demonstration.group_steps import GroupSteps
from marketplace.demonstration.hosting_steps import HostingSteps
from marketplace.demonstration.joint_offer_steps import JointOfferSteps
from marketplace.demonstration.paid_steps import PaidSteps
from marketplace.demonstration.people import Cast
from marketplace.demonstration.profile_steps import ProfileSteps
from marketplace.demonstration.site_steps import SiteSteps
from marketplace.demonstration.supply_steps import SupplySteps
from marketplace.payments.actions import payments


class DevelopmentSteps(
    ProfileSteps, SiteSteps, GroupSteps, HostingSteps, SupplySteps, JointOfferSteps, PaidSteps
):
    """What the developers, the contractor, the enterprises and the group do."""

    cast: Cast

    def built(self) -> None:
        """All of it, in about two weeks; what is paid is paid on the sixth day."""
        cast = self.cast
        self.said_what_they_can()
        self.hosted()
        development = self.opened()
        self.pledged(development)
        main = self.main_contract(development)
        courtyard = self.courtyard(development)
        lunches = self.lunches(main)
        self.looked_after(development)
        deals = [
            (main, cast.builder, cast.developer, Vat.STANDARD),
            (courtyard, cast.gardener, cast.developer, None),
            (lunches, cast.cook, cast.builder, None),
        ]
        for number, (payer, invoice, gross) in enumerate(self.invoiced(deals), 1):
            payments.record_payment(
                payer,
                invoice,
                reference=f"CQ {number:03}",
                paid_on=self.today,
                parts={invoice: gross},
            )
        self.forwarded(lunches)
