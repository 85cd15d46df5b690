"""What kind of file is this, by what is in it and not by its name?"""

import lzma
import re
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath

from procurement.ground.refusal import Refusal

LARGEST = 10 * 1024 * 1024
"""The largest document, in bytes."""

_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_INSIDE = {
    "word/document.xml": _OFFICE + "wordprocessingml.document",
    "xl/workbook.xml": _OFFICE + "spreadsheetml.sheet",
}
_OPEN_KINDS = {_OPEN + "text", _OPEN + "spreadsheet"}
_MACROS = re.compile(
    rb"vba(project|data)|macrosheet|macroenabled|(^|/)(basic|scripts)/|\.(doc|dot|xls|xlt|xla|ppt)m$",
    re.IGNORECASE,
)
"""In the name of a part, or in the list of what the parts are, by which a program finds them."""
_BROKEN = (
    zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error, lzma.LZMAError,
    struct.error,
)  # fmt: skip
"""All that the reading of an archive ends with that is none, or is locked."""
_LIST_OF_PARTS = "[content_types].xml"
_LONGEST_LIST = 1024 * 1024
_TEXT_NAMES = ("", ".txt", ".csv", ".md")
_ALLOWED = "PDF, Word (.docx), Excel (.xlsx), OpenDocument, CSV, plain text, PNG or JPEG"


def checked_kind(file_name: str, content: bytes) -> str:
    """The media type of a document that may be kept.

    Refuses an empty file, one larger than 10 MB, one with macros, and any other kind.
    """
    if not content:
        raise Refusal(f"“{file_name}” is empty. Choose the file again.", field="file")
    if len(content) > LARGEST:
        raise Refusal(
            f"“{file_name}” has {len(content) / 1024 / 1024:.1f} MB. A file may have 10 MB: make "
            "it smaller, or split it.",
            field="file",
        )
    kind = _kind(content)
    if kind is None:
        raise Refusal(f"“{file_name}” cannot be kept here. Use {_ALLOWED}.", field="file")
    # What a computer would run by its name is refused, though its content is harmless here.
    if kind == "text/plain" and PurePath(file_name).suffix.lower() not in _TEXT_NAMES:
        raise Refusal(f"“{file_name}” cannot be kept here. Use {_ALLOWED}.", field="file")
    if kind == "text/plain" and file_name.lower().endswith(".csv"):
        return "text/csv"
    return kind


def _kind(content: bytes) -> str | None:
    if zipfile.is_zipfile(BytesIO(content)):  # told by its end: it may begin like anything
        _refuse_macros(content)
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_archive(content)
    return "text/plain" if _is_text(content) else None


def _kind_of_archive(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                said = archive.read("mimetype").decode("ascii", "replace")
                return said if said in _OPEN_KINDS else None
    except _BROKEN:
        return None
    return next((kind for name, kind in _INSIDE.items() if name in names), None)


def _refuse_macros(content: bytes) -> None:
    """Programs that open a document know no case, part folders by either stroke, and find macros
    by the kind that the list of parts gives them, whatever their name."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            said = [part.orig_filename.replace("\\", "/").encode() for part in archive.infolist()]
            lists = [p for p in archive.infolist() if p.filename.lower() == _LIST_OF_PARTS]
            if len(lists) > 1:  # a thousand of them would unpack to a thousand times a megabyte
                raise Refusal("This file holds two lists of its parts. Save it anew.", field="file")
            for part in lists:
                with archive.open(part) as listed:
                    said.append(listed.read(_LONGEST_LIST))
    except _BROKEN:
        return
    if any(_MACROS.search(part.replace(b"\0", b"")) for part in said):
        raise Refusal(
            "This file holds macros. Save it without them (.docx or .xlsx).", field="file"
        )


def _is_text(content: bytes) -> bool:
    """Text in UTF-8, or in the Windows code page that spreadsheets save, without control bytes."""
    if any(byte < 32 and byte not in b"\t\n\r\f" for byte in set(content)):
        return False
    lowered = content[:1000].lstrip().lower()
    if lowered.startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml")):
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
