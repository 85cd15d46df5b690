"""The operator's page: whether everything runs, and what the worker failed at."""

from uuid import UUID

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace import readiness
from marketplace.desk.actions import jobs
from marketplace.desk.queries.operations import operations
from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.engine.outbox import OutboxEntry, failed_jobs_visible_to
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("operations", __name__)


@pages.get("/operator")
@signed_in
def show() -> ResponseReturnValue:
    """Whether everything runs, and what waits."""
    if not actor().is_operator:
        raise NotAllowed
    settings = current_app.config["SETTINGS"]
    return page(
        "desk/operations/show.html",
        faults=readiness.faults(settings),
        listener=settings.reply_listener,
        listener_fault=readiness.listener_fault(settings),
        operations=operations(actor(), clock.now()),
    )


@pages.post("/jobs/<uuid:job_id>/retry")
@signed_in
def retry(job_id: UUID) -> ResponseReturnValue:
    entry = get_or_404(failed_jobs_visible_to(actor()).where(OutboxEntry.id == job_id))
    jobs.retry_job(actor(), entry.id)
    say("The job is tried again now. If it fails again it comes back to this list.")
    return redirect(url_for("operations.show"))
