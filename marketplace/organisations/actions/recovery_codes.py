"""What does a person hold on paper for the day on which the telephone is lost?"""

import secrets
from uuid import UUID

from sqlalchemy import delete, select

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.second_factor import check_fresh
from marketplace.gateways.keys import fingerprint, fingerprints
from marketplace.organisations.models.people import Person
from marketplace.organisations.models.second_factors import RecoveryCode
from marketplace.organisations.queries.second_factors import second_factors_of
from procurement.ground.refusal import Refusal

HOW_MANY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are read for another: fifty bits in ten of them."""


@action("recovery_codes.make")
def make_recovery_codes(act: Act, person: Person) -> list[str]:
    """New codes, shown this once; the earlier ones count no longer."""
    if not second_factors_of(person.id).any:
        raise Refusal("Set up a second factor first. The codes are for the day it is lost.")
    check_fresh(act.actor, act.verb)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(HOW_MANY)]
    for code in codes:
        act.add(
            RecoveryCode(
                person_id=person.id, code_hash=fingerprint(_said(person.id, code)), made_at=act.now
            )
        )
    act.notify(person.id, "factor_changed", what="new recovery codes were made")
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use(act: Act, person_id: UUID, typed: str) -> str | None:
    """Take one of the person's codes out of use, where it is one; the person is told."""
    row = db.session.scalars(
        select(RecoveryCode).where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash.in_(fingerprints(_said(person_id, typed))),
            RecoveryCode.used_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    row.used_at = act.now
    act.notify(person_id, "factor_changed", what="one of your recovery codes was used")
    return "recovery code"


def _said(person_id: UUID, code: str) -> str:
    return f"recovery code {person_id} {code}"
