"""A group that stands in no register works through a host, which forwards what it was paid."""

from uuid import UUID

from marketplace.demonstration.people import Cast
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.organisations.actions import hostings
from marketplace.payments.actions import forwardings
from marketplace.payments.queries.forwardings import forwarded_under


class HostingSteps(StageSteps):
    """What the group and its host do."""

    cast: Cast

    def hosted(self) -> None:
        """The group asks, and the host agrees."""
        cast = self.cast
        asked = hostings.ask_hosting(cast.club_owner, cast.club, host_id=cast.kitchen).id
        self.stage.after(hours=1)
        hostings.agree_hosting(cast.cook, asked)

    def forwarded(self, contract: UUID) -> None:
        """All that was paid under a contract goes on to its group, which confirms it."""
        cast = self.cast
        self.stage.after(hours=2)
        sums = forwarded_under(contract)
        forwarding: UUID = forwardings.record_forwarding(
            cast.cook,
            contract,
            amount=sums.left,
            forwarded_on=self.today,
            evidence="BACS 40118",
        ).id
        self.stage.after(hours=2)
        forwardings.confirm_forwarding(cast.club_owner, forwarding)
