"""What was wanted of whoever is chosen, as its letter of award and its contract say it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from marketplace.packages.models.packages import Package, PackageClause
from marketplace.packages.queries.above import inherited_by, passed_on_by
from marketplace.packages.queries.package_documents import clauses_of, documents_of_package
from marketplace.packages.queries.packages import questions_of
from procurement.contracts.pass_down import PassDownTerms
from procurement.ground.exact import in_full
from procurement.packages.stages import held_back_in_words


@dataclass(frozen=True, slots=True)
class TakenOn:
    """What comes with an offer beside price and work."""

    clauses: Sequence[PackageClause]
    """The promises that are asked for."""
    from_above: PassDownTerms


def taken_on_with(package: Package) -> TakenOn:
    """What whoever makes an offer for a package, or accepts a price, takes on: two queries."""
    return TakenOn(clauses_of(package.id), passed_on_by(package))


def wanted_of(package: Package, offer_id: UUID, today: date) -> dict[str, Any]:
    """What a letter keeps of its package, so that it reads the same whatever is changed later: the
    work and the terms in the poster’s words, what was asked and answered, which counts as much, the
    promises and documents, and what comes with it from the contracts above. Six queries."""
    above, rate = inherited_by(package, offer_id, today).terms, package.asked_rate
    return {
        "title": package.title,
        "about": package.about,
        "how_much": rate.how_much if rate else "",
        "wanted_from": package.starts_on.isoformat(),
        "wanted_to": package.ends_on.isoformat(),
        "postcode": package.postcode,
        "payment_days": package.payment_days,
        "held_back": held_back_in_words(package.retention),
        "terms": package.terms,
        "answers": [
            {"question": row.question, "answer": row.answer}
            for row in questions_of(package.id)
            if row.answered_at
        ],
        "promises": [
            {
                "text": clause.text,
                "quantity": in_full(clause.quantity),
                "unit": clause.unit,
                "due_on": clause.due_on.isoformat(),
                "proof": clause.proof,
            }
            for clause in clauses_of(package.id)
        ],
        "documents": [
            {
                "kind": document.kind,
                "file_name": newest.file_name,
                "size": newest.size,
                "sha256": newest.sha256,
            }
            for document, newest in documents_of_package(package.id)
        ],
        "from_above": {
            "payment_days": above.payment_days,
            "social_share": above.social_share and in_full(above.social_share),
            "labour_share": above.labour_share and in_full(above.labour_share),
        },
    }
