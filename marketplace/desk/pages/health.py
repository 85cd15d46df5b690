"""Does it live, and can it answer people? For the machines that look after it."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from marketplace import readiness

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    """This process lives; nothing else is asked."""
    return {"alive": True}


@pages.get("/readyz")
def readyz() -> ResponseReturnValue:
    """200 where everything it stands on is there; 503 with what is wrong."""
    faults = readiness.faults(current_app.config["SETTINGS"])
    return {"ready": not faults, "faults": faults}, 503 if faults else 200
