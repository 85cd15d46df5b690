"""Of an e-mail that is a page, the words are those that somebody sees who opens it."""

import pytest

from marketplace.gateways.seen_words import seen


def lines(page: str) -> list[str]:
    return [line.strip() for line in seen(page).split("\n") if line.strip()]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>Number 77.</p>\n\n<div>Until 2028.<br>Both &lt;vans&gt;.</div>",
         ["Number 77.", "Until 2028.", "Both <vans>."]),
        ("Hello<div>first</div><div>second</div>", ["Hello", "first", "second"]),
        ("<p>one line in\nthe source\n  of the page</p>", ["one line in the source of the page"]),
        ("<pre>a\n  b</pre>", ["a", "b"]),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", ["1  2", "3"]),
        ("<b>unclosed <i>x</b></i>z</div></div>y", ["unclosed xzy"]),
        ("<div>" * 490 + "deep" + "</div>" * 490 + "<p>after", ["deep", "after"]),
        ("é" * 40_000 + "<p>after", ["é" * 40_000, "after"]),
        ("<?xml version='1.0' encoding='utf-16'?><p>x</p>", ["x"]),
        ("", []), ("<!-- x", []), ("\ud800<p>x", ["?", "x"]),
    ],
)  # fmt: skip
def test_a_page_is_read_as_it_is_shown(page: str, words: list[str]) -> None:
    assert lines(page) == words


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>x()</script>", "<style>p{}</style>", "<title>x</title>", "<!-- x -->",
        "<span style='display:none'>x</span>", "<span style='DISPLAY: none !important'>x</span>",
        "<div hidden><p>x</p></div>", "<i style='visibility:hidden'>x</i>",
        "<i style='font-size:0px'>x</i>", "<i style='opacity:0'>x</i>",
        "<i style='mso-hide:all'>x</i>", "<div style='max-height:0; overflow:hidden'>x</div>",
        "<font color=white>x</font>", "<font color='#FFFFFF'>x</font>",
        "<i style='color:#fff'>x</i>", "<i style='color: rgb(255, 255, 255)'>x</i>",
        "<div style='background:#000'>x</div>",
        "<div style='display:none'><div><br></div>x</div>",
    ],
)  # fmt: skip
def test_what_is_hidden_is_not_what_somebody_wrote(hidden: str) -> None:
    assert lines(f"<p>Seen</p>{hidden}<p>too</p>") == ["Seen", "too"]


@pytest.mark.parametrize(
    "shown",
    [
        "<div style='background:#1f1f1f'><p style='color:white'>x</p></div>",
        "<table bgcolor=black><tr><td><font color='#fff'>x</font></td></tr></table>",
        "<p style='color:windowtext; background: transparent'>x</p>",
        "<p style='color:rgb(300,a'>x</p>",
        "<p style='display:block;;:;color'>x</p>",
        "<p style='color:#12'>x</p>",
    ],
)
def test_what_is_shown_is(shown: str) -> None:
    assert lines(shown) == ["x"]
