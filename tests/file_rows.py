"""Documents that a tender asks for, and files for them, for what a test takes as given."""

from dataclasses import asdict

from marketplace.assessment.models.missing_documents import MissingDocument
from marketplace.bidding.actions.bid_files import Given, attach_bid_file, kept_file
from marketplace.bidding.models.bids import Bid, BidFile
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_files import AttachedFile
from marketplace.demonstration.method_statement import small_pdf
from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.organisations.actions.documents import Upload
from marketplace.tendering.models.tenders import Question
from procurement.assessment.missing_document import MissingState
from procurement.tendering.attachment import AttachmentAsked, AttachmentKind

PDF = small_pdf("Method statement", ["We cook in Ladywood."])
PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
STATEMENT = AttachmentAsked("Method statement", True, (AttachmentKind.PDF,), 1, 1)
PHOTOS = AttachmentAsked("Photos of the kitchen", False, (AttachmentKind.PICTURE,), 1, 2)


def attach(
    actor: Actor, bid: Bid, question: Question, name: str, content: bytes = PDF, *, asked: int = 0
) -> AttachedFile:
    """Attach one file to an answer, as its writer would; the file as it stands in the draft."""
    given = [Given(asked, Upload(name, "application/octet-stream", content))]
    attach_bid_file(actor, bid.id, question_id=question.id, given=given)
    return attached_to(bid, question)[-1]


def attached_to(bid: Bid, question: Question) -> list[AttachedFile]:
    """The files of an answer in the draft as it stands now."""
    row = db.session.get_one(Bid, bid.id, populate_existing=True)
    return list(sealed.read_draft(row.id, row.draft).files.get(question.id, ()))


def opened_file(bid: Bid, question: Question, name: str = "plan.pdf") -> BidFile:
    """A file of an opened bid, its bytes kept as those of a draft are."""
    given = Given(0, Upload(name, "application/pdf", PDF))
    with db.transaction():
        row = BidFile(
            bid_id=bid.id, question_id=question.id, **asdict(kept_file(given, "application/pdf"))
        )
        db.session.add(row)
    return row


def late_document(bid: Bid, question: Question) -> MissingDocument:
    """A document that was asked for after the opening and handed in, not kept yet."""
    given = Given(0, Upload("late.pdf", "application/pdf", PDF))
    return MissingDocument(
        bid_id=bid.id,
        question_id=question.id,
        state=MissingState.HANDED_IN,
        reason="It is missing.",
        unchanged="It stood before.",
        asked_at=clock.now(),
        reply_by=clock.today(),
        handed_in_at=clock.now(),
        **asdict(kept_file(given, "application/pdf")),
    )
