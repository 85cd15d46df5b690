"""Documents: what may be kept, who may read it, and not before it was scanned."""

import os
import resource
import sys
import zipfile
from contextlib import suppress
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import given
from hypothesis.strategies import DataObject, data, integers
from sqlalchemy import select

from marketplace.engine import db, jobs
from marketplace.engine.access import NOBODY, Actor
from marketplace.engine.act import NotAllowed
from marketplace.gateways import files, virus_scan
from marketplace.gateways.file_kinds import LARGEST, checked_kind
from marketplace.organisations.actions import documents
from marketplace.organisations.models.documents import (
    Document,
    DocumentVersion,
    ScanState,
    Visibility,
    documents_visible_to,
)
from marketplace.organisations.queries.documents import documents_of
from procurement.ground.refusal import Refusal
from tests.cast import Cast

PDF = b"%PDF-1.7 a certificate"


def add(
    cast: Cast,
    content: bytes = PDF,
    visibility: Visibility = Visibility.SHARED,
    document_id: UUID | None = None,
) -> DocumentVersion:
    return documents.add_document(
        cast.baker,
        cast.bakery.id,
        kind="Certificate",
        visibility=visibility,
        file=documents.Upload("C:\\papers\\certificate.pdf", "application/pdf", content),
        document_id=document_id,
    )


def archive(*names: str, **parts: str) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        for name, content in (dict.fromkeys(names, "x") | parts).items():
            file.writestr(name, content)
    return kept.getvalue()


def scan_of(version_id: UUID) -> ScanState:
    return db.session.scalars(
        select(DocumentVersion.scan).where(DocumentVersion.id == version_id)
    ).one()


def seen_by(actor: Actor) -> set[UUID]:
    return set(db.session.scalars(documents_visible_to(actor).with_only_columns(Document.id)))


def test_a_document_is_quarantined_until_the_scanner_has_cleared_it(cast: Cast) -> None:
    version = add(cast)
    assert version.file_name == "certificate.pdf"
    version_id = version.id
    assert scan_of(version_id) is ScanState.QUARANTINED
    jobs.run_due()
    assert scan_of(version_id) is ScanState.CLEAN


def test_what_the_scanner_finds_is_marked_infected(cast: Cast) -> None:
    virus_scan.use(
        f"{sys.executable} -c 'import sys; sys.exit(b\"worm\" in sys.stdin.buffer.read())'"
    )
    try:
        bad, good = add(cast, PDF + b" worm").id, add(cast).id
        jobs.run_due()
    finally:
        virus_scan.use(None)
    assert (scan_of(bad), scan_of(good)) == (ScanState.INFECTED, ScanState.CLEAN)


def test_a_scanner_that_fails_leaves_the_document_in_quarantine(cast: Cast) -> None:
    virus_scan.use(f"{sys.executable} -c 'raise SystemExit(2)'")
    try:
        version_id = add(cast).id
        jobs.run_due()
    finally:
        virus_scan.use(None)
    assert scan_of(version_id) is ScanState.QUARANTINED


def test_the_bytes_are_kept_under_their_hash_and_encrypted(cast: Cast) -> None:
    version = add(cast)
    assert files.read(version.sha256) == PDF
    assert PDF not in files._path(version.sha256).read_bytes()


def test_another_version_is_kept_beside_the_first(cast: Cast) -> None:
    first = add(cast)
    second = add(cast, PDF + b", newer", document_id=first.document_id)
    assert (first.number, second.number) == (1, 2)
    newest = documents_of(cast.baker, "organisation", cast.bakery.id)
    assert [row.id for row in newest.versions] == [second.id]


def test_shared_is_for_the_organisation_and_the_broker_public_for_all(cast: Cast) -> None:
    shared = add(cast).document_id
    public = add(cast, visibility=Visibility.PUBLIC).document_id
    assert seen_by(cast.baker) == seen_by(cast.broker) == {shared, public}
    for other in (cast.gardener, cast.buyer, cast.board_member, cast.stranger, NOBODY):
        assert seen_by(other) == {public}


def test_sealed_is_for_nobody_else(cast: Cast) -> None:
    sealed = add(cast, visibility=Visibility.SEALED).document_id
    assert seen_by(cast.baker) == {sealed}
    assert seen_by(cast.broker) == set()


def test_only_an_owner_adds_for_an_organisation(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        documents.add_document(
            cast.gardener,
            cast.bakery.id,
            kind="x",
            visibility=Visibility.PUBLIC,
            file=documents.Upload("x.pdf", "", PDF),
        )
    assert db.session.scalars(select(Document)).all() == []


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("photo", b"\xff\xd8\xff\xe0 JFIF", "image/jpeg"),
        ("prices.csv", "item,£\n1,2".encode(), "text/csv"),
        ("old prices.csv", "item,£\n1,2".encode("cp1252"), "text/csv"),
        ("notes.txt", b"Dear all,\r\n", "text/plain"),
        (
            "a.docx",
            archive("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_the_kind_is_told_by_the_content(name: str, content: bytes, kind: str) -> None:
    assert checked_kind(name, content) == kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (PDF + b"x" * LARGEST, "A file may have 10 MB"),
        (b"MZ\x90\x00 a program", "cannot be kept"),
        (b"<html><script>alert(1)</script>", "cannot be kept"),
        (archive("evil.exe"), "cannot be kept"),
        (archive("word/document.xml", "word/vbaProject.bin"), "macros"),
        (archive("word/document.xml", "word/VBAPROJECT.BIN"), "macros"),
        (archive("xl/workbook.xml", "xl\\VbaProject.bin"), "macros"),
        (archive("xl/workbook.xml", "xl/MacroSheets/sheet1.xml"), "macros"),
        (archive("word/document.xml", "word/embeddings/other.DOCM"), "macros"),
        (archive("mimetype", "content.xml", "Basic/Standard/Module1.xml"), "macros"),
        (archive("word/document.xml", "a?vbaProject.bin").replace(b"a?vba", b"a\0vba"), "macros"),
        (
            archive(
                "word/document.xml",
                "word/other.bin",
                **{
                    "[Content_types].xml": "<Override ContentType='application/vnd.ms-office.vbaProject'",
                },
            ),
            "macros",
        ),
        (
            b"%PDF-1.7 and behind it " + archive("word/document.xml", "word/vbaProject.bin"),
            "macros",
        ),
        (b"PK\x03\x04 broken", "cannot be kept"),
    ],
)
def test_what_cannot_be_kept_is_refused_whatever_its_name(content: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        checked_kind("harmless.pdf", content)


@given(data())
def test_no_broken_archive_makes_the_look_at_it_fall_over(data: DataObject) -> None:
    content = bytearray(archive("[Content_Types].xml", "word/document.xml", "mimetype"))
    for _ in range(data.draw(integers(1, 4))):
        content[data.draw(integers(4, len(content) - 1))] = data.draw(integers(0, 255))
    with suppress(Refusal):
        checked_kind("a.docx", bytes(content))


def test_a_full_disk_is_said_and_leaves_no_part_of_a_file(app: Flask) -> None:
    content = os.urandom(300_000)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(Refusal, match="the disk of the marketplace is full"):
            files.store(content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    folder = app.config["SETTINGS"].files
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert files.read(files.store(content)) == content


@pytest.mark.parametrize("name", ["start.exe", "start.BAT", "page.html", "run.sh"])
def test_text_is_not_kept_under_the_name_of_a_program(name: str) -> None:
    with pytest.raises(Refusal, match="cannot be kept"):
        checked_kind(name, b"echo hello")
