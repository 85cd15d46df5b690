"""What was wanted of whoever is chosen, as its letter of award and its contract say it?"""

from typing import Any

from marketplace.packages.models.packages import Package
from marketplace.packages.queries.packages import questions_of


def wanted_of(package: Package) -> dict[str, Any]:
    """What a letter keeps of its package: the work in the poster’s words, its days, and what was
    asked and answered, which counts as much: one query."""
    return {
        "about": package.about,
        "wanted_from": package.starts_on.isoformat(),
        "wanted_to": package.ends_on.isoformat(),
        "answers": [
            {"question": row.question, "answer": row.answer}
            for row in questions_of(package.id)
            if row.answered_at
        ],
    }
