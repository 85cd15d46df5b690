"""Who acts for a group hosts it now, and alone."""

import pytest

from procurement.organisations.hosting import naming_faults


@pytest.mark.parametrize(
    ("are_several", "is_hosted", "words"),
    [
        (False, True, []),
        (False, False, ["does not host"]),
        (True, True, ["for a group alone"]),
        (True, False, ["for a group alone"]),
    ],
)
def test_a_group_is_named_by_its_host_alone(
    *, are_several: bool, is_hosted: bool, words: list[str]
) -> None:
    faults = naming_faults(are_several=are_several, is_hosted=is_hosted, field="for_group")
    assert [
        (fault.field, word in str(fault)) for fault, word in zip(faults, words, strict=True)
    ] == [("for_group", True)] * len(words)
