"""What is done once a day about everything that was kept long enough?"""

from datetime import date, time

from marketplace.engine import retention
from marketplace.engine.act import Act
from marketplace.engine.action import action
from procurement.ground.calendar import london_moment

_AT_NIGHT = time(3)


@action("kept.erase")
def erase_kept(act: Act, _: None) -> None:
    """Erase what is over, say on record how much of which kind, and plan the next night."""
    act.note(erased=retention.erase_what_is_over(act.now, act.today))
    tomorrow = date.fromordinal(act.today.toordinal() + 1)
    act.enqueue("erase_kept", at=london_moment(tomorrow, _AT_NIGHT), once=f"erase-kept:{tomorrow}")
