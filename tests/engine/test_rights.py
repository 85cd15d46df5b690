"""Has every right its action, and is it about a thing that its predicates can read?"""

from collections.abc import Callable
from inspect import signature, unwrap
from typing import get_type_hints

import pytest

from marketplace import chapters
from marketplace.engine.access import RIGHTS, anyone, grant
from marketplace.engine.action import ACTIONS

chapters.load()


def test_a_right_is_named_by_no_two_chapters() -> None:
    with pytest.raises(ValueError, match=r"Named twice as a right: tender\.publish\."):
        grant({"tender.publish": (anyone,)})


def test_every_right_has_its_action_and_every_action_its_right() -> None:
    assert sorted(set(RIGHTS) ^ set(ACTIONS)) == []


def test_every_right_is_about_things_that_have_what_its_predicates_read() -> None:
    for right, predicates in RIGHTS.items():
        for predicate in predicates:
            read = {name for name in dir(_about(predicate)) if not name.startswith("_")}
            assert read <= set(dir(_about(ACTIONS[right]))), (right, predicate.__name__)


def _about(function: Callable[..., object]) -> type:
    """The type of the thing that an action or a predicate is about: its second argument."""
    inner = unwrap(function)
    return get_type_hints(inner)[list(signature(inner).parameters)[1]]
