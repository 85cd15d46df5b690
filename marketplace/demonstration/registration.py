"""How does everybody in the story come to be here? Registered, invited, verified, one by one."""

import re
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from marketplace.engine import clock, db, jobs
from marketplace.engine.access import NOBODY, Actor, Role
from marketplace.engine.messages import Message
from marketplace.organisations.actions import (
    memberships,
    messages,
    organisations,
    people,
    verifications,
)
from marketplace.organisations.models.people import Invitation
from marketplace.organisations.queries.people import actor_for, token_hash
from marketplace.payments.actions import bank_accounts
from procurement.organisations.organisation import Kind, Scheme
from procurement.organisations.social_enterprise import Criterion, EvidenceKind

PASSWORD = "demonstration"  # noqa: S105 it is printed at every start
DOMAIN = "demonstration.example"


class Registration:
    """The ways in, as people take them themselves; ``broker`` verifies."""

    broker: Actor

    def _person(self, account: str, name: str) -> Actor:
        row = people.register_person(
            NOBODY, None, name=name, email=f"{account}@{DOMAIN}", password=PASSWORD
        )
        return actor_for(row.id, name)

    @staticmethod
    def again(actor: Actor) -> Actor:
        """The same person with the roles held now."""
        assert actor.person_id is not None
        return actor_for(actor.person_id, actor.name)

    def _joined(
        self, person: Actor, account: str, role: Role, organisation: UUID, owner: Actor
    ) -> Actor:
        """Invited by the owner by e-mail; the link in the e-mail is followed."""
        email = f"{account}@{DOMAIN}"
        memberships.invite_colleague(owner, organisation, email=email, role=role)
        jobs.run_due()
        body = db.session.scalars(
            select(Message.body)
            .where(Message.address == email, Message.template == "invitation")
            .order_by(Message.id.desc())
        ).first()
        link = re.search(r"/invitations/([\w-]+)", messages.readable(body or ""))
        if link is None:
            raise RuntimeError("The invitation that was sent holds no link.")
        invitation_id = db.session.scalars(
            select(Invitation.id).where(Invitation.token_hash == token_hash(link[1]))
        ).one()
        memberships.accept_invitation(person, invitation_id, token=link[1])
        return self.again(person)

    def _registered(
        self,
        account: str,
        name: str,
        organisation: str,
        kind: Kind,
        number: str,
        *,
        about: str,
        vat_number: str = "",
        **address: str,
    ) -> tuple[UUID, Actor]:
        person = self._person(account, name)
        profile = organisations.OrganisationProfile(
            organisation, f"{account}@{DOMAIN}", about, vat_number=vat_number
        )
        row = organisations.register_organisation(
            person,
            None,
            profile=profile,
            kind=kind,
            scheme=Scheme.COMPANY,
            identifier=number,
            **address,
        )
        return row.id, self.again(person)

    def _enterprise(
        self,
        account: str,
        name: str,
        organisation: str,
        kind: Kind,
        number: str,
        evidence: EvidenceKind,
        **more: str,
    ) -> tuple[UUID, Actor]:
        """Registered, verified by the broker, its bank account confirmed by the broker."""
        enterprise, owner = self._registered(
            account,
            name,
            organisation,
            kind,
            number,
            street="1 Ladywood Parade",
            town="Birmingham",
            **more,
        )
        verifications.verify_enterprise(
            self.broker,
            enterprise,
            evidence=evidence,
            reference=f"Looked up under {number}",
            expires_on=clock.today() + timedelta(days=360),
            identifier=f"{Scheme.COMPANY}-{number}",
            criteria=frozenset(Criterion),
        )
        account_row = bank_accounts.propose_bank_account(
            owner, enterprise, name=organisation, sort_code="123456", account_number="12345678"
        )
        bank_accounts.confirm_bank_account(self.broker, account_row.id)
        return enterprise, owner
