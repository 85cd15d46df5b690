"""Kept totals and documents of the search made again from their rows, and put right."""

import click

from marketplace.commands.answers import Answer, answers

_WORDS = {
    "allocations": "sums received in no known place",
    "contracts": "contracts’ committed lines",
    "invoices": "buyers’ records of invoices",
    "sums": "totals of money",
    "days": "rows of days to pay",
    "developments": "figures of developments",
    "owed": "sums owed on open invoices",
    "documents": "documents of the search",
}


def _in_words(answer: Answer) -> str:
    if not any(answer.values()):
        return "Everything was counted again. All of it was right."
    mended = [f"{answer[name]:,} {words}" for name, words in _WORDS.items() if answer[name]]
    return "Everything was counted again. Put right: " + ", ".join(mended) + "."


@click.command()
@answers(_in_words)
def recount() -> Answer:
    """Count every kept total again from its rows, and put right what does not agree.

    So with the documents by which notices, tenders, organisations and products are found. The
    marketplace can be used meanwhile. The audit record keeps how many totals were wrong;
    ``marketplace verify`` says which, before.
    """
    from marketplace.commands.working import working_database  # noqa: PLC0415 help stays quick
    from marketplace.economy.actions.totals import recount_totals  # noqa: PLC0415 help stays quick
    from marketplace.engine.access import SYSTEM  # noqa: PLC0415 help stays quick
    from marketplace.organisations.actions.products import (  # noqa: PLC0415 help stays quick
        keep_products_again,
    )
    from marketplace.organisations.actions.search_documents import (  # noqa: PLC0415 help stays quick
        keep_organisations_again,
    )
    from marketplace.tendering.actions.search_documents import (  # noqa: PLC0415 help stays quick
        keep_again,
    )

    with working_database():
        documents = keep_again() + keep_organisations_again() + keep_products_again()
        return {**recount_totals(SYSTEM, None), "documents": documents}
