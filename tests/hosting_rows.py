"""A group that stands in no register, and the bakery as its host."""

from uuid import UUID

from sqlalchemy import update

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM_ID, Actor, Role
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation, OrganisationIdentifier
from marketplace.payments.models.forwardings import Forwarding
from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.organisations.hosting import HostingState
from procurement.organisations.organisation import Kind, Scheme
from tests.cast import Cast, Make
from tests.development_rows import kept
from tests.paid_rows import paid, sent


def made_group(make: Make, name: str = "Towpath Gardeners") -> tuple[Organisation, Actor]:
    """The group and its owner."""
    group = make.organisation(Kind.COMMUNITY_BUSINESS, name)
    _numbered(group, Scheme.MARKETPLACE)
    return group, make.member(group, Role.OWNER)


def registered(group: Organisation) -> None:
    """It has come to stand in a register."""
    _numbered(group, Scheme.COMPANY)


def _numbered(group: Organisation, scheme: Scheme) -> None:
    with db.transaction():
        db.session.execute(
            update(OrganisationIdentifier)
            .where(OrganisationIdentifier.organisation_id == group.id)
            .values(scheme=scheme)
        )


def hosted(
    cast: Cast,
    group: Organisation,
    state: HostingState = HostingState.AGREED,
    host: Organisation | None = None,
) -> Hosting:
    """The bakery, or another, hosts the group, or was asked to."""
    row: Hosting = kept(
        Hosting(
            group_id=group.id, host_id=(host or cast.bakery).id, state=state,
            asked_at=clock.now(), asked_by=SYSTEM_ID,
        )
    )  # fmt: skip
    return row


def for_group(contract: Contract, group: Organisation) -> None:
    """The contract, signed for the group."""
    with db.transaction():
        db.session.execute(
            update(Contract).where(Contract.id == contract.id).values(for_group_id=group.id)
        )


def unsigned(make: Make, cast: Cast, *shares: tuple[Organisation, str]) -> Contract:
    """A contract of the bakery, or of several, that nobody has signed."""
    contract = make.contract(cast.council, list(shares) or cast.bakery, "100.00")
    with db.transaction():
        db.session.execute(
            update(Contract)
            .where(Contract.id == contract.id)
            .values(
                state=ContractState.AWAITING_SIGNATURE, buyer_signed_at=None,
                supplier_signed_at=None,
            )
        )  # fmt: skip
    return contract


def hosting_ids(make: Make, cast: Cast) -> dict[str, UUID | str | int]:
    """An example of a hosting that was asked for, and of a sum that was forwarded under another."""
    group, _ = made_group(make)
    asking, _ = made_group(make, "Lock Keepers")
    hosted(cast, group)
    contract = make.contract(cast.council, cast.bakery, "100.00")
    for_group(contract, group)
    paid(sent(contract), reference="BACS for a group")
    forwarded = kept(
        Forwarding(
            contract_id=contract.id, organisation_id=group.id, amount=Money(10_00),
            forwarded_on=clock.today(), recorded_at=clock.now(),
            recorded_by=cast.baker.person_id,
        )
    )  # fmt: skip
    to_gardens = make.contract(cast.council, cast.bakery, "100.00")
    for_group(to_gardens, cast.gardens)
    unanswered = kept(
        Forwarding(
            contract_id=to_gardens.id, organisation_id=cast.gardens.id, amount=Money(10_00),
            forwarded_on=clock.today(), recorded_at=clock.now(),
            recorded_by=cast.baker.person_id,
        )
    )  # fmt: skip
    return {
        "hosting_id": hosted(cast, asking, HostingState.ASKED).id,
        "host_id": cast.gardens.id,
        "forwarding_id": forwarded.id,
        "forwardings.deny.forwarding_id": unanswered.id,
        "forwardings.contract_id": contract.id,
        "contract_groups.contract_id": unsigned(make, cast).id,
    }
