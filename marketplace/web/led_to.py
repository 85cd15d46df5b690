"""Where did a form lead? For whoever sends it again.

Kept encrypted: the secret of a link may stand in the address of the page behind it.
"""

from contextlib import suppress
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, session
from flask.typing import ResponseReturnValue
from sqlalchemy import bindparam, select, update
from werkzeug.wrappers import Response as BaseResponse

from marketplace.engine import db
from marketplace.engine.act import AlreadyDone
from marketplace.engine.outbox import Performed
from marketplace.gateways import keys

_PURPOSE = "location"
_PERFORMED = db.Base.metadata.tables[Performed.__tablename__]
_NOTHING_TO_DO = (403, 404, 422)
_KEPT = (
    update(_PERFORMED)
    .where(_PERFORMED.c.token == bindparam("of_form"))
    .values(location=bindparam("kept"))
)


class Answering(Flask):
    """Commits what an act left open, once its page knows where the form leads. Whoever is told
    that something failed is told so of what is undone."""

    def dispatch_request(self) -> ResponseReturnValue:
        try:
            answer = super().dispatch_request()
            if g.form_token and isinstance(answer, BaseResponse) and answer.location:
                keep(g.form_token, answer.location)
            db.close()
        except AlreadyDone:
            raise  # what was said of it stays said
        except BaseException:
            if g.form_token:
                db.session.rollback()
                session.pop("_flashes", None)  # said of what is undone
            raise
        return answer


def keep(form_token: UUID, location: str) -> None:
    """Remember where a form that was acted on has led, in the transaction of the act."""
    kept = keys.encrypt(_PURPOSE, location.encode()).hex()
    with db.transaction(goes_on=True):
        db.session.execute(_KEPT, {"of_form": form_token, "kept": kept})


def again(answer: Response) -> Response:
    """The answer to a form that was acted on before is where it led, also where its page found
    nothing to do any more. Looked up only where a page says so: a first sending costs nothing."""
    if answer.status_code not in _NOTHING_TO_DO or not g.get("form_token"):
        return answer
    kept = select(Performed.location).where(Performed.token == g.form_token)
    location = read(db.session.scalar(kept))
    return current_app.make_response(redirect(location)) if location else answer


def read(kept: str | None) -> str | None:
    """The address, where one is kept."""
    with suppress(ValueError):
        plain = keys.decrypt(_PURPOSE, bytes.fromhex(kept or ""))
        return plain.decode() if plain is not None else None
    return None
