"""How does everybody in the story come to be here? Registered, invited, verified, one by one."""

from datetime import timedelta
from uuid import UUID

from marketplace.demonstration import telephone
from marketplace.demonstration.letters import link_to
from marketplace.engine import clock
from marketplace.engine.access import NOBODY, Actor, Role
from marketplace.organisations.actions import (
    memberships,
    organisations,
    people,
    registrations,
    verifications,
)
from marketplace.organisations.queries.addresses import proof_with
from marketplace.organisations.queries.memberships import invitation_with
from marketplace.organisations.queries.people import actor_for
from marketplace.payments.actions import bank_accounts
from procurement.organisations.organisation import Kind, Scheme
from procurement.organisations.social_enterprise import Criterion, EvidenceKind

PASSWORD = "demonstration"  # noqa: S105 it is printed at every start
DOMAIN = "demonstration.example"


class Registration:
    """The ways in, as people take them themselves; ``broker`` verifies."""

    broker: Actor

    def _person(self, account: str, name: str) -> Actor:
        """Asked for with an address; the link in the e-mail is followed."""
        email = f"{account}@{DOMAIN}"
        registrations.begin_registration(NOBODY, None, email=email)
        token = link_to(email, "registration", "register")
        proof = proof_with(token)
        assert proof is not None
        row = people.register_person(NOBODY, proof.id, token=token, name=name, password=PASSWORD)
        person = actor_for(row.id, name)
        telephone.set_up(person, row.id, PASSWORD)
        return person

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
        token = link_to(email, "invitation", "invitations")
        invited = invitation_with(token)
        assert invited is not None
        memberships.accept_invitation(person, invited[0].id, token=token)
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
        """Its owner, and the organisation; without a number it stands in no register."""
        person = self._person(account, name)
        profile = organisations.OrganisationProfile(
            organisation, f"{account}@{DOMAIN}", about, vat_number=vat_number
        )
        row = organisations.register_organisation(
            person,
            None,
            profile=profile,
            kind=kind,
            scheme=Scheme.COMPANY if number else Scheme.MARKETPLACE,
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
        self._banked(owner, enterprise, organisation)
        return enterprise, owner

    def _banked(self, owner: Actor, supplier: UUID, holder: str) -> None:
        """Its bank account proposed, and confirmed by the broker."""
        account = bank_accounts.propose_bank_account(
            owner, supplier, name=holder, sort_code="123456", account_number="12345678"
        )
        bank_accounts.confirm_bank_account(self.broker, account.id)
