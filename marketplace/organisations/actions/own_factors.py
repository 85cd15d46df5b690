"""What follows whenever somebody adds or removes a factor of their own, of whatever kind?"""

from sqlalchemy import delete

from marketplace.engine import clock, db
from marketplace.engine.act import Act
from marketplace.engine.second_factor import check_fresh
from marketplace.organisations.actions.people import check_own_password, details_to_change
from marketplace.organisations.models.people import SignIn
from marketplace.organisations.models.second_factors import RecoveryCode
from marketplace.organisations.queries.second_factors import second_factors_of
from procurement.ground.refusal import Refusal


def check_may_add(act: Act, password: str) -> None:
    """The first factor wants the password again; a further one, a factor that is there already."""
    if second_factors_of(act.person_id).any:
        check_fresh(act.actor, act.verb)
        return
    check_own_password(details_to_change(act.person_id), password)


def added(act: Act, what: str) -> None:
    """This sign-in has just used the factor; every other one is asked for it. The person is told."""
    sign_in = act.actor.sign_in_id and db.session.get(SignIn, act.actor.sign_in_id)
    if sign_in:
        sign_in.factor_at = clock.real()
    act.notify(act.person_id, "factor_changed", what=what)


def removed(act: Act, what: str) -> None:
    """Refuses to take the last one from whoever needs one; the person is told."""
    db.session.flush()
    if not second_factors_of(act.person_id).any:
        if act.actor.needs_factor:
            raise Refusal(
                "What you do here needs a second factor, and this is your only one. Set up "
                "another one first, then remove this."
            )
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == act.person_id))
    act.notify(act.person_id, "factor_changed", what=what)
