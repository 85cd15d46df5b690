"""Who is in the story? Invented people and enterprises, and one real council from a notice."""

from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy import select

from marketplace.demonstration.registration import DOMAIN, Registration
from marketplace.desk.actions import claims
from marketplace.engine import db
from marketplace.engine.access import SYSTEM, Actor, PlaceRole, Role
from marketplace.organisations.actions import (
    operators,
    organisations,
    places,
    verifications,
)
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.models.places import Place
from marketplace.tendering.actions import notices
from marketplace.tendering.models.notices import Notice
from procurement.open_data.notice import NoticeFacts
from procurement.open_data.ocds_read import read_releases
from procurement.organisations.organisation import Kind
from procurement.organisations.social_enterprise import EvidenceKind

TOLD = [
    (f"buyer@{DOMAIN}", "buyer and owner, Birmingham City Council"),
    (f"finance@{DOMAIN}", "finance officer, Birmingham City Council"),
    (f"evaluator1@{DOMAIN}", "evaluator, Birmingham City Council"),
    (f"evaluator2@{DOMAIN}", "evaluator, Birmingham City Council"),
    (f"developer@{DOMAIN}", "owner and evaluator, Canal Quarter Developments"),
    (f"homes@{DOMAIN}", "buyer, Port Loop Homes Ltd (pledges to Canal Quarter)"),
    (f"partners@{DOMAIN}", "buyer, City Hospital Site Partners Ltd (pledges to Canal Quarter)"),
    (f"builder@{DOMAIN}", "owner, Brook Street Building Ltd (main contractor of Canal Quarter)"),
    (f"wheelers@{DOMAIN}", "owner, Icknield Wheelers CIC (leads the consortium that was paid)"),
    (f"kitchen@{DOMAIN}", "owner, Spring Hill Kitchen (community business)"),
    (f"club@{DOMAIN}", "owner, Ladywood Lunch Club (in no register; the kitchen hosts it)"),
    (f"gardens@{DOMAIN}", "owner, Smethwick Green Gardens Society"),
    (f"cleaners@{DOMAIN}", "owner, Harbour Cleaning Co-operative (its invoice is overdue)"),
    (f"broker@{DOMAIN}", "broker of Greater Icknield"),
    (f"board@{DOMAIN}", "board member of Greater Icknield"),
    (f"operator@{DOMAIN}", "operator of this installation"),
]


