"""The files of an answer: attached to the draft of a bid, put in place of another, taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from uuid import UUID

from marketplace.bidding.actions.bids import still_open
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_files import Attached, AttachedFile
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.gateways import files
from marketplace.gateways.file_kinds import checked_kind
from marketplace.organisations.actions.documents import Upload
from marketplace.tendering.queries.tenders import parts_of
from procurement.bidding import sealed_file
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.attachment import AttachmentAsked, check_file, check_room


@dataclass(frozen=True, slots=True)
class Given:
    """A file for one of the documents that a question asks for, from 0."""

    asked: int
    file: Upload

    @property
    def name(self) -> str:
        """Without the folder that some browsers send."""
        return PurePath(self.file.name.replace("\\", "/")).name[:200] or "document"


@action("bid_file.attach")
def attach_bid_file(act: Act, bid: Bid, *, question_id: UUID, given: Sequence[Given]) -> None:
    """Attach these files to an answer of the draft, all of them or none.

    Where one file is asked for, a new one takes the place of the one before. Nothing readable of
    a file, its name too, is kept outside the encrypted draft.
    """
    tender = still_open(bid, act)
    if not given:
        raise Refusal("Choose a file.")
    asked = next((row.asked for row in parts_of(tender.id).questions if row.id == question_id), ())
    if any(one.asked >= len(asked) for one in given):
        raise NotThere("AttachmentAsked")
    attached = sealed.read_draft(bid.id, bid.draft).files
    replaced = {one.asked for one in given if asked[one.asked].most == 1}
    there = [row for row in attached.get(question_id, ()) if row.asked not in replaced]
    media_types = _checked(given, asked, [row.asked for row in there])
    there += [kept_file(one, kind) for one, kind in zip(given, media_types, strict=True)]
    there.sort(key=lambda row: row.asked)
    _save(act, bid, {**attached, question_id: tuple(there)})


@action("bid_file.remove")
def remove_bid_file(act: Act, bid: Bid, *, question_id: UUID, kept: str) -> None:
    """Take a file out of the draft; what was submitted with it stays as it was submitted."""
    still_open(bid, act)
    attached = sealed.read_draft(bid.id, bid.draft).files
    there = attached.get(question_id, ())
    left = tuple(row for row in there if row.kept != kept)
    if len(left) == len(there):
        raise NotThere("AttachedFile")
    _save(act, bid, {**attached, question_id: left})


def checked(name: str, content: bytes, asked: AttachmentAsked) -> str:
    """The media type of a file that the buyer takes. Refuses any other."""
    media_type = checked_kind(name, content)
    check_file(asked, name, media_type, len(content))
    return media_type


def _checked(
    given: Sequence[Given], asked: Sequence[AttachmentAsked], there: list[int]
) -> list[str]:
    """The media type of each; a sentence at the field of each that is refused."""
    faults, media_types = [], []
    for one in given:
        try:
            check_room(asked[one.asked], there.count(one.asked))
            media_types.append(checked(one.name, one.file.content, asked[one.asked]))
        except Refusal as no:
            faults.append(Refusal(str(no), field=f"file_{one.asked}"))
        there.append(one.asked)
    refuse_if_any(faults)
    return media_types


def kept_file(one: Given, media_type: str) -> AttachedFile:
    """Under a key of its own; a transaction that fails leaves bytes that nobody can read."""
    content, key = one.file.content, sealed_file.new_key()
    return AttachedFile(
        asked=one.asked,
        name=one.name,
        media_type=media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        kept=files.store(sealed_file.seal_file(content, key)),
        key=key.hex(),
    )


def _save(act: Act, bid: Bid, attached: Attached) -> None:
    draft = sealed.read_draft(bid.id, bid.draft).with_part("files", attached, bid.revision + 1)
    bid.draft = sealed.keep_draft(bid.id, draft)
    act.note(part="files")
