"""The calculators of money, called as a person calls them."""

import json

import pytest
from click.testing import CliRunner

from marketplace.commands import marketplace


def run(*arguments, given=None):
    text = given if given is None or isinstance(given, str) else json.dumps(given)
    result = CliRunner().invoke(marketplace, ["calc", *arguments], input=text)
    assert "Traceback" not in result.output
    return result


def answer(*arguments, given=None):
    result = run(*arguments, "--json", given=given)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def faults(*arguments, given=None):
    result = run(*arguments, "--json", given=given)
    assert result.exit_code == 2, result.output
    found = json.loads(result.stdout)
    assert set(found) == {"faults"}
    assert result.stderr.splitlines() == found["faults"]
    return found["faults"]


def test_due():
    assert answer("due", "--received", "2026-11-20", "--regime", "public") == {
        "agreed_due": "2026-11-27",
        "legal_latest": "2026-12-19",
        "regime": "public",
    }


@pytest.mark.parametrize("regime", ["public", "below", "light"])
def test_due_is_cut_to_the_legal_latest(regime):
    found = answer("due", "--received", "2026-11-20", "--regime", regime, "--terms", "90")
    assert found["agreed_due"] == "2026-12-18"  # the 19th is a Saturday
    assert found["legal_latest"] == "2026-12-19"


def test_due_of_a_private_buyer():
    found = answer("due", "--received", "2026-03-02", "--regime", "private", "--terms", "60")
    assert found == {"agreed_due": "2026-05-01", "legal_latest": "2026-05-01", "regime": "private"}


@pytest.mark.parametrize("day", ["2026-02-30", "20261120", "2026-W01-1", "yesterday", ""])
def test_a_day_that_is_none_is_a_fault(day):
    assert faults("due", "--received", day, "--regime", "public") == [
        f"received: “{day}” is not a date such as 2026-11-20."
    ]


def test_a_year_without_known_holidays_is_a_fault():
    assert "2031" in faults("due", "--received", "2031-01-02", "--regime", "public")[0]


def test_an_unknown_regime_is_told():
    assert run("due", "--received", "2026-11-20", "--regime", "martian").exit_code == 2


LATE = ("late-payment", "--amount", "6000.00", "--due", "2026-12-19", "--paid")


def test_late_payment():
    assert answer(*LATE, "2027-02-02") == {
        "days": 45,
        "rate_percent": "11.75",
        "interest_pence": 8692,
        "fixed_sum_pence": 7000,
        "total_pence": 15692,
    }


@pytest.mark.parametrize("paid", ["2026-12-18", "2026-12-19"])
def test_late_payment_paid_in_time(paid):
    assert answer(*LATE, paid) == {
        "days": 0,
        "rate_percent": None,
        "interest_pence": 0,
        "fixed_sum_pence": 0,
        "total_pence": 0,
    }


def test_late_payment_in_a_half_year_without_a_rate_is_a_fault():
    found = faults("late-payment", "--amount", "1", "--due", "2026-12-31", "--paid", "2027-01-01")
    assert "1 January 2027" in found[0]


@pytest.mark.parametrize("amount", ["0", "-5", "1.234", "much", "9" * 5000])
def test_late_payment_of_no_debt_is_a_fault(amount):
    found = faults(
        "late-payment", f"--amount={amount}", "--due", "2026-01-01", "--paid", "2026-02-01"
    )
    assert len(found) == 1


def test_no_reference_rate_is_doubtful_any_more():
    result = run(
        "late-payment", "--amount", "100", "--due", "2025-08-01", "--paid", "2025-09-01", "--json"
    )
    assert "General knowledge" not in result.stderr + run(*LATE, "2027-02-02").output


def test_split():
    assert answer("split", "--amount-pence", "10000", "--shares", "50,30,20") == {
        "parts": [5000, 3000, 2000]
    }


def test_split_gives_ties_to_the_earlier_and_mirrors_a_credit():
    assert answer("split", "--amount-pence", "1", "--shares", "50, 50")["parts"] == [1, 0]
    assert answer("split", "--amount-pence=-1", "--shares", "50,50")["parts"] == [-1, 0]


@pytest.mark.parametrize("shares", ["50,30", "50,half", "", "50,50,", "1e2", "NaN,100"])
def test_split_of_shares_that_do_not_make_a_hundred_is_a_fault(shares):
    assert faults("split", "--amount-pence", "100", "--shares", shares)


