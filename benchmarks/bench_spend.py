"""How long does a file of a million payments take, against Python's csv module alone?

Both are measured in this run, on the same bytes: the module only splits rows
into cells, the reader decides columns and date order and makes pence and days.
The ratio must stay below the limit.
"""

import csv
import io
import random
import sys
import time

from invoicing.spend.spend import read_spend

ROWS = 1_000_000
LIMIT = 6.0


def made(rows: int) -> bytes:
    """A file like a council's: invented suppliers, amounts to the penny, one year of days."""
    chance = random.Random(7)  # noqa: S311 invented payments, the same each time
    lines = ["Body,Department,Payment Date,Transaction Number,Supplier Name,Category,Net Amount"]
    for at in range(rows):
        day = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2026"
        pounds = f"{chance.randint(-5_000, 90_000)}.{chance.randint(0, 99):02}"
        lines.append(f"A Council,Care,{day},{at},Supplier {at % 5000} Ltd,Services,{pounds}")
    return "\n".join(lines).encode()


def main() -> None:
    content = made(ROWS)
    began = time.perf_counter()
    count = sum(1 for _ in csv.reader(io.StringIO(content.decode(), newline="")))
    alone = time.perf_counter() - began
    began = time.perf_counter()
    found = read_spend(content)
    ours = time.perf_counter() - began
    if len(found.payments) != count - 1:
        sys.exit(f"Only {len(found.payments)} of {count - 1} rows were taken.")
    ratio = ours / alone
    print(f"spend: {ROWS:,} rows in {ours:.2f} s, csv alone {alone:.2f} s, ratio {ratio:.2f}")
    if ratio > LIMIT:
        sys.exit(f"The ratio {ratio:.2f} is over {LIMIT}.")


if __name__ == "__main__":
    main()
