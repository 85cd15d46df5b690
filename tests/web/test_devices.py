"""A device is named in words."""

import pytest

from marketplace.web.devices import device_in_words


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox on Linux",
        ),
        ("a test", "a test"),
        ("", "Not known"),
    ],
)
def test_a_device_is_named_in_words(user_agent: str, words: str) -> None:
    assert device_in_words(user_agent) == words
