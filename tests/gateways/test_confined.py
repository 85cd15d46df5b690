"""Does a file that is made to hold the machine up hold up nothing but its own process?"""

import pytest

from invoicing.spend.funding_list import as_csv
from marketplace.gateways import confined
from marketplace.gateways.confined import read_apart
from procurement.ground.refusal import Refusal


def for_ever(content: bytes) -> bytes:
    while content:
        pass
    return content


def everything(content: bytes) -> int:
    return len(content * 10**9)


def test_what_was_read_comes_back() -> None:
    assert read_apart(as_csv, b"Enterprise,Amount\nBakery CIC,12.50\n") == (
        "Enterprise,Amount\nBakery CIC,12.50\n"
    )


def test_what_is_refused_there_is_refused_here() -> None:
    with pytest.raises(Refusal, match="neither a CSV file nor a spreadsheet"):
        read_apart(as_csv, b"\x00\x01")


@pytest.mark.parametrize("reads", [for_ever, everything])
def test_what_takes_too_long_or_too_much_is_ended(reads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_SECONDS", 1)
    with pytest.raises(Refusal, match="longer to read than its size allows"):
        read_apart(reads, b"x")
