"""Is the name on a bank account the name of the organisation that wants to be paid into it?

Judged as the name of a supplier in a file of spending is: case, punctuation, "Ltd" for "Limited"
and the name a company trades by part nobody; a name that is merely alike is left to a person.
"""

from enum import StrEnum

from invoicing.spend.supplier_matching import Decision, Organisation, Supplier, match_suppliers


class HolderName(StrEnum):
    """How the name on an account stands to the organisation's."""

    SAME = "same"
    ALIKE = "alike"
    OTHER = "other"


_MEANS = {
    Decision.AUTOMATIC: HolderName.SAME,
    Decision.DOUBTFUL: HolderName.ALIKE,
    Decision.NONE: HolderName.OTHER,
}


def holder_name(holder: str, organisation: str) -> HolderName:
    """How the name on an account stands to the name of the organisation."""
    (match,) = match_suppliers([Supplier(holder)], [Organisation("", organisation)])
    return _MEANS[match.decision]
