"""The standing cast of people and organisations, and short ways of making things."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from invoicing.billing.vat import Vat
from marketplace.bidding.actions import bids
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.models.contracts import Contract, ContractShare, Milestone
from marketplace.engine import clock, db
from marketplace.engine.access import NOBODY, SYSTEM, Actor, PlaceRole, Role
from marketplace.organisations.actions import operators, people, registrations
from marketplace.organisations.actions.search_documents import keep_organisations
from marketplace.organisations.models.addresses import AddressProof
from marketplace.organisations.models.organisations import (
    Organisation,
    OrganisationIdentifier,
    TradingAddress,
    Verification,
)
from marketplace.organisations.models.people import (
    Membership,
    Person,
    PersonDetails,
    PlaceMembership,
    SignIn,
)
from marketplace.organisations.models.places import Place, PlaceWard
from marketplace.organisations.queries.people import actor_for, token_hash
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind
from procurement.organisations.place import PLACES, locate
from procurement.tendering.tender import TenderState
from tests.bid_rows import made_bid, made_consortium, save_all, whole_draft, writer_of
from tests.tender_rows import made_tender

PASSWORD = "correct horse battery"


class Make:
    """Makes rows straight in the database, for what a test takes as given."""

    def __init__(self) -> None:
        self.count = 0

    def person(self, name: str = "") -> Actor:
        """Somebody with an account."""
        self.count += 1
        name = name or f"Person {self.count}"
        return registered(name, f"{name.lower().replace(' ', '.')}@example.org")

    def operator(self, name: str = "") -> Actor:
        """Somebody who looks after the installation."""
        person = self.person(name)
        operators.appoint_operator(SYSTEM, person.person_id)
        return self.again(person)

    def again(self, actor: Actor) -> Actor:
        """The same person with the roles held now."""
        return actor_for(actor.person_id, actor.name)

    def organisation(
        self,
        kind: Kind,
        name: str = "",
        postcode: str = "B16 8TP",
        *,
        vat_number: str | None = None,
    ) -> Organisation:
        """A claimed, approved organisation with an identifier and a trading address."""
        self.count += 1
        place = locate(postcode)
        with db.transaction():
            row = Organisation(
                name=name or f"Organisation {self.count}",
                kind=kind,
                street="1 Test Street",
                town="Birmingham",
                postcode=postcode,
                vat_number=vat_number,
                contact_email=f"office{self.count}@example.org",
                created_at=clock.now(),
                claimed_at=clock.now(),
                approved_at=clock.now(),
            )
            db.session.add(row)
            db.session.flush()
            db.session.add(
                OrganisationIdentifier(
                    organisation_id=row.id, scheme="GB-COH", identifier=f"{self.count:08}"
                )
            )
            db.session.add(
                TradingAddress(
                    organisation_id=row.id,
                    postcode=postcode,
                    ward_code=place and place.ward_code,
                    ward_name=place and place.ward_name,
                    lsoa_code=place and place.lsoa_code,
                    imd_decile=place and place.imd_decile,
                    latitude=place and Decimal(str(place.lat)),
                    longitude=place and Decimal(str(place.lon)),
                    from_on=date(2020, 1, 1),
                )
            )
            keep_organisations(row.id)
        return row

    def member(self, organisation: Organisation, *roles: Role, name: str = "") -> Actor:
        """A new person with these roles in an organisation."""
        return self.joins(self.person(name), organisation, *roles)

    def joins(self, person: Actor, organisation: Organisation, *roles: Role) -> Actor:
        """The person with these roles in one more organisation."""
        with db.transaction():
            for role in roles:
                db.session.add(
                    Membership(
                        person_id=person.person_id,
                        organisation_id=organisation.id,
                        role=role,
                        since=clock.now(),
                    )
                )
        return self.again(person)

    def tender(
        self,
        buyer: Organisation,
        *,
        state: TenderState = TenderState.PUBLISHED,
        closes_at: datetime | None = None,
        lots: int = 2,
        **values: Any,
    ) -> Tender:
        """A tender that breaks no rule, with its lots, two questions and two clauses.

        It closes 30 days from now, unless told otherwise; other columns by their names.
        """
        self.count += 1
        title = values.pop("title", f"Hot meals {self.count}")
        return made_tender(buyer, state, closes_at, lots, {"title": title, **values})

    def bid(
        self,
        tender: Tender,
        organisation: Organisation,
        *,
        submitted: bool = True,
        **written: Any,
    ) -> Bid:
        """A whole bid of one organisation, submitted; ``prices``, ``answer``, ``method`` as told."""
        return made_bid(tender, organisation, whole_draft(tender, **written), submitted=submitted)

    def joint_bid(
        self,
        tender: Tender,
        shares: Mapping[Organisation, str],
        *,
        submitted: bool = True,
        **written: Any,
    ) -> Bid:
        """A whole bid of a consortium that all have accepted; the first organisation leads."""
        bid, _ = made_consortium(tender, shares, accepted=True)
        actor = writer_of(next(iter(shares)))
        save_all(actor, bid, whole_draft(tender, **written))
        if submitted:
            bids.submit_bid(actor, bid.id)
        return bid

    def places(self) -> dict[str, Place]:
        """The named places, as the rules know them."""
        with db.transaction():
            for known in PLACES.values():
                place = Place(slug=known.slug, name=known.name)
                db.session.add(place)
                db.session.flush()
                db.session.add_all(
                    PlaceWard(place_id=place.id, ward_code=code) for code in known.ward_codes
                )
        return {place.slug: place for place in db.session.scalars(select(Place))}

    def place_member(self, place: Place, role: PlaceRole, name: str = "") -> Actor:
        """A person with a role in a place."""
        person = self.person(name)
        with db.transaction():
            db.session.add(
                PlaceMembership(
                    person_id=person.person_id, place_id=place.id, role=role, since=clock.now()
                )
            )
        return self.again(person)

    def verified(self, organisation: Organisation, by: Actor) -> Organisation:
        """The organisation with the broker's word that it is a social enterprise."""
        with db.transaction():
            db.session.add(
                Verification(
                    organisation_id=organisation.id,
                    evidence="cic_register",
                    reference="register entry",
                    verified_by=by.person_id,
                    verified_on=date(2026, 1, 1),
                    expires_on=date(2029, 1, 1),
                )
            )
            keep_organisations(organisation.id)
        return organisation

    def contract(
        self,
        buyer: Organisation,
        supplier: Organisation | Sequence[tuple[Organisation, str]],
        value: str,
        *,
        milestones: Sequence[str] = (),
        accepted: int | None = None,
        payment_days: int = 7,
        regime: str = "below",
        theme: str = "food",
    ) -> Contract:
        """A signed contract in pounds without VAT; ``supplier`` one, or (member, per cent), lead first.

        Its milestones (one for all of it, unless given) are accepted, or the first ``accepted``.
        """
        self.count += 1
        members = [(supplier, "100")] if isinstance(supplier, Organisation) else list(supplier)
        amounts = [Money.parse(amount) for amount in milestones or [value]]
        with db.transaction():
            row = Contract(
                state=ContractState.SIGNED,
                buyer_id=buyer.id,
                supplier_id=members[0][0].id,
                title=f"Contract {self.count}",
                value=Money.parse(value),
                theme=theme,
                regime=regime,
                payment_days=payment_days,
                order_number=f"PO-{self.count:04}",
                terms="As published with the tender.",
                starts_on=clock.today(),
                ends_on=clock.today() + timedelta(days=365),
                prepared_at=clock.now(),
                buyer_signed_at=clock.now(),
                supplier_signed_at=clock.now(),
            )
            db.session.add(row)
            db.session.flush()
            for position, (member, share) in enumerate(members, start=1):
                db.session.add(
                    ContractShare(
                        contract_id=row.id,
                        organisation_id=member.id,
                        position=position,
                        share=Decimal(share),
                        work=f"Part {position}",
                        invoicing_agreed_at=clock.now(),
                        vat=Vat.STANDARD,
                    )
                )
            for number, amount in enumerate(amounts, start=1):
                is_accepted = accepted is None or number <= accepted
                db.session.add(
                    Milestone(
                        contract_id=row.id,
                        number=number,
                        title=f"Milestone {number}",
                        due_on=clock.today(),
                        amount=amount,
                        state=MilestoneState.ACCEPTED if is_accepted else MilestoneState.PLANNED,
                        accepted_at=clock.now() if is_accepted else None,
                    )
                )
        return row


