"""Since when can the buyer of a contract pay its supplier out of its own system?"""

from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.set_ups import SetUp
from marketplace.engine import db


def set_up_of(contract: Contract) -> SetUp | None:
    """What the buyer said of this supplier, whichever contract it was for; None: nothing yet."""
    return db.session.scalar(
        select(SetUp).where(
            SetUp.buyer_id == contract.buyer_id, SetUp.supplier_id == contract.supplier_id
        )
    )
