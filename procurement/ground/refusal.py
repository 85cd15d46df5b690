"""How does a rule say no?

With a sentence that a small supplier understands and can act on. ``field``
names the input the sentence belongs beside, where there is one.
"""

from collections.abc import Callable


class Refusal(Exception):
    """A rule said no. ``str()`` of it is the sentence to show."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Refusals(Refusal):
    """Several rules said no at once; ``faults`` holds each in order."""

    def __init__(self, faults: list[Refusal]) -> None:
        super().__init__(" ".join(str(fault) for fault in faults))
        self.faults = faults


def refuse_together(*checks: Callable[[], object]) -> None:
    """Ask each of these, and raise at once what any of them refuses."""
    faults: list[Refusal] = []
    for check in checks:
        try:
            check()
        except Refusals as several:
            faults += several.faults
        except Refusal as one:
            faults.append(one)
    refuse_if_any(faults)


def refusal_of(check: Callable[[], object]) -> Refusal | None:
    """What this refuses, to be said before anybody tries; None where it refuses nothing."""
    try:
        check()
    except Refusal as no:
        return no
    return None


def raise_if(fault: Refusal | None) -> None:
    """Raise it where there is one."""
    if fault is not None:
        raise fault


def refuse_if_any(faults: list[Refusal]) -> None:
    """Raise the one fault, or all of them together; nothing where there is none."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Refusals(faults)
