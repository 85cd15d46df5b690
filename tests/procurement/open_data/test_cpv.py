"""A code is read as what it stands for."""

from procurement.open_data.cpv import cpv_name, cpv_words


def test_a_code_has_its_name_with_and_without_its_check_digit() -> None:
    assert cpv_name("55520000") == cpv_name("55520000-1") == "Catering services"
    assert cpv_name("00000000") == cpv_name("") == ""


def test_the_names_of_several_codes_stand_one_after_another_each_once() -> None:
    codes = ["55520000", "90910000", "55520000-1", "no code"]
    assert cpv_words(codes) == "Catering services, Cleaning services"
