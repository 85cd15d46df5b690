"""What of a change is recorded for its contract change notice, and where?"""

from marketplace.contracts.models.changes import Change
from marketplace.engine.shown import day, money
from marketplace.tendering.queries.notice_said import Recorded, said
from procurement.contracts.contract_change import ChangeGround


def said_of_change(change: Change) -> Recorded:
    """What both sides are asked to sign, and on which ground the law permits it."""
    standstill = (
        f"{change.standstill_days} working days beginning with the day of this notice (s76)."
        if change.standstill_days
        else "None."
    )
    return {
        **said(
            "change=contract_changes.words",
            change.words,
            *grounds_in_words(change),
            change.ground_why,
        ),
        **said(
            "change_value=contract_changes.value_after",
            f"Value without VAT: {money(change.value_before)} before, {money(change.value_after)} "
            "after.",
            f"Last day: {day(change.ends_before)} before, {day(change.ends_after)} after.",
        ),
        **said("change_suppliers=worked out: a change keeps the supplier", "None."),
        **said(
            "change_on=worked out: both sides sign after this notice",
            "The day on which both sides have signed it, after this notice and any standstill.",
        ),
        **said("change_standstill=contract_changes.standstill_days", standstill),
    }


def grounds_in_words(change: Change) -> list[str]:
    """On which grounds the law permits it, that of Schedule 8 last."""
    grounds = [_GROUNDS[ground] for ground in _GROUNDS if ground in change.grounds]
    return [*grounds, change.ground.in_words] if change.ground else grounds


_GROUNDS = {
    ChangeGround.NOT_SUBSTANTIAL: "It is not a substantial modification (s74(3)).",
    ChangeGround.BELOW_THRESHOLD: "It is a below-threshold modification (s74(4)).",
    ChangeGround.SCHEDULE_8: "It is a permitted modification (Schedule 8).",
}
