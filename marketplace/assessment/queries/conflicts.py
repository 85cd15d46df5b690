"""How do the interests of all who take part in one procurement stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from marketplace.assessment.queries.assessments import Assessment
from marketplace.engine.access import Role
from marketplace.organisations.queries.people import names_of_people, people_as
from marketplace.tendering.models.declarations import InterestDeclaration
from marketplace.tendering.queries.declarations import declared
from procurement.tendering.conflict import Mitigation, is_owed


@dataclass(frozen=True, slots=True)
class PersonsInterest:
    """One person's last declaration, and whether another is owed."""

    person_id: UUID
    name: str
    declaration: InterestDeclaration | None
    is_owed: bool
    is_own: bool
    is_on_panel: bool
    bidder: str | None
    observer: str | None


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The conflicts assessment of one procurement, as one person reads it."""

    rows: Sequence[PersonsInterest]
    own: InterestDeclaration | None
    own_owed: bool
    colleagues: dict[UUID, str]
    """Who may observe: those who buy or assess for the buyer."""

    def of(self, person_id: UUID) -> PersonsInterest:
        """Where one person of the panel stands."""
        return next(row for row in self.rows if row.person_id == person_id)

    @property
    def is_held_up(self) -> bool:
        """The reader cannot go on: owes a declaration, waits for a colleague, or has left."""
        own = declared(self.own)
        return self.own_owed or (
            own is not None and (own.is_held_up or own.mitigation is Mitigation.LEAVES)
        )


def conflicts_of(assessment: Assessment, reader: UUID | None) -> Conflicts:
    """Everybody who declared, and everybody on the panel."""
    tender, told = assessment.tender, assessment.declarations
    panel = {row.person_id for row in assessment.evaluators}
    staff = people_as(tender.buyer_id, Role.OWNER, Role.BUYER, Role.EVALUATOR)
    names = names_of_people({*staff, *panel, *told})
    bidders = {bid.organisation_id: assessment.name_of(bid.id) for bid in assessment.bids}

    def of(person_id: UUID) -> PersonsInterest:
        row = told.get(person_id)
        return PersonsInterest(
            person_id,
            names.get(person_id, "A former colleague"),
            row,
            is_owed(declared(row), assessment.bidders_known_at),
            person_id == reader,
            person_id in panel,
            bidders.get(row.bidder_id) if row and row.bidder_id else None,
            names.get(row.observer_id) if row and row.observer_id else None,
        )

    own = told.get(reader) if reader else None
    return Conflicts(
        [of(person_id) for person_id in dict.fromkeys([*panel, *told])],
        own,
        is_owed(declared(own), assessment.bidders_known_at),
        {id: names[id] for id in staff if id in names},
    )