def test_vat():
    lines = [
        {"quantity": "3", "unit_price": "19.99", "vat": "standard"},
        {"quantity": "0.5", "unit_price": "0.01", "vat": "reduced"},
        {"quantity": "1", "unit_price": "2.50", "vat": "reverse_charge"},
    ]
    assert answer("vat", "-", given={"lines": lines}) == {
        "lines": [{"net_pence": 5997}, {"net_pence": 1}, {"net_pence": 250}],
        "rates": [
            {"vat": "standard", "rate_percent": "20", "net_pence": 5997, "vat_pence": 1199},
            {"vat": "reduced", "rate_percent": "5", "net_pence": 1, "vat_pence": 0},
            {"vat": "reverse_charge", "rate_percent": "0", "net_pence": 250, "vat_pence": 0},
        ],
        "net_pence": 6248,
        "vat_pence": 1199,
        "gross_pence": 7447,
    }


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"lines": []},
        {"lines": [{"quantity": "3", "unit_price": "1"}]},
        {"lines": [{"quantity": 3, "unit_price": "1", "vat": "zero"}]},
        {"lines": [{"quantity": "3", "unit_price": "1e9", "vat": "zero"}]},
        {"lines": [{"quantity": "3", "unit_price": "1", "vat": "luxury"}]},
        {"lines": [{"quantity": "3", "unit_price": "1", "vat": "zero", "colour": "red"}]},
        "not json",
        '{"lines": ' + "9" * 5000 + "}",
        "[" * 100_000,
    ],
)
def test_vat_on_what_cannot_be_used_is_a_fault(given):
    assert faults("vat", "-", given=given)


CIS = {
    "labour_pence": 200000,
    "materials_pence": 50000,
    "status": "registered",
    "vat": "reverse_charge",
}


def test_cis():
    assert answer("cis", "-", given=CIS) == {
        "deduction_pence": 40000,
        "vat_pence": 0,
        "payable_pence": 210000,
    }


@pytest.mark.parametrize(
    "change",
    [
        {"labour_pence": 10**16},
        {"labour_pence": -1},
        {"materials_pence": 1.5},
        {"status": "new"},
        {"vat": "exempt"},
    ],
)
def test_cis_of_what_cannot_be_used_is_a_fault(change):
    assert len(faults("cis", "-", given=CIS | change)) == 1


HEADER = "received,agreed_due,paid,amount_pence,small\n"
ROWS = HEADER + (
    "2026-10-01,2026-10-08,2026-10-08,10000,yes\n"
    "2026-10-01,2026-10-08,2026-10-31,20000,no\n"
    "2026-10-01,2026-10-08,2026-11-15,30000,no\n"
    "2026-10-01,2026-10-08,,40000,no\n\n"
)


def test_payer():
    assert answer("payer", "-", "--period-end", "2026-12-31", given=ROWS) == {
        "invoices": 4,
        "paid": 3,
        "mean_days": "27.33",
        "within_7_percent": "33.33",
        "within_30_percent": "66.67",
        "days_31_to_60_percent": "33.33",
        "over_60_percent": "0.00",
        "not_paid_in_period_percent": "40.00",
        "tier": "none",
    }


def test_payer_of_no_invoices_has_no_figures():
    found = answer("payer", "-", "--period-end", "2026-12-31", given=HEADER)
    assert (found["invoices"], found["mean_days"], found["tier"]) == (0, None, "none")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("", "The header must be received,agreed_due,paid,amount_pence,small."),
        ("received,paid\n", "The header must be"),
        (HEADER + "2026-10-01,2026-10-08,,1\n", "Row 2: it must have 5 columns."),
        (HEADER + "soon,2026-10-08,,1,no\n", "Row 2: received: “soon” is not a date"),
        (HEADER + "2026-10-01,2026-10-08,,1.50,no\n", "Row 2: amount_pence: “1.50”"),
        (HEADER + "2026-10-01,2026-10-08,,1,maybe\n", "Row 2: small: “maybe”"),
        (HEADER + '"2026-10-01\n', "is not a CSV file"),
    ],
)
def test_payer_of_what_cannot_be_used_is_a_fault(given, sentence):
    assert sentence in faults("payer", "-", "--period-end", "2026-12-31", given=given)[0]


def test_a_file_that_is_not_there_is_a_fault():
    assert "cannot be read" in faults("payer", "nowhere.csv", "--period-end", "2026-12-31")[0]


def test_in_words_pence_are_pounds():
    said = run(*LATE, "2027-02-02").stdout
    assert "interest: £86.92" in said
    assert "  £50.00" in run("split", "--amount-pence", "10000", "--shares", "50,50").stdout
    lines = [{"quantity": "1", "unit_price": "5", "vat": "standard"}]
    assert "vat: standard, rate percent: 20, net: £5.00, vat: £1.00" in (
        run("vat", "-", given={"lines": lines}).stdout
    )
