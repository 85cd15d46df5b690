"""What was wanted of whoever is chosen, as its letter of award and its contract say it?"""

from typing import Any

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.packages.models.packages import Package, PackageQuestion
from marketplace.packages.queries.packages import MOST_QUESTIONS


def wanted_of(package: Package) -> dict[str, Any]:
    """What a letter keeps of its package: the work in the poster’s words, its days, and what was
    asked and answered, which counts as much: one query."""
    answered = session.scalars(
        select(PackageQuestion)
        .where(PackageQuestion.package_id == package.id, PackageQuestion.answered_at.is_not(None))
        .order_by(PackageQuestion.asked_at, PackageQuestion.id)
        .limit(MOST_QUESTIONS)
    )
    return {
        "about": package.about,
        "wanted_from": package.starts_on.isoformat(),
        "wanted_to": package.ends_on.isoformat(),
        "answers": [{"question": row.question, "answer": row.answer} for row in answered],
    }
