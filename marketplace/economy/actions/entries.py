"""What does a confirmed funding enter in the ledger?"""

from invoicing.economy.local_economy import (
    Assurance,
    MoneyHolder,
    MoneyStage,
    Movement,
    entries,
)
from marketplace.economy.models.fundings import Funding
from marketplace.engine.act import Act
from marketplace.organisations.queries.whereabouts import Whereabouts
from marketplace.payments.actions.ledger import ledger_entry
from marketplace.payments.models.ledger import LedgerEntry


def enter_confirmed(
    act: Act, funding: Funding, trading: Whereabouts, *, has_document: bool
) -> LedgerEntry:
    """Enter a confirmed funding of a counted enterprise, where it traded on the day it arrived."""
    (entry,) = entries(
        Movement(
            stage=MoneyStage.RECEIVED,
            proof=f"funding {funding.id}",
            source=funding.source,
            chain=(MoneyHolder(funding.funder_id or funding.funder_name),),
            receiver=MoneyHolder(funding.organisation_id, frozenset(trading.places)),
            net=funding.amount,
            on=funding.received_on,
            theme=funding.theme,
            assurance=Assurance.EVIDENCED if has_document else Assurance.DECLARED,
        )
    )
    row = ledger_entry(entry, trading)
    row.buyer_id, row.funding_id = funding.funder_id, funding.id
    return act.add(row)
