"""A code is read as what it stands for."""

import pytest

from procurement.ground.refusal import Refusal
from procurement.open_data.cpv import cpv_name, cpv_starts, cpv_words


def test_a_code_has_its_name_with_and_without_its_check_digit() -> None:
    assert cpv_name("55520000") == cpv_name("55520000-1") == "Catering services"
    assert cpv_name("00000000") == cpv_name("") == ""


def test_the_names_of_several_codes_stand_one_after_another_each_once() -> None:
    codes = ["55520000", "90910000", "55520000-1", "no code"]
    assert cpv_words(codes) == "Catering services, Cleaning services"


@pytest.mark.parametrize(
    ("typed", "starts"),
    [
        ("55520000", ("5552",)),
        ("55520000-1", ("5552",)),
        ("45000000", ("45",)),
        ("30000000", ("30",)),
        ("555", ("555",)),
        ("3", ("3",)),
        (" 77310000 ", ("7731",)),
        ("77310000, 55520000-1;77310000", ("7731", "5552")),
    ],
)
def test_a_code_means_itself_and_all_below_it(typed: str, starts: tuple[str, ...]) -> None:
    assert cpv_starts(typed) == starts


def test_words_mean_the_codes_that_are_called_so_and_none_below_another() -> None:
    starts = cpv_starts("catering services")
    assert "555" in starts
    assert not any(one != other and one.startswith(other) for one in starts for other in starts)
    assert cpv_starts("school meal") == cpv_starts("School meals")


@pytest.mark.parametrize("typed", ["c", "zzyzx", "%", "1234567890"])
def test_words_of_no_name_and_of_very_many_are_refused(typed: str) -> None:
    with pytest.raises(Refusal):
        cpv_starts(typed)
