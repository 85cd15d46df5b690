"""Is every published file of spending read, and are suppliers matched as an audit found?

``python proofs/prove_spend.py FOLDER``, where FOLDER holds ``spend`` and
``organisations``; where it is absent, a sentence says so.
"""

import csv
import sys
from pathlib import Path

from invoicing.spend.spend import read_spend
from invoicing.spend.supplier_matching import Decision, Organisation, Supplier, match_suppliers
from procurement.ground.refusal import Refusal

TAKEN = 0.95
PRECISION = 0.98


def prove_files(folder: Path) -> list[str]:
    """A fault for each file of which less than 95% is taken, or a row refused unexplained."""
    faults = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        is_register = "salford" in path.name
        try:
            found = read_spend(path.read_bytes())
        except Refusal as no:
            print(f"{path.name}: refused: {no}")
            if not (is_register and "register of contracts" in str(no)):
                faults.append(f"{path.name} is refused.")
            continue
        taken, refused = len(found.payments), len(found.refused)
        print(f"{path.name}: {taken} of {taken + refused} rows, {found.payments.total_pence} pence")
        if is_register or taken < TAKEN * (taken + refused):
            faults.append(f"{path.name}: {taken} rows taken, {refused} refused.")
        if not all(line.reason for line in found.refused):
            faults.append(f"{path.name}: a row is refused without a reason.")
    return faults


def _number(text: str) -> str:
    bare = text.removesuffix(".0")
    return "" if bare in {"-1", ""} else bare


def prove_matching(folder: Path) -> list[str]:
    """A fault where automatic matches are wrong too often, or made where the audit found none."""
    with (folder / "supplier_match_audit.csv").open(encoding="utf-8-sig", newline="") as file:
        audit = list(csv.DictReader(file))
    truths = [(_number(row["companynumber"]), _number(row["charityregno"])) for row in audit]
    matches = match_suppliers([Supplier(row["supplier"]) for row in audit], _known(folder, audit))
    right = wrong = doubtful = strays = 0
    for row, truth, match in zip(audit, truths, matches, strict=True):
        if not any(truth):
            strays += match.decision is Decision.AUTOMATIC
            wrong += match.decision is Decision.AUTOMATIC
            if match.id:
                print(f"  neither number, yet {match.decision}: {row['supplier']} → {match.id}")
        elif match.decision is Decision.AUTOMATIC:
            is_right = _is_one_of(match.id, truth)
            right, wrong = right + is_right, wrong + (not is_right)
            if not is_right:
                print(f"  wrong: {row['supplier']} → {match.id}, audit {truth}")
        else:
            doubtful += match.decision is Decision.DOUBTFUL
    with_number = sum(any(truth) for truth in truths)
    precision, recall = right / max(1, right + wrong), right / with_number
    print(
        f"Matching: precision {precision:.4f}, recall {recall:.4f}, "
        f"doubtful {doubtful}, without either number matched {strays}."
    )
    faults = []
    if precision < PRECISION:
        faults.append(f"Precision is {precision:.4f}, less than {PRECISION}.")
    if strays:
        faults.append(f"{strays} suppliers with neither number were matched.")
    return faults


def _is_one_of(found: str | None, truth: tuple[str, str]) -> bool:
    company, charity = (found or "|").split("|")
    return bool(company and company == truth[0]) or bool(charity and charity == truth[1])


def _known(folder: Path, audit: list[dict[str, str]]) -> list[Organisation]:
    """The register names and numbers of the audit, and other charities to be mistaken for."""
    known = {}
    for row in audit:
        company, charity = _number(row["companynumber"]), _number(row["charityregno"])
        for name in (row["charregname"], row["charityname"], row["companyname"]):
            if name and (company or charity):
                known[name, company, charity] = f"{company}|{charity}"
    with (folder / "charity-company-numbers.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            company = row["org_id_b"].removeprefix("GB-COH-")
            charity = row["org_id_a"].split("-", 2)[2]
            known[row["org_name"], company, charity] = f"{company}|{charity}"
    return [Organisation(id, *key) for key, id in known.items()]


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("data")
    if not (folder / "spend").is_dir() or not (folder / "organisations").is_dir():
        print(f"Spending: nothing proven, {folder} holds no spend and organisations folders.")
        return
    faults = prove_files(folder / "spend") + prove_matching(folder / "organisations")
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