class Cast(Registration):
    """Registers everybody, step by step, the way they would themselves."""

    def __init__(self, stage: Any) -> None:
        self.stage = stage
        self.broker = self._placed("broker", "Bernice Okoro", PlaceRole.BROKER)
        self.board_member = self._placed("board", "Tom Hadley", PlaceRole.BOARD_MEMBER)
        operators.appoint_operator(SYSTEM, self._person("operator", "Nia Rowlands").person_id)
        self._import_notices()
        self.council, self.buyer = self._claimed_council()
        self.finance = self._colleague("finance", "Farida Aslam", Role.FINANCE)
        self.evaluators = [
            self._colleague("evaluator1", "Grace Lin", Role.EVALUATOR),
            self._colleague("evaluator2", "Owen Price", Role.EVALUATOR),
        ]
        self._registered_developer()
        self._registered_builders()
        self._registered_enterprises()
        stage.after(days=1)

    def _placed(self, account: str, name: str, role: PlaceRole) -> Actor:
        person = self._person(account, name)
        for slug in ("greater-icknield", "birmingham", "sandwell", "birmingham-and-sandwell"):
            place_id = db.session.scalars(select(Place.id).where(Place.slug == slug)).one()
            assert person.person_id is not None
            places.give_place_role(SYSTEM, place_id, person_id=person.person_id, role=role)
        return self.again(person)

    def _import_notices(self) -> None:
        """A handful of real notices, as published, without contacts."""
        path = files("marketplace").joinpath("data/notices.jsonl")
        releases = read_releases(path.read_bytes(), "notices.jsonl")
        known = [facts for facts in releases if isinstance(facts, NoticeFacts)]
        notices.import_notice_batch(SYSTEM, None, releases=known)

    def _claimed_council(self) -> tuple[UUID, Actor]:
        person = self._person("buyer", "Beverley Hall")
        council = db.session.scalars(
            select(Organisation.id)
            .join(Notice, Notice.buyer_id == Organisation.id)
            .where(Organisation.name == "Birmingham City Council")
            .limit(1)
        ).one()
        claim = claims.claim_organisation(
            person, council, grounds="I lead the council’s category team for local services."
        )
        claims.approve_claim(self.broker, claim.id)
        owner = self.again(person)
        organisations.update_organisation(
            owner,
            council,
            profile=organisations.OrganisationProfile(
                name="Birmingham City Council",
                about="The largest local authority in England.",
                contact_email=f"buyer@{DOMAIN}",
            ),
        )
        return council, owner

    def _colleague(self, account: str, name: str, role: Role) -> Actor:
        person = self._person(account, name)
        return self._joined(person, account, role, self.council, self.buyer)

    def _registered_developer(self) -> None:
        self.development, self.developer = self._registered(
            "developer",
            "Rajan Mehta",
            "Canal Quarter Developments Ltd",
            Kind.PRIVATE_DEVELOPER,
            "99000001",
            street="12 Summer Row",
            town="Birmingham",
            postcode="B3 1JJ",
            about="Builds homes and workspaces beside the canal.",
            vat_number="",
        )
        verifications.approve_buyer(self.broker, self.development)
        self.developer = self._joined(
            self.developer, "developer", Role.EVALUATOR, self.development, self.developer
        )

    def _registered_builders(self) -> None:
        """Two more developers, and the contractor that builds for the first."""
        where = {"town": "Birmingham", "postcode": "B16 8AE"}
        self.homes, self.home_builder = self._registered(
            "homes", "Helen Brandt", "Port Loop Homes Ltd", Kind.PRIVATE_DEVELOPER, "99000006",
            about="Builds homes around the Port Loop.", street="3 Rotton Park Street", **where,
        )  # fmt: skip
        self.partners, self.partner = self._registered(
            "partners", "Idris Cole", "City Hospital Site Partners Ltd", Kind.PRIVATE_DEVELOPER,
            "99000007", about="Turns a hospital site into homes.", street="9 Dudley Road", **where,
        )  # fmt: skip
        for developer in (self.homes, self.partners):
            verifications.approve_buyer(self.broker, developer)
        self.builders, self.builder = self._registered(
            "builder", "Marta Kowal", "Brook Street Building Ltd", Kind.OTHER_SUPPLIER, "99000008",
            about="Ground works, squares and homes.", vat_number="GB314150017",
            street="40 Brook Street", **where,
        )  # fmt: skip
        self._banked(self.builder, self.builders, "Brook Street Building Ltd")

    def _registered_enterprises(self) -> None:
        self.wheelers, self.wheeler = self._enterprise(
            "wheelers",
            "Asha Bains",
            "Icknield Wheelers CIC",
            Kind.CIC,
            "99000002",
            EvidenceKind.CIC_REGISTER,
            postcode="B16 8TP",
            about="Cargo-bike couriers who train young people out of work.",
            vat_number="GB123456782",
        )
        self.kitchen, self.cook = self._enterprise(
            "kitchen",
            "Dele Adeyemi",
            "Spring Hill Kitchen",
            Kind.COMMUNITY_BUSINESS,
            "99000003",
            EvidenceKind.GOVERNING_DOCUMENT,
            postcode="B18 4DF",
            about="A community kitchen that caters and teaches.",
        )
        self.club, self.club_owner = self._registered(
            "club", "Ruby Clarke", "Ladywood Lunch Club", Kind.COMMUNITY_BUSINESS, "",
            about="Neighbours who cook for neighbours.",
            street="2 Icknield Square", town="Birmingham", postcode="B16 8TP",
        )  # fmt: skip
        self.gardens, self.gardener = self._enterprise(
            "gardens",
            "Mei Wong",
            "Smethwick Green Gardens Society",
            Kind.SOCIETY,
            "IP990004",
            EvidenceKind.SOCIETY_REGISTER,
            postcode="B66 3NJ",
            about="Members who look after parks, verges and school gardens.",
        )
        self.cleaners, self.cleaner = self._enterprise(
            "cleaners",
            "Sofia Marsh",
            "Harbour Cleaning Co-operative",
            Kind.SOCIETY,
            "IP990005",
            EvidenceKind.SOCIETY_REGISTER,
            postcode="B16 8AE",
            about="A workers’ co-operative that cleans offices and building sites.",
        )
