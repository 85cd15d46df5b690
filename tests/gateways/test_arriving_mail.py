"""What is read of an e-mail that arrives: the words above what it quotes, and whether a person wrote it."""

import time
from email.message import EmailMessage

import pytest

from marketplace.gateways.arriving_mail import read, written
from marketplace.gateways.reply_addresses import MARK

BETWEEN = "> Which licence?\nNumber 77.\n> Until when?\n2028."
QUOTED = f"> {MARK}\n>\n> Hello Bea,\n>\n> Which licence do you hold?\n"


def email(words: str = "Number 77.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Bea <bea@baker.example>", "answers+abc@market.example"
    message["Message-ID"] = "<1@baker.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"Number 77.\n\nUntil 2028.\n\n{QUOTED}", "Number 77.\n\nUntil 2028."),
        (
            "Yes.\n\nOn Mon, 30 Nov 2026 at 09:12, Market <a@market.example>\nwrote:\n\n" + QUOTED,
            "Yes.",
        ),
        (
            "12 hours a week.\n\nKind regards,\nBea\n\n________________________________\n"
            f"From: Market <a@market.example>\nSent: 30 November 2026\nSubject: A message\n\n{MARK}\nHello",
            "12 hours a week.",
        ),
        ("The answer is 12.\n\n-- \nBea Baker\n0121 000", "The answer is 12."),
        (BETWEEN, BETWEEN),
        ("On Monday we wrote:\nthe vans are ours.", "On Monday we wrote:\nthe vans are ours."),
        ("Without a quote", "Without a quote"),
        (QUOTED, ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_words_stand_above_what_is_quoted(text: str, words: str) -> None:
    assert written(text)[0] == words


def test_what_is_cut_off_is_kept() -> None:
    words, cut_off = written(f"Number 77.\n\nRegards,\nBea\n\n{QUOTED}")
    assert words == "Number 77."
    assert "Regards,\nBea" in cut_off
    assert "Which licence do you hold?" in cut_off


@pytest.mark.parametrize(
    "hostile",
    ["\n" * 200_000, "On " * 70_000, "\t\n" * 100_000, " \n" * 100_000, "> " * 100_000,
     "On a, " * 2_000 + "wrote", "On \n" * 2_000, "Thanks,\n" * 2_000],
)  # fmt: skip
def test_no_text_keeps_the_reader_busy(hostile: str) -> None:
    begun = time.monotonic()
    written(hostile)
    assert time.monotonic() - begun < 10


def test_who_wrote_to_whom() -> None:
    arrived = read(email().as_bytes())
    assert arrived.sender == "bea@baker.example"
    assert arrived.recipients == ("answers+abc@market.example",)
    assert arrived.message_id == "<1@baker.example>"
    assert arrived.words == "Number 77."
    assert not arrived.is_automatic
    assert not arrived.has_files


def test_of_several_senders_nobody_is_the_writer() -> None:
    message = email()
    del message["From"]
    message["From"] = "bea@baker.example, ann@council.example"
    assert read(message.as_bytes()).sender == ""


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<news.example>"},
        {"X_Autoreply": "yes"},
        {"X_Loop": "here"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_machine_wrote_is_known_as_such(headers: dict[str, str]) -> None:
    assert read(email(**headers).as_bytes()).is_automatic


@pytest.mark.parametrize("name", ["MAILER-DAEMON", "postmaster", "noreply", "no-reply"])
def test_a_mail_server_is_nobody(name: str) -> None:
    message = email()
    message.replace_header("From", f"{name}@x.example")
    assert read(message.as_bytes()).is_automatic


def test_a_report_of_failed_delivery_is_automatic() -> None:
    content = (
        b"From: x@y.example\nTo: a@b.example\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nFailed\n--b--\n"
    )
    assert read(content).is_automatic


def test_a_person_says_that_nothing_is_automatic() -> None:
    assert not read(email(Auto_Submitted="no").as_bytes()).is_automatic


def test_a_file_is_seen_and_a_picture_within_the_words_is_none() -> None:
    message = email()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    assert read(message.as_bytes()).has_files
    shown = email()
    shown.add_alternative("<p>Number 77.</p><img src='cid:logo'>", subtype="html")
    shown.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<logo>", filename="l.png")
    assert not read(shown.as_bytes()).has_files
    signed = email()
    signed.add_attachment(b"x", maintype="application", subtype="pgp-signature")
    assert not read(signed.as_bytes()).has_files


@pytest.mark.parametrize("kind", ["attachment", "inline"])
def test_an_e_mail_within_and_an_invitation_are_files(kind: str) -> None:
    carried = email()
    carried.add_attachment(email("Another"), disposition=kind)
    assert read(carried.as_bytes()).has_files
    invited = email()
    invited.add_attachment("BEGIN:VCALENDAR", subtype="calendar", disposition=kind)
    assert read(invited.as_bytes()).has_files


def test_a_page_is_read_without_its_tags_and_scripts() -> None:
    message = email()
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>Number 77.</p><script>alert(1)</script>"
        "<div>Until 2028.<br>Both &lt;vans&gt;.</div></body></html>",
        subtype="html",
    )
    words = read(message.as_bytes()).words
    assert words.split("\n") == ["Number 77.", "Until 2028.", "Both <vans>."]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: \xff\nTo: =?utf-8?b?!!!?=\n\nx",
        b"Content-Type: text/plain; charset=unheard-of\n\nWords",
        b"Content-Type: text/html\n\n",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"From: a@b.example\nFrom: c@d.example\n\nTwice",
        b"Content-Type: text/html; charset=utf-8\n\n<?xml version='1.0' encoding='utf-8'?><p>x</p>",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_as_if_it_were_not_there(content: bytes) -> None:
    arrived = read(content)
    assert isinstance(arrived.words, str)
    assert arrived.recipients == ()


def test_marks_that_turn_letters_around_are_taken_out() -> None:
    assert written("Yes\u202e\x00\u200b no")[0] == "Yes no"
