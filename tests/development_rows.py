"""Developments and what stands on the page of one, straight in the database."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from marketplace.contracts.models.contracts import Contract, ContractClause
from marketplace.economy.models.pledges import Pledge, PledgeStage
from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM_ID, Actor
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.contacts import Contact, Conversation
from marketplace.packages.models.developments import Development
from marketplace.packages.models.groups import GroupAction, GroupDecision, GroupMeeting, GroupMember
from marketplace.packages.models.links import DevelopmentLink
from marketplace.packages.models.pipeline import ComingPackage
from marketplace.packages.models.spaces import DevelopmentSpace
from procurement.ground.money import Money
from procurement.packages.contact import ContactKind
from procurement.packages.development import DevelopmentKind
from tests.cast import Cast, Make


def kept(row: Any) -> Any:
    """The row, once it is in the database."""
    with db.transaction():
        db.session.add(row)
    return row


def made_development(owner: Organisation, **told: Any) -> Development:
    """A published development of homes beside the canal."""
    terms = {
        "name": "Old Dairy",
        "kind": DevelopmentKind.HOUSING,
        "postcode": "B18 4DF",
        "starts_on": clock.today(),
        "ends_on": clock.today() + timedelta(days=700),
        "begun_at": clock.now(),
        "published_at": clock.now(),
    }
    row: Development = kept(Development(owner_id=owner.id, **terms | told))
    return row


def made_coming(development: Development, title: str = "Brickwork", **told: Any) -> ComingPackage:
    """Work that is coming next month."""
    month = date(2027, 1, 1)
    row: ComingPackage = kept(
        ComingPackage(
            development_id=development.id,
            added_at=clock.now(),
            **{"title": title, "month": month} | told,
        )
    )
    return row


def made_link(development: Development, contract: Contract) -> DevelopmentLink:
    """The contract, shown with the development."""
    row: DevelopmentLink = kept(
        DevelopmentLink(
            development_id=development.id, contract_id=contract.id, linked_at=clock.now()
        )
    )
    return row


def made_pledge(
    development: Development, pledger: Organisation, stages: Sequence[tuple[str, date]], **told: Any
) -> Pledge:
    """A pledge of so many pounds by each day, made today and not confirmed yet."""
    row: Pledge = kept(
        Pledge(
            development_id=development.id,
            pledger_id=pledger.id,
            source="Letter to the board",
            **{"entered_by": SYSTEM_ID, "made_on": clock.today(), "entered_at": clock.now()} | told,
        )
    )
    for number, (amount, by) in enumerate(stages, 1):
        kept(PledgeStage(pledge_id=row.id, number=number, amount=Money.parse(amount), by=by))
    return row


def made_space(development: Development, what: str = "Yard beside the canal") -> DevelopmentSpace:
    """A space that can be used from today."""
    row: DevelopmentSpace = kept(
        DevelopmentSpace(development_id=development.id, what=what, starts_on=clock.today())
    )
    return row


def made_member(
    development: Development, organisation: Organisation | None = None, name: str = "Residents"
) -> GroupMember:
    """Somebody in the working group, here or known by a name alone."""
    row: GroupMember = kept(
        GroupMember(
            development_id=development.id,
            organisation_id=organisation and organisation.id,
            name=organisation.name if organisation else name,
            joined_at=clock.now(),
        )
    )
    return row


def made_action(development: Development, member: GroupMember, what: str) -> GroupAction:
    """What a member took on in a meeting of today, due today."""
    meeting = kept(
        GroupMeeting(development_id=development.id, held_on=clock.today(), noted_at=clock.now())
    )
    row: GroupAction = kept(
        GroupAction(
            meeting_id=meeting.id,
            development_id=development.id,
            member_id=member.id,
            organisation_id=member.organisation_id,
            what=what,
            due_on=clock.today(),
        )
    )
    return row


def made_contact(organisation: Organisation, **told: Any) -> Contact:
    """Somebody to speak to about invoices, known by a name alone."""
    terms = {"kind": ContactKind.PAYMENT, "name": "Pat Pay", "email": "pat@example.org"}
    row: Contact = kept(
        Contact(organisation_id=organisation.id, named_at=clock.now(), **terms | told)
    )
    return row


def made_conversation(
    contact: Contact, actor: Actor, organisation: Organisation | None = None, **told: Any
) -> Conversation:
    """Asked today and not answered; logged for an organisation, or by a broker."""
    terms = {"said": "When is it paid?", "asked_on": clock.today(), "moved_on": clock.today()}
    row: Conversation = kept(
        Conversation(
            contact_id=contact.id,
            logged_by=actor.person_id,
            logged_for=organisation and organisation.id,
            logged_at=clock.now(),
            **terms | told,
        )
    )
    return row


def grown(development: Development, contract: Contract, cast: Cast) -> None:
    """One more of everything that stands in a list of its pages."""
    made_coming(development)
    made_link(development, contract)
    made_space(development)
    made_pledge(development, cast.council, [("100", clock.today())] * 3, confirmed_at=clock.now())
    member = made_member(development, cast.bakery)
    action = made_action(development, member, "Show the site")
    kept(
        GroupDecision(
            meeting_id=action.meeting_id,
            development_id=development.id,
            text="Seven days.",
            is_public=True,
            decided_on=clock.today(),
        )
    )
    kept(
        ContractClause(
            contract_id=contract.id, text="Jobs", unit="jobs", promised=Decimal(2), method=""
        )
    )
    contact = made_contact(cast.council, development_id=development.id)
    made_contact(cast.council)
    for logged_for in (cast.bakery, None):
        made_conversation(
            contact, cast.broker, logged_for, next_step="Ring", next_on=clock.today(),
            answered_on=clock.today(), moved_on=clock.today() - timedelta(days=40),
        )  # fmt: skip


def development_ids(make: Make, cast: Cast) -> dict[str, UUID | str | int]:
    """An example of everything on the page of a development, by the parameter of its route."""
    development = made_development(cast.council)
    contract = make.contract(cast.council, cast.bakery, "400.00")
    stages = [("100", clock.today())]
    member = made_member(development, cast.bakery)
    contact = made_contact(cast.council)
    return {
        "development_id": development.id,
        "developments.publish.development_id": made_development(
            cast.council, name="Corner House", published_at=None
        ).id,
        "developments.organisation_id": cast.council.id,
        "coming_id": made_coming(development).id,
        "contact_id": contact.id,
        "conversation_id": made_conversation(contact, cast.baker, cast.bakery).id,
        "contacts.organisation_id": cast.council.id,
        "groups.member_id": member.id,
        "action_id": made_action(development, member, "Show the site").id,
        "space_id": made_space(development).id,
        "pledge_id": made_pledge(development, cast.council, stages, confirmed_at=clock.now()).id,
        "pledges.confirm.pledge_id": made_pledge(
            development, cast.council, [("150", clock.today())]
        ).id,
        "pledger_id": cast.council.id,
        "link_id": made_link(development, contract).id,
        "promises.contract_id": contract.id,
    }
