"""Which rows belong to a contract that came of a procurement, for the record of that?"""

from marketplace.contracts.models import (
    breaches,
    changes,
    contract_ends,
    contracts,
    papers,
    pass_downs,
    performance,
    threads,
)
from marketplace.engine import db

CONTRACT_PARTS: tuple[tuple[type[db.Row], str], ...] = (
    (contracts.Contract, "award_id"),
    (papers.ContractPaper, "contract_id"),
    (performance.Indicator, "contract_id"),
    (performance.IndicatorException, "contract_id"),
    (performance.PerformanceAssessment, "contract_id"),
    (performance.IndicatorRating, "assessment_id"),
    (breaches.ContractBreach, "contract_id"),
    (contracts.ContractShare, "contract_id"),
    (contracts.Milestone, "contract_id"),
    (contracts.ContractClause, "contract_id"),
    (changes.Change, "contract_id"),
    (contract_ends.ContractEnd, "contract_id"),
    (pass_downs.PassDown, "contract_id"),
    (pass_downs.LabourReturn, "contract_id"),
    (threads.Thread, "tender_id"),
    (threads.ThreadMessage, "thread_id"),
)
"""The tables from the contract on, and the messages, each with the column that says to what its rows
belong."""
