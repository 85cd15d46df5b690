"""What is read of an e-mail that arrives: the words above what it quotes, and whether a person wrote it."""

import time
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marketplace.gateways.arriving_mail import Arrived, read
from tests.steps import steps

HEAD = b"From: bea@baker.example\nMessage-ID: <1@baker.example>\n"


def email(words: str = "Number 77.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Bea <bea@baker.example>", "answers+abc@market.example"
    message["Message-ID"] = "<1@baker.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    return message


def test_who_wrote_to_whom() -> None:
    arrived = read(email().as_bytes())
    assert arrived.sender == "bea@baker.example"
    assert arrived.recipients == ("answers+abc@market.example",)
    assert arrived.name == "<1@baker.example>"
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
        {"Auto_Submitted": "auto-replied (vacation)"},
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


@pytest.mark.parametrize(
    "name",
    [
        "MAILER-DAEMON",
        "postmaster",
        "noreply",
        "no-reply",
        "donotreply",
        "do-not-reply",
        "no_reply",
    ],
)
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
    assert not read(email(Auto_Submitted="no (by hand)").as_bytes()).is_automatic


def test_of_two_headers_the_one_that_says_automatic_counts() -> None:
    assert read(b"Auto-Submitted: no\nAuto-Submitted: auto-replied\n\nx").is_automatic


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


MIXED, EITHER = b"Content-Type: multipart/mixed; boundary=b\n\n", b"multipart/alternative"
PAGE = b"Content-Type: text/html\n\n"
PICTURE = b"--b\nContent-Type: image/png\nContent-ID: <f_1>\n"


def test_of_the_same_words_in_two_forms_the_plain_one_with_words_is_read() -> None:
    either = MIXED.replace(b"multipart/mixed", EITHER)
    page = b"--b\nContent-Type: text/html\n\n<p>the page\n"
    assert read(HEAD + either + page + b"--b\n\nplain\n--b--").words == "plain"
    assert read(HEAD + either + b"--b\n\n\n" + page + b"--b--").words == "the page"
    assert not read(HEAD + either + b"--b\n\nplain\n" + page + b"--b--").has_files


def test_of_several_texts_each_is_read() -> None:
    content = HEAD + MIXED + b"--b\n\nfirst\n" + PICTURE + b"\nx\n--b\n\nsecond\n--b--"
    assert read(content).words == "first\n\nsecond"


@pytest.mark.parametrize(
    "part",
    [
        PICTURE + b"Content-Disposition: attachment; filename=photo.png\n\nx",
        PICTURE + b"\nx",
        b"--b\nContent-Type: text/csv\n\n1,2",
        b"--b\nContent-Type: text/plain; name=terms.txt\n\nterms",
        b"--b\nContent-Type: text/html\nContent-Disposition: attachment\n\n<p>terms",
        b"--b\nContent-Type: application/ms-tnef\n\nx",
        b"--b\nContent-Type: message/rfc822\n\nSubject: x\n\nterms",
    ],
)
def test_what_is_attached_is_a_file_and_not_words(part: bytes) -> None:
    arrived = read(HEAD + MIXED + b"--b\n\nfirst\n" + part + b"\n--b--")
    assert arrived.has_files
    assert arrived.words == "first"


def test_an_e_mail_without_a_name_is_known_by_its_date_and_words() -> None:
    names = {
        read(b"Date: " + date + b"\n\n" + words).name
        for date in (b"Mon", b"Tue")
        for words in (b"Yes.", b"No.")
    }
    assert len(names) == 4


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


def nested(depth: int, inner: bytes) -> bytes:
    parts = [
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth)
    ]
    return HEAD + b"".join(parts) + inner


@pytest.mark.parametrize(
    "content",
    [
        nested(21, b"\nwords"),
        nested(2_000, b"\nwords"),
        HEAD + b"Content-Type: message/rfc822\n\n" * 500 + b"words",
        HEAD + MIXED + b"--b\n\n\n" * 501,
        HEAD + b"\n" * 100_001 + b"words",
        HEAD + PAGE + b"<div>" * 500 + b"words",
        HEAD + PAGE + b"<p><blockquote>" * 500 + b"</p></blockquote>" * 500 + b"words",
        b"a: b\n" * 50_000 + b"\nwords",
        HEAD + b"a: " + b"b" * 100_000 + b"\n\nwords",
        HEAD + b"Content-Type: multipart/mixed; boundary=b; a*=y; a*0=x\n\n--b\n\nwords",
    ],
)
def test_what_no_program_makes_is_not_taken_apart(content: bytes) -> None:
    arrived = read(content)
    assert not arrived.is_readable
    assert arrived.words == ""
    assert not arrived.has_files


