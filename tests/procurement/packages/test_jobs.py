"""What is shipped as a clause for jobs is counted as jobs."""

from procurement.packages.jobs import JOBS
from procurement.tendering.suggested_clauses import SUGGESTED_CLAUSES


def test_of_the_clauses_that_are_shipped_jobs_and_apprentices_are_jobs() -> None:
    units = {clause.unit for clause in SUGGESTED_CLAUSES}
    assert units & JOBS == {"jobs", "apprentices"}
