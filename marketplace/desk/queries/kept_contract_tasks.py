"""What waits while a contract is kept: what is passed on under it, and how it is performed?"""

from collections.abc import Iterator
from itertools import chain

from marketplace.desk.queries.breach_tasks import breach_tasks
from marketplace.desk.queries.pass_down_tasks import pass_down_tasks
from marketplace.desk.queries.performance_tasks import performance_tasks
from marketplace.desk.queries.tasks import Asked


def kept_contract_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    return chain(pass_down_tasks(), performance_tasks(), breach_tasks())
