"""What waits while a contract is kept: changes, messages, what is passed on, how it is performed?"""

from collections.abc import Iterator
from itertools import chain

from marketplace.desk.queries.breach_tasks import breach_tasks
from marketplace.desk.queries.change_tasks import change_tasks
from marketplace.desk.queries.pass_down_tasks import pass_down_tasks
from marketplace.desk.queries.performance_tasks import performance_tasks
from marketplace.desk.queries.tasks import Asked
from marketplace.desk.queries.thread_tasks import thread_tasks


def kept_contract_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    return chain(
        change_tasks(), thread_tasks(), pass_down_tasks(), performance_tasks(), breach_tasks()
    )
