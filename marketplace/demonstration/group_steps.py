"""A development’s working group, and who speaks to whom."""

from datetime import timedelta
from uuid import UUID

from marketplace.demonstration.people import Cast
from marketplace.demonstration.stage_steps import StageSteps
from marketplace.packages.actions import (
    contacts,
    conversations,
    groups,
)
from procurement.packages.contact import ContactKind, Spoken
from procurement.packages.working_group import AgreedAction, Decision, Meeting


class GroupSteps(StageSteps):
    """What the developer and the broker do."""

    cast: Cast

    def looked_after(self, development: UUID) -> None:
        cast = self.cast
        contact = contacts.name_contact(
            cast.developer,
            cast.development,
            kind=ContactKind.PROCUREMENT,
            is_me=True,
            development_id=development,
        )
        contacts.bridge_contact(cast.broker, cast.development, development_id=development)
        conversations.log_conversation(
            cast.broker,
            contact.id,
            spoken=Spoken(
                "Asked which trades the next phase needs.",
                self.today,
                next_step="Walk over the site with two enterprises",
                next_on=self.today + timedelta(days=40),
            ),
        )
        member = groups.add_group_member(
            cast.developer,
            development,
            name="Spring Hill Kitchen",
            role="Speaks for the enterprises",
            organisation_id=cast.kitchen,
        )
        groups.note_meeting(
            cast.developer,
            development,
            meeting=Meeting(
                self.today,
                "First meeting, in the boat store.",
                [Decision("The boat store is open to all on Tuesdays.", is_public=True)],
                [AgreedAction("Ask who else needs a workshop", member.id,
                              self.today + timedelta(days=60))],
            ),
        )  # fmt: skip