class Cast:
    """A council that buys, three enterprises that bid, a broker, a board, and a stranger."""

    def __init__(self, make: Make) -> None:
        self.places = make.places()
        home = self.places["greater-icknield"]
        self.council = make.organisation(Kind.COUNCIL, "Midborough Council", "B1 1BB")
        self.bakery = make.organisation(Kind.CIC, "Harbour Bakery CIC")
        self.gardens = make.organisation(Kind.SOCIETY, "Canal Gardens Society", "B66 1AB")
        self.cleaners = make.organisation(
            Kind.TRADING_CHARITY, "Bright Cleaners", vat_number="GB123456782"
        )
        self.broker = make.place_member(home, PlaceRole.BROKER, "Bea Broker")
        self.board_member = make.place_member(home, PlaceRole.BOARD_MEMBER, "Bo Board")
        for enterprise in (self.bakery, self.gardens, self.cleaners):
            make.verified(enterprise, self.broker)
        self.buyer = make.member(self.council, Role.BUYER, name="Bill Buyer")
        self.finance = make.member(self.council, Role.FINANCE, name="Fay Finance")
        self.evaluators = [
            make.member(self.council, Role.EVALUATOR, name=name) for name in ("Eve One", "Ed Two")
        ]
        self.baker = make.member(self.bakery, Role.OWNER, name="Beth Baker")
        self.gardener = make.member(self.gardens, Role.OWNER, name="Guy Gardener")
        self.cleaner = make.member(self.cleaners, Role.OWNER, name="Clea Cleaner")
        self.stranger = make.person("Sam Stranger")


