"""What is still to do in a draft, where is it done, and where does its author go on?"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from marketplace.engine import clock
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.pages.draft_sections import SECTIONS, Section, anchor_of, section_of
from marketplace.tendering.queries.drafts import faults_of
from procurement.ground.refusal import Refusal

_ORDER = list(SECTIONS.values())


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a draft from being published, and where it is mended."""

    sentence: str
    section: Section
    url: str


def faults_in(tender: Tender, refusals: Sequence[Refusal]) -> list[Fault]:
    """In the order of the tasks."""
    faults = [_fault(tender, refusal) for refusal in refusals]
    return sorted(faults, key=lambda fault: _ORDER.index(fault.section))


def next_step(tender: Tender, done: Section | None = None) -> str:
    """Where its author goes on after saving a task: to the next one that is not complete, from
    there in a circle; to the list of tasks where only this one is not; to the whole where all are."""
    faults = faults_in(tender, faults_of(tender, clock.now()))
    if not faults:
        return url_for("publication.preview", tender_id=tender.id)
    place = _ORDER.index(done) if done else -1
    later = [fault for fault in faults if _ORDER.index(fault.section) > place]
    others = [fault for fault in later + faults if fault.section is not done]
    if not others:
        return url_for("drafts.show", tender_id=tender.id)
    return others[0].url.partition("#")[0]


def _fault(tender: Tender, refusal: Refusal) -> Fault:
    where, anchor = section_of(refusal.field), anchor_of(refusal.field)
    url = url_for("drafts.section", tender_id=tender.id, slug=where.slug, _anchor=anchor)
    if refusal.field == "timetable":
        url = url_for("drafts.plan", tender_id=tender.id)
    return Fault(str(refusal), where, url)
