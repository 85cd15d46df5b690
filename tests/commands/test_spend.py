"""Files of spending and suppliers' names, read and matched from the shell."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from marketplace.commands import marketplace, reading


def run(*arguments: str) -> tuple[int, Any]:
    found = CliRunner().invoke(marketplace, [*arguments, "--json"])
    return found.exit_code, json.loads(found.stdout)


def test_read_spend_answers_with_counts_columns_and_reasons(tmp_path: Path) -> None:
    file = tmp_path / "spend.csv"
    file.write_text("Supplier,Amount,Date\nWillow,10.00,2026-07-14\nElm,x,2026-07-14\n")
    assert run("read-spend", str(file)) == (
        0,
        {
            "rows": 2,
            "taken": 1,
            "refused": 1,
            "taken_pence": 1000,
            "columns": {"supplier": "Supplier", "amount": "Amount", "date": "Date"},
            "sheet": None,
            "sheets_ignored": [],
            "reasons": [{"row": 3, "reason": "“x” is not an amount in pounds."}],
        },
    )


def test_read_spend_in_words(tmp_path: Path) -> None:
    file = tmp_path / "spend.csv"
    file.write_text("Supplier,Amount,Date\nWillow,-1000.50,2026-07-14\n,1,2026-07-14\n")
    found = CliRunner().invoke(marketplace, ["read-spend", str(file)])
    assert "1 of 2 rows taken: -£1,000.50" in found.stdout
    assert "row 3: There is no supplier." in found.stdout


def test_a_register_of_contracts_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("Contract Title,Supplier,Annual Value,Start Date,End Date\n")
    status, answer = run("read-spend", str(file))
    assert status == 2
    assert "register of contracts" in answer["faults"][0]


def test_two_columns_that_may_be_the_amount_are_a_fault_that_names_both(tmp_path: Path) -> None:
    file = tmp_path / "spend.csv"
    file.write_text("Supplier,Date,Value,Amount\nElm,2026-07-14,5.10,6.20\n")
    status, answer = run("read-spend", str(file))
    assert status == 2
    assert "“Amount” (column D) and “Value” (column C)" in answer["faults"][0]


@pytest.mark.parametrize(
    "content",
    [
        b"Supplier\nElm\n",
        b'Supplier,Date,Amount\n"Elm,2026-07-14,5\n',
        b"Supplier,Date,Amount\n" + b"x" * 200_000,
        b"\xff\xfeS",
        b"",
    ],
)
def test_a_file_that_cannot_be_used_is_a_fault_and_never_a_traceback(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "spend.csv"
    file.write_bytes(content)
    status, answer = run("read-spend", str(file))
    assert (status, len(answer["faults"])) == (2, 1)


def test_what_is_taken_and_what_is_refused_are_all_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "spend.csv"
    rows = ["Elm,2026-07-14,5.00", "Elm,2026-07-14,1,234.50", "Total,2026-07-31,5.00", "Oak,,-"]
    file.write_text("\n".join(["Supplier,Date,Amount", *rows, ",,", "", "Ash,2026-07-14,1e20"]))
    status, answer = run("read-spend", str(file))
    assert (status, answer["rows"], answer["taken"], answer["refused"]) == (0, 5, 1, 4)
    assert [line["row"] for line in answer["reasons"]] == [3, 4, 5, 8]
    assert all(line["reason"] for line in answer["reasons"])


def test_a_long_file_and_a_pipe_answer_as_a_short_file_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "spend.csv"
    file.write_text('Supplier,Amount,Date\n"Elm, Care",1.50,2026-07-14\nElm,x,2026-07-14\n')
    short = run("read-spend", str(file))
    monkeypatch.setattr(reading, "_TAKES_LONG", 1)
    assert run("read-spend", str(file)) == short
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        written = pool.submit(pipe.write_bytes, file.read_bytes())
        assert run("read-spend", str(pipe)) == short
        written.result()


def test_match_suppliers_answers_in_the_order_given(tmp_path: Path) -> None:
    names, known = tmp_path / "names.csv", tmp_path / "known.csv"
    names.write_text("name,company_number\nWillow Kitchen Ltd,\nNobody,\nOther,2036103\n")
    known.write_text("id,name,company_number\nw,WILLOW KITCHEN LIMITED,02036103\n")
    assert run("match-suppliers", str(names), str(known)) == (
        0,
        {
            "matches": [
                {
                    "name": "Willow Kitchen Ltd",
                    "id": "w",
                    "how": "name",
                    "decision": "automatic",
                },
                {"name": "Nobody", "id": None, "how": None, "decision": "none"},
                {"name": "Other", "id": "w", "how": "number", "decision": "automatic"},
            ]
        },
    )
    found = CliRunner().invoke(marketplace, ["match-suppliers", str(names), str(known)])
    assert "2 of 3 matched automatically" in found.stdout


def test_a_missing_column_is_a_fault(tmp_path: Path) -> None:
    names, known = tmp_path / "names.csv", tmp_path / "known.csv"
    names.write_text("supplier\nWillow\n")
    known.write_text("id,name\nw,Willow\n")
    status, answer = run("match-suppliers", str(names), str(known))
    assert (status, answer) == (2, {"faults": [f"{names} has no column “name”."]})
    names.write_bytes(b"\xff\xfe\xff")
    assert run("match-suppliers", str(names), str(known))[0] == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name\n"Willow\nElm\n', "opened and never closed"),
        ("name,company_number\nWillow, Elm and Oak,2036103\n", "more cells than headings"),
        ("", "has no column “name”"),
    ],
)
def test_a_name_that_would_be_lost_or_shifted_is_a_fault(
    tmp_path: Path, text: str, words: str
) -> None:
    names, known = tmp_path / "names.csv", tmp_path / "known.csv"
    names.write_text(text)
    known.write_text("id,name\nw,Willow\n")
    status, answer = run("match-suppliers", str(names), str(known))
    assert status == 2
    assert words in answer["faults"][0]