def registered(name: str, email: str) -> Actor:
    """Somebody who followed the link that was sent to this address."""
    now = clock.now()
    proof = AddressProof(
        email=email,
        token_hash=token_hash(email),
        asked_at=now,
        expires_at=now + registrations.LINK_LASTS,
    )
    with db.transaction():
        db.session.add(proof)
    row: Person = people.register_person(
        NOBODY, proof.id, token=email, name=name, password=PASSWORD
    )
    with db.transaction():
        db.session.delete(proof)  # so that the address can be another's once it is free
    return actor_for(row.id, name)


def unproved(actor: Actor) -> Actor:
    """The same person as one whose account is older than the links that prove addresses."""
    with db.transaction():
        db.session.execute(
            update(PersonDetails)
            .where(PersonDetails.person_id == actor.person_id)
            .values(email_proved_at=None)
        )
    return actor_for(actor.person_id, actor.name)


def client_of(app: Flask, actor: Actor | None) -> FlaskClient:
    """A browser of this person, signed in; of nobody for None."""
    client = app.test_client()
    if actor is not None:
        client.set_cookie("sign_in", cookie_of(actor))
    return client


def cookie_of(actor: Actor, *, with_factor: bool = True) -> str:
    """A sign-in cookie of this person, with a second factor used so lately that it stays fresh."""
    email = db.session.scalars(
        select(PersonDetails.email).where(PersonDetails.person_id == actor.person_id)
    ).one()
    token = people.sign_in_person(NOBODY, None, email=email, password=PASSWORD, device="a test")
    if with_factor:
        used_factor(token, clock.real() + timedelta(days=1))
    return token


def used_factor(token: str, moment: datetime) -> None:
    """A second factor was used in this sign-in at a moment of the machine's own."""
    with db.transaction():
        db.session.execute(
            update(SignIn).where(SignIn.token_hash == token_hash(token)).values(factor_at=moment)
        )
