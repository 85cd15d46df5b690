"""Was a procurement decided as it was published? Neither a database nor a secret is needed."""

import json

import click

from marketplace.commands.answers import (
    Answer,
    Unusable,
    answers,
    compared_answer,
    disagreements_in_words,
    read_bytes,
)
from procurement.assessment.procurement_check import procurement_compared
from procurement.ground.holidays import SHIPPED


@click.command()
@click.argument("file")
@answers(disagreements_in_words)
def verify_procurement(file: str) -> Answer:
    """Work out again from FILE what it says of a procurement, without the application.

    FILE is the public file from the page of a tender, once its award is published: versions,
    arrivals, weights, scores, ranking, standstill.
    """
    try:
        said = json.loads(read_bytes(file))
    except (ValueError, RecursionError):
        raise Unusable(f"{file} is not JSON.") from None
    compared = procurement_compared(said, holidays=SHIPPED)
    return compared_answer(len(compared), (one for one in compared if not one.agrees))
