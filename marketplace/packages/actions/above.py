"""Where a package belongs, and what the contracts above it ask of it."""

from uuid import UUID

from marketplace.contracts.actions.papers import ask_for_pdf, enclose
from marketplace.contracts.actions.pass_downs import propose_within
from marketplace.contracts.models.contracts import Contract
from marketplace.engine.act import Act
from marketplace.packages.models.offers import AwardLetter
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.above import inherited_by, longest_term_below
from marketplace.packages.queries.package_documents import documents_signed
from marketplace.packages.queries.posters import contracts_held_by, own_developments_of
from procurement.contracts.pass_down import PassDownTerms, before_asking_less, before_passing_on
from procurement.ground.refusal import Refusal


def check_above(
    poster_id: UUID, contract_id: UUID | None, development_id: UUID | None, payment_days: int
) -> None:
    """Refuses a contract or development that is not the poster’s, and a longer payment term than
    is passed on from above; each at its field."""
    if contract_id is not None:
        if contract_id not in {row.id for row in contracts_held_by(poster_id)}:
            raise Refusal(
                "Choose a contract that your organisation has signed as supplier or member.",
                field="parent_contract_id",
            )
        check_term(contract_id, payment_days)
    developments = {row.id for row in own_developments_of(poster_id)}
    if development_id is not None and development_id not in developments:
        raise Refusal(
            "Choose a development of your organisation, or one that it is the contractor of.",
            field="development_id",
        )


def check_term(contract_id: UUID, payment_days: int) -> None:
    """Refuses a longer payment term than is passed on from a contract or from one above it."""
    before_passing_on(payment_days, longest_term_below(contract_id))


def take_over(
    act: Act,
    package: Package,
    letter: AwardLetter,
    contract: Contract,
    wanted: PassDownTerms | None,
) -> None:
    """Within the act that writes a package’s contract: what its poster passes on from above stands in
    it, and is agreed as both sides sign, with the package’s documents. Refuses what contradicts the
    contracts above."""
    from_above = inherited_by(package, letter.offer_id, act.today)
    before_passing_on(contract.payment_days, from_above.payment and from_above.payment[0])
    asked = from_above.terms if wanted is None else wanted
    before_asking_less(asked, from_above)
    if asked != PassDownTerms():
        above_id = package.parent_contract_id if from_above.is_any else None
        propose_within(act, contract, asked, for_buyer=True, from_contract_id=above_id)
    enclose(act, contract, documents_signed(package.id))
    ask_for_pdf(act, contract)