HOSTILE: list[Callable[[int], bytes]] = [
    lambda n: HEAD + b'Content-Type: text/plain; a="' + b";" * n + b"\n\nwords",
    lambda n: HEAD + b"To: " + b"(" * n + b"a@b.example\n\nwords",
    lambda n: HEAD + b"To: " + b"<a@b, " * n + b"\n\nwords",
    lambda n: HEAD + b"Content-Type: text/plain" + b"".join(b"; a*%d=x" % k for k in range(n)) + b"\n\nx",
    lambda n: HEAD + MIXED + (b"--b\nContent-Type: text/plain; a=\"" + b";" * 90 + b"\n\nx\n") * (n // 100),
    lambda n: nested(n // 100, b"\n" * n),
    lambda n: HEAD + b"\n" + b"> " * n,
    lambda n: HEAD + b"\n" + b"> x\n" * n,
    lambda n: HEAD + b"\n" + b"On a, " * n + b"wrote:",
    lambda n: HEAD + b"\n" + b"From: x\nSubject: y\n" * n,
    lambda n: HEAD + b"\n" + b"-- \n" * n,
    lambda n: HEAD + b"\n" + b"\t\n" * n,
    lambda n: HEAD + PAGE + b"<script></script>a" * n,
    lambda n: HEAD + PAGE + b"<p>" + b"<!-- -->a" * n,
    lambda n: HEAD + PAGE + b"<div style='a:b'>" * n,
    lambda n: HEAD + PAGE + b"<div>" * n + b"</span>" * n,
    lambda n: HEAD + PAGE + b"<p><blockquote>" * n + b"</p></blockquote>" * n,
    lambda n: HEAD + PAGE + b"<div>" * 490 + b"</b>" * n,
    lambda n: HEAD + PAGE + b"<p style='" + b"color:white;" * n + b"'>x",
    lambda n: HEAD + b"Content-Type: text/plain; charset=punycode\n\na-" + b"b" * n,
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_of_ten_times_the_size_it_takes_no_more_than_ten_times_the_steps(
    hostile: Callable[[int], bytes],
) -> None:
    small, large = hostile(500), hostile(5_000)
    assert steps(lambda: read(large)) < 12 * steps(lambda: read(small))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_as_large_as_it_may_be_no_e_mail_keeps_the_reader_busy(
    hostile: Callable[[int], bytes],
) -> None:
    """What is not written in Python counts no steps: that is seen by the clock, with much to spare."""
    content = hostile(2_000_000 // (len(hostile(1_000)) // 1_000 or 1))[:2_000_000]
    begun = time.process_time()
    read(content)
    assert time.process_time() - begun < 30


NAMES = st.sampled_from(
    ["From", "To", "Cc", "Message-ID", "Date", "Auto-Submitted", "Precedence", "Return-Path",
     "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Content-ID", "X-Loop"]
)  # fmt: skip
KINDS = [
    b"text/plain", b"text/html; charset=utf-16", b"multipart/mixed; boundary=b", b"text/calendar",
    b'multipart/alternative; boundary="b"', b"multipart/related; boundary*=''b", b"message/rfc822",
    b"multipart/digest; boundary=b", b"text/plain; charset*=x'y'%ff", b"message/delivery-status",
    b"text/plain; a*1=x; a*0=y; a", b"image/png; name*0*=''%ff", b"base64", b"quoted-printable",
    b"x-uuencode", b"attachment; filename*=utf-8''%00", b"inline", b"bea@baker.example", b"<>",
    b'"Bea" <bea@baker.example>, ((x', b"=?utf-8?b?!!?= <a@b>", b"a\x00@b", b"x:;", b"no (x)",
]  # fmt: skip
VALUES = st.one_of(st.sampled_from(KINDS), st.binary(max_size=40))
HEADERS = st.lists(st.tuples(NAMES.map(str.encode), VALUES), max_size=6).map(
    lambda pairs: b"".join(name + b": " + value + b"\n" for name, value in pairs)
)
BODIES = st.lists(
    st.one_of(
        st.sampled_from(
            [b"--b\n", b"--b--\n", b"\n", b"> x\n", b"-- \n", b"begin 666 x\n", b"#\n", b"end\n",
             b"<p>x", b"<div hidden>", b"<font color=white>", b"&#0;", b"=41=\n", b"=?", b"!!!!"]
        ),
        st.binary(max_size=30),
        HEADERS.map(lambda headers: b"--b\n" + headers + b"\n"),
    ),
    max_size=12,
).map(b"".join)  # fmt: skip


@settings(max_examples=600)
@given(st.one_of(st.binary(max_size=300), st.tuples(HEADERS, BODIES).map(b"\n".join)))
@example(b"Content-Type: text/plain; charset*=\x00'en'x\n\nwords")
@example(b"Content-Transfer-Encoding: x-uuencode\n\nbegin 666 x\n\xff\xff\n#\nend")
def test_whatever_arrives_is_read_to_its_end(content: bytes) -> None:
    arrived = read(content)
    assert isinstance(arrived, Arrived)
    for text in (arrived.words, arrived.cut_off, arrived.name, arrived.sender, *arrived.recipients):
        text.encode()
    assert "\x00" not in arrived.words + arrived.cut_off + arrived.sender
